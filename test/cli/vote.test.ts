import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  acceptedVote,
  decodeEnvelope,
  decodeVotePackage,
  encodeVoteLine,
  resultsFromJson,
} from "../../src/ballot/index.js";
import { identityFromJson, readCensusCsv } from "../../src/census/index.js";
import { verificationKeyHash } from "../../src/groth16/index.js";
import { encodeMetadata, keyId } from "../../src/process/index.js";
import { example } from "../process/metadata-samples.js";
import { psephos, psephosJson, psephosProcessJson, start } from "../support/cli.js";
import { tallyCircuit } from "../support/rollup/keys.js";
import { CONTRACT } from "../support/rollup/votes.js";

const PROCESS_ID = `0x${"a1".repeat(32)}`;

describe("cli: vote, verify, results", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  const write = (name: string, value: unknown) =>
    writeFileSync(path(name), typeof value === "string" ? value : JSON.stringify(value));
  const process = {
    contract: CONTRACT,
    processId: PROCESS_ID,
    questionIndex: 0,
    censusRoot: "",
    circuit: "census-7",
    censusKey: "",
    maxVoteOverwrites: 1,
    ballot: { maxCount: 2, maxValue: 3 },
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos vote "));
    for (const name of ["alice", "bob", "mallory"])
      await psephos(["identity", "new", "--out", `${name}.json`], folder);
    const commitment = (name: string) => identityFromJson(read(`${name}.json`)).commitment;
    write("voters.csv", `commitment,weight\n${commitment("alice")},5\n${commitment("bob")},2\n`);
    assert.equal(readCensusCsv(read("voters.csv")).problems.length, 0);
    const { verificationKey } = await tallyCircuit("census-7");
    process.censusKey = keyId("census-7", `0x${verificationKeyHash(verificationKey)}`);
    process.censusRoot = (await psephosJson(["census", "build", "voters.csv"], folder)).json.root;
    write("process.json", process);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("proves a vote that verifies, and says which key it rests on", async () => {
    const cast = await psephosProcessJson(
      ["vote", "1,3", "--identity", "alice.json", "--out", "alice-vote.json", "--insecure"],
      folder,
    );
    assert.equal(cast.code, 0, cast.stderr);
    assert.match(cast.json.key, /INSECURE/);
    assert.match(cast.stderr, /INSECURE/);
    // Alice alone has a weight of 5: nobody is told that the vote does not show who cast it.
    assert.deepEqual(cast.json.anonymitySet, { size: 1, sameWeight: 1, proven: true });
    assert.match(cast.stderr, /only 1 voter could have cast a vote of weight 5/);
    const { code, json } = await psephosJson(["verify", "alice-vote.json", "--insecure"], folder);
    assert.equal(code, 0);
    assert.deepEqual(json, {
      accepted: true,
      nullifier: cast.json.nullifier,
      weight: "5",
      key: cast.json.key,
      checked: false,
    });
    const envelope = read("alice-vote.json");
    const { secret, commitment } = identityFromJson(read("alice.json"));
    for (const form of [secret, commitment].flatMap((value) => [value.toString(), value.toString(16)])) {
      assert.ok(!`${envelope}${cast.stdout}${cast.stderr}`.includes(form), "the voter is named");
    }
  });

  it("offers a weight that hides the voter, and says that a vote does not tell who voted where that is so", async () => {
    const commitment = identityFromJson(read("alice.json")).commitment;
    const others = Array.from({ length: 20 }, (_, i) => `${1000 + i},${i < 19 ? 3 : 2}\n`).join("");
    write("many.csv", `commitment,weight\n${commitment},5\n${others}`);
    const { json: built } = await psephosJson(["census", "build", "many.csv", "--out", "many.psc"], folder);
    write("many.json", { ...process, censusRoot: built.root });
    const vote = [
      "vote",
      "1,3",
      "--identity",
      "alice.json",
      "--process",
      "many.json",
      "--census",
      "many.psc",
    ];
    const exposed = await psephos([...vote, "--insecure", "--out", "many-5.json"], folder);
    assert.match(
      exposed.stderr,
      /only 1 voter could have cast a vote of weight 5\. With --weight 3 at least 20/,
    );
    assert.ok(!exposed.stdout.includes("does not tell"));
    const hidden = await psephos([...vote, "--insecure", "--weight", "3", "--out", "many-3.json"], folder);
    assert.match(hidden.stdout, /does not tell who of the 20 voters with at least this weight voted/);
    assert.match(hidden.stderr, /19 voters have exactly the weight 3/);
  });

  it("takes no census file whose weights are made up, however well its root and the voter's path fit", async () => {
    const bytes = readFileSync(path("many.psc"));
    const weights = 48 + 32 * 21;
    for (let i = 8; i < 21; i++) bytes[weights + i] = 5;
    bytes.set(createHash("sha256").update(bytes.subarray(0, -32)).digest(), bytes.length - 32);
    writeFileSync(path("forged.psc"), bytes);
    const run = await psephosJson(
      [
        "vote",
        "1,3",
        "--identity",
        "alice.json",
        "--process",
        "many.json",
        "--census",
        "forged.psc",
        "--insecure",
      ],
      folder,
    );
    assert.deepEqual([run.code, run.json.error?.code], [1, "census/snapshot-root"]);
  });

  it("refuses a stranger, a ballot out of range and a weight above the census's", async () => {
    const cases = [
      [["1,3", "--identity", "mallory.json"], "voter/not-in-census"],
      [["1", "--identity", "bob.json"], "voter/invalid-ballot"],
      [["1,4", "--identity", "bob.json"], "voter/invalid-ballot"],
      [["1,1", "--identity", "bob.json", "--weight", "3"], "census/weight-exceeded"],
    ] as const;
    for (const [args, code] of cases) {
      const run = await psephosJson(["vote", ...args, "--out", "none.json", "--insecure"], folder);
      assert.deepEqual([run.code, run.json.error.code], [1, code]);
    }
    assert.ok(!existsSync(path("none.json")));
  });

  it("refuses altered votes by their rule, with exit code 1", async () => {
    const envelope = JSON.parse(read("alice-vote.json"));
    const cases = [
      [{ ...envelope, weight: "6" }, "rollup/vote-proof"],
      [{ ...envelope, processId: `0x${"b2".repeat(32)}` }, "ballot/other-process"],
      [{ ...envelope, votePackage: btoa('{"type":"snark-vote"}') }, "ballot/mismatch"],
      [
        { ...envelope, proof: envelope.proof.replace(/.$/, (digit: string) => (digit === "0" ? "1" : "0")) },
        "groth16/point-not-on-curve",
      ],
      ["{", "ballot/envelope"],
    ] as const;
    for (const [altered, code] of cases) {
      write("altered.json", altered);
      const run = await psephosJson(["verify", "altered.json", "--insecure"], folder);
      assert.deepEqual([run.code, run.json.error?.code], [1, code]);
    }
  });

  it("proves, verifies and counts under the process's key alone, and under an insecure one only if told", async () => {
    write("votes.jsonl", read("alice-vote.json"));
    write("other-key.json", { ...process, censusKey: `0x${"c3".repeat(32)}` });
    for (const args of [
      ["vote", "1,3", "--identity", "alice.json", "--out", "none.json"],
      ["verify", "alice-vote.json"],
      ["results", "votes.jsonl", "--out", "none.json"],
    ]) {
      const unasked = await psephosJson(args, folder);
      assert.deepEqual([unasked.code, unasked.json.error.code], [1, "process/insecure-key"]);
      const other = await psephosJson([...args, "--process", "other-key.json", "--insecure"], folder);
      assert.deepEqual([other.code, other.json.error.code], [1, "process/other-key"]);
    }
    assert.ok(!existsSync(path("none.json")));
  });

  it("counts a file of votes and names the refused lines", async () => {
    const cast = await psephos(
      ["vote", "0,3", "--identity", "bob.json", "--weight", "1", "--out", "bob-vote.json", "--insecure"],
      folder,
    );
    assert.match(cast.stdout, /Anybody who sees it can guess who voted/);
    assert.match(cast.stderr, /only 2 voters could have cast a vote of weight 1\. The census is too small/);
    const again = ["vote", "2,2", "--identity", "alice.json", "--out", "again.json", "--insecure"];
    await psephos([...again, "--overwrite", "1"], folder);
    // The attack: Bob's vote would have taken the place of Alice's.
    const bobs = ["vote", "0,3", "--identity", "bob.json", "--out", "alice-vote.json", "--insecure"];
    const kept = await psephosJson(bobs, folder);
    assert.deepEqual([kept.code, kept.json.error.code], [2, "cli/write"]);
    assert.match(kept.json.error.hint, /--force/);
    const own = await psephosJson([...bobs.with(-2, "bob.json"), "--force"], folder);
    assert.deepEqual([own.code, own.json.error.code], [2, "cli/out-is-input"]);
    const [alice, bob] = ["alice", "bob"].map((name) => read(`${name}-vote.json`).trim());
    // The same vote once more is no error; an earlier vote put back is refused, and does not count.
    write(
      "votes.jsonl",
      `${alice}\n\n${bob}\n${alice}\n${read("again.json")}${alice}\n${bob!.replace("{", "{ ")}\nrubbish\n`,
    );
    const run = await psephosJson(["results", "votes.jsonl", "--insecure"], folder);
    assert.equal(run.code, 1);
    assert.equal(run.json.counted, 2);
    assert.deepEqual(
      run.json.refused.map(({ line, code }: { line: number; code: string }) => [line, code]),
      [
        [6, "ballot/superseded"],
        [7, "ballot/not-canonical"],
        [8, "ballot/vote-line"],
      ],
    );
    const { questions } = resultsFromJson(read("results.json"));
    assert.deepEqual(
      questions.map(({ results }) => results.map(({ count }) => count)),
      [
        ["1", "0", "5", "0"],
        ["0", "0", "5", "1"],
      ],
    );
    for (const [number, exit, code] of [
      ["2", 1, "voter/overwrites"],
      ["-1", 2, "cli/usage"],
    ] as const) {
      const over = await psephosJson([...again, "--force", `--overwrite=${number}`], folder);
      assert.deepEqual([over.code, over.json.error.code], [exit, code]);
    }
    // A file of accepted votes is counted as one of envelopes.
    const accepted = encodeVoteLine(acceptedVote(decodeEnvelope(bob!)));
    write("votes.jsonl", `${alice}\n${accepted}\n`);
    const count = ["results", "votes.jsonl", "--insecure"];
    const other = await psephosJson(count, folder);
    assert.deepEqual([other.code, other.json.error.code], [2, "cli/write"]);
    const both = await psephosJson([...count, "--force"], folder);
    assert.deepEqual([both.code, both.json.counted], [0, 2]);
    assert.equal((await psephos(count, folder)).code, 0, "the same count again");
  });

  it("takes choices by their names and shows the results by them, from --questions", async () => {
    writeFileSync(path("metadata.json"), encodeMetadata(example));
    const vote = (choices: string, ...more: string[]) =>
      psephosJson(
        ["vote", choices, "--identity", "bob.json", "--out", "named.json", "--insecure", ...more],
        folder,
      );
    const questions = ["--questions", "metadata.json"];
    const unnamed = await vote("no,never");
    assert.deepEqual([unnamed.code, unnamed.json.error.code], [2, "cli/usage"]);
    assert.match(unnamed.json.error.hint, /--questions/);
    const wrong = await vote("no,perhaps", ...questions);
    assert.deepEqual([wrong.code, wrong.json.error.code], [2, "cli/usage"]);
    assert.match(wrong.json.error.message, /"perhaps".*question 2/);
    const cast = await vote("no,never", ...questions);
    assert.equal(cast.code, 0, cast.stdout);
    const { votePackage } = decodeEnvelope(read("named.json").trim());
    assert.deepEqual(decodeVotePackage(votePackage).votes, [1, 2]);
    write("named.jsonl", read("named.json"));
    const count = ["results", "named.jsonl", "--insecure", "--out", "named-results.json", ...questions];
    const { code, stdout } = await psephos(count, folder);
    assert.equal(code, 0, stdout);
    const [first, second] = example.questions.map(({ title }) => stdout.indexOf(title.default));
    assert.ok(first! >= 0 && second! > first!, stdout);
    assert.match(stdout.slice(first, second), /Yes +.*\b0\b[\s\S]*No +.*\b2\b/);
    assert.match(stdout.slice(second), /Never +.*\b2\b/);
  });

  it("refuses a census file that is not the process's, and a broken process file", async () => {
    write("other.json", { ...process, censusRoot: `0x${"0".repeat(64)}` });
    const other = await psephosJson(
      ["vote", "1,1", "--process", "other.json", "--identity", "bob.json", "--insecure"],
      folder,
    );
    assert.deepEqual([other.code, other.json.error.code], [1, "voter/census-root"]);
    for (const bad of [
      { ...process, extra: 1 },
      { ...process, circuit: "../x" },
      { ...process, questionIndex: 256 },
      { ...process, censusKey: undefined },
      { ...process, censusKey: process.censusKey.slice(0, -1) },
      { ...process, ballot: { maxCount: 1, maxvalue: 1 } },
      [],
      "5",
    ]) {
      write("bad.json", bad);
      const run = await psephosJson(["verify", "alice-vote.json", "--process", "bad.json"], folder);
      assert.deepEqual([run.code, run.json.error.code], [1, "cli/process"]);
    }
  });

  it("stops at Ctrl-C with exit code 130 and leaves nothing half-written", async () => {
    const { child, done, output } = start(
      ["election", "--sample", "200", "--out", path("late.json")],
      folder,
    );
    const proving = new Promise<void>((resolve) => {
      child.stderr.on("data", () => output.stderr.includes("Proving") && resolve());
    });
    await Promise.race([proving, done]);
    child.kill("SIGINT");
    const { code } = await done;
    assert.equal(code, 130);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes("late") || name.endsWith(".partial")),
      [],
    );
  });
});
