// The rollup from its commands: opened, proved, signed, posted, challenged, settled, with real tally-8 proofs.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicClient, type Hex, http } from "viem";
import type { Line } from "../../src/audit/index.js";
import { acceptedVote, decodeEnvelope, encodeVoteLine } from "../../src/ballot/index.js";
import { identityFromJson } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import { createVerifier } from "../../src/groth16/index.js";
import { anonymousVote, encodeBlockLine, encodeGenesisLine } from "../../src/ledger/index.js";
import { Status } from "../../src/process/index.js";
import { toldBlocks } from "../support/audit/bundles.js";
import { declarationOn } from "../support/audit/rollup-election.js";
import { psephosProcessJson as psephosJson, start } from "../support/cli.js";
import { testGenesis, World } from "../support/ledger/world.js";

const BUILD = fileURLToPath(new URL("../../build", import.meta.url));
const BOND = 10n ** 18n;
const ballot = { maxCount: 2, maxValue: 3 };

describe("cli: rollup", () => {
  let folder = "";
  let dev: ReturnType<typeof start>;
  let chain: {
    rpc: string;
    processes: string;
    results: string;
    verifiers: string;
    rollup: string;
    keys: Record<string, string>;
  };
  let id = "";

  const path = (name: string) => join(folder, name);
  const write = (name: string, value: unknown) =>
    writeFileSync(path(name), typeof value === "string" ? value : JSON.stringify(value));
  const read = (name: string) => readFileSync(path(name), "utf8");
  const at = () => ["--rpc", chain.rpc, "--contract", chain.processes];
  const as = (who: string) => [...at(), "--key", chain.keys[who]!];

  /** The commands that compare keys take those of development when they are told. */
  const COMPARING = ["open", "prove", "sign", "post", "check", "include", "challenge", "watch"];
  const cli = (args: readonly string[]) =>
    psephosJson(
      args[0] === "rollup" && COMPARING.includes(args[1]!) ? [...args, "--insecure"] : args,
      folder,
    );

  async function run(...args: string[]) {
    const answer = await cli(args);
    assert.equal(answer.code, 0, `${args[0]} ${args[1]}: ${answer.stdout}${answer.stderr}`);
    return answer.json;
  }

  async function mineTo(block: bigint) {
    const rpc = async (method: string, params: unknown[]) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const headers = { "content-type": "application/json" };
      return (await (await fetch(chain.rpc, { method: "POST", headers, body })).json()).result as string;
    };
    const now = BigInt(await rpc("eth_blockNumber", []));
    if (block > now) await rpc("anvil_mine", [`0x${(block - now).toString(16)}`]);
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos rollup "));
    dev = start(["chain", "dev", "--port", "0", "--keys", "keys", "--json"], folder);
    await new Promise<void>((resolve, reject) => {
      dev.child.stdout.on("data", () => dev.output.stdout.includes("\n}") && resolve());
      dev.done.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    chain = JSON.parse(dev.output.stdout);
    const registry = ["--rpc", chain.rpc, "--contract", chain.verifiers, "--key", chain.keys.organiser!];
    const { keyId } = await run("chain", "verifier", "census-7", ...registry);
    await run("chain", "verifier", "tally-8", ...registry);
    await run("chain", "verifier", "tally-open-8", ...registry);

    const names = ["alice", "bob", "carol"];
    for (const name of names) await run("identity", "new", "--out", `${name}.json`);
    const row = (name: string, i: number) => `${identityFromJson(read(`${name}.json`)).commitment},${i + 2}`;
    write("voters.csv", `commitment,weight\n${names.map(row).join("\n")}\n`);
    const { root } = await run("census", "build", "voters.csv");
    write("params.json", {
      mode: { interruptible: true },
      envelopeType: { anonymous: true },
      censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
      startBlock: 1,
      blockCount: 10,
      questionCount: 2,
      maxCount: 2,
      maxValue: 3,
      censusKey: keyId,
      settlement: chain.rollup,
      metadata: `https://example.org/metadata.json!${"00".repeat(32)}`,
      censusRoot: root,
      censusUri: "https://example.org/census.psc",
    });
    ({ processId: id } = await run("process", "create", "params.json", ...as("organiser")));
    const process = { contract: chain.processes, processId: id, questionIndex: 0, censusRoot: root };
    write("process.json", {
      ...process,
      circuit: "census-7",
      censusKey: keyId,
      maxVoteOverwrites: 0,
      ballot,
    });
    const windows = "--inclusion 64 --opening 64 --posting 200 --challenge 80 --answer 64".split(" ");
    const opening = ["--closing-in", "6", "--signatures", "2", "--instance", "tally-8", "--bond", "1"];
    await run("rollup", "open", id, ...opening, ...windows, ...as("organiser"));
    await run("process", "status", id, "READY", ...as("organiser"));

    for (const [i, name] of names.entries()) {
      await run("vote", `${i},3`, "--identity", `${name}.json`, "--out", `${name}-vote.json`, "--insecure");
    }
    write("votes.jsonl", names.map((name) => `${read(`${name}-vote.json`).trim()}\n`).join(""));
    const vote = acceptedVote(decodeEnvelope(read("alice-vote.json").trim()));
    const invented = encodeVoteLine({ ...vote, nullifier: vote.nullifier + 1n, weight: 99n, ballot: null });
    write("cheat.jsonl", `${read("votes.jsonl")}${invented}\n`);
    write("few.jsonl", `${read("alice-vote.json").trim()}\n`);
    write("none.jsonl", "");
  });
  after(async () => {
    dev.child.kill("SIGINT");
    await dev.done;
    rmSync(folder, { recursive: true, force: true });
  });

  const prove = (votes: string, out: string, ...more: string[]) =>
    run(
      "rollup",
      "prove",
      votes,
      "--instance",
      "tally-8",
      "--out",
      out,
      "--proofs",
      `${out}-proofs`,
      ...more,
      ...at(),
    );

  async function post(votes: string, transcript: string, poster: string, ...more: string[]) {
    const oracles = ["oracle-3", "oracle-1", "oracle-2"]; // one more than are asked for
    for (const oracle of oracles) {
      const signing = ["--instance", "tally-8", "--out", `${oracle}-${transcript}`, ...more, ...as(oracle)];
      await run("rollup", "sign", votes, ...signing);
    }
    const signatures = oracles.flatMap((oracle) => ["--signature", `${oracle}-${transcript}`]);
    return run("rollup", "post", transcript, ...signatures, "--votes", votes, ...as(poster));
  }

  it("opens, and says where it stands", async () => {
    const { terms } = await run("rollup", "status", id, ...at());
    assert.equal(terms.slots, 8);
    const before = await run("rollup", "challenge", "none.jsonl", ...as("organiser"));
    assert.deepEqual(before.actions, [], "nothing to see before the closing block");
    await mineTo(BigInt(terms.closing));
    const included = await run("rollup", "include", "carol-vote.json", ...as("oracle-2"));
    assert.equal(included.included, true);
    await run("rollup", "include", "bob-vote.json", "--ballot-only", ...as("oracle-2"));
    const hastily = ["sign", "votes.jsonl", "--instance", "tally-8", ...as("oracle-1")];
    const early = await cli(["rollup", ...hastily]);
    assert.deepEqual([early.code, early.json.error.code], [1, "rollup/inclusion-open"]);
    await mineTo(BigInt(terms.openingEnd));
    const late = await cli(["rollup", "include", "bob-vote.json", ...as("oracle-2")]);
    assert.deepEqual([late.code, late.json.error.code], [1, "evm/refused"]);
    assert.equal((await run("rollup", "status", id, ...at())).phase, "waiting for a poster");
    const hasty = await cli(["rollup", "settle", id, ...as("organiser")]);
    assert.deepEqual([hasty.code, hasty.json.error.code], [1, "cli/not-final"]);
  });

  it("takes no part where the rollup was opened for another count", async () => {
    const process = JSON.parse(read("process.json"));
    write("other-rules.json", { ...process, ballot: { ...process.ballot, maxTotalCost: 3 } });
    write("other-census.json", { ...process, censusRoot: `0x${"01".repeat(32)}` });
    write("other-overwrites.json", { ...process, maxVoteOverwrites: 1 });
    for (const [file, code] of [
      ["other-overwrites.json", "rollup/other-overwrites"],
      ["other-rules.json", "rollup/other-params"],
      ["other-census.json", "rollup/other-census"],
    ] as const) {
      const sign = ["sign", "votes.jsonl", "--process", file, "--instance", "tally-8", ...as("oracle-1")];
      const answer = await cli(["rollup", ...sign]);
      assert.deepEqual([answer.code, answer.json.error.code], [1, code]);
      const look = ["challenge", "votes.jsonl", "--process", file, ...as("organiser")];
      const refusal = await cli(["rollup", ...look]);
      assert.deepEqual([refusal.code, refusal.json.error.code], [1, code], "nor watches it");
    }
  });

  it("signs for oracles only, and counts by the circuit that the rollup was opened for", async () => {
    for (const [code, ...args] of [
      ["cli/not-oracle", "sign", "votes.jsonl", "--instance", "tally-8", ...as("organiser")],
      ["rollup/other-instance", "sign", "votes.jsonl", "--instance", "tally-64", ...as("oracle-1")],
    ]) {
      const answer = await cli(["rollup", ...args]);
      assert.deepEqual([answer.code, answer.json.error.code], [1, code]);
    }
  });

  it("catches a poster who slips in a vote, with nothing but the node's votes", async () => {
    const careful = ["sign", "cheat.jsonl", "--instance", "tally-8", ...as("oracle-1")];
    const refusal = await cli(["rollup", ...careful]);
    assert.deepEqual([refusal.code, refusal.json.error.code], [1, "rollup/vote-proof"]);
    await prove("cheat.jsonl", "cheat.json", "--unchecked");
    await post("cheat.jsonl", "cheat.json", "oracle-3", "--unchecked");
    assert.equal((await run("rollup", "status", id, ...at())).phase, "posted, can be challenged");
    const first = await run("rollup", "challenge", "votes.jsonl", ...as("organiser"));
    assert.deepEqual(
      first.actions.map((action: { kind: string }) => action.kind),
      ["demand"],
    );
    const none = await run("rollup", "challenge", "votes.jsonl", ...as("oracle-3"));
    assert.deepEqual(none.actions, [], "the poster has no answer among the votes that are known");
    const more = await run("rollup", "challenge", "few.jsonl", ...as("oracle-2"));
    assert.equal(more.actions.length, 1, "of a node that missed a vote, and another that is on chain");
    await mineTo(BigInt(first.block) + 70n);
    const second = await run("rollup", "challenge", "votes.jsonl", ...as("organiser"));
    assert.deepEqual(
      second.actions.map((action: { kind: string }) => action.kind),
      ["end-unanswered"],
    );
    const { turn, phase } = await run("rollup", "status", id, ...at());
    assert.deepEqual([turn.number, phase], [1, "waiting for a poster"]);
    const withdraw = async (who: string) =>
      BigInt((await run("rollup", "withdraw", id, ...as(who))).withdrawn);
    assert.equal(await withdraw("organiser"), BOND / 2n + BOND / 20n, "half of the bond, and the demand's");
    assert.equal(await withdraw("oracle-2"), BOND / 20n, "the demand of the void turn");
    assert.equal(await withdraw("oracle-2"), 0n);
  });

  it("posts no count that leaves a published ballot unopened, which anyone could challenge", async () => {
    const withheld = ["alice", "bob", "carol"].map((name) => {
      const vote = acceptedVote(decodeEnvelope(read(`${name}-vote.json`).trim()));
      return `${encodeVoteLine(name === "bob" ? { ...vote, ballot: null } : vote)}\n`;
    });
    write("withheld.jsonl", withheld.join(""));
    const files = ["--out", "withheld.json", "--proofs", "withheld-proofs"];
    await run("rollup", "prove", "withheld.jsonl", "--instance", "tally-8", ...files);
    for (const [code, ...more] of [
      ["rollup/votes-needed"],
      ["rollup/ballot-unopened", "--votes", "votes.jsonl"],
    ] as const) {
      const answer = await cli(["rollup", "post", "withheld.json", ...more, ...as("oracle-3")]);
      assert.deepEqual([answer.code, answer.json.error.code], [1, code]);
    }
  });

  it("posts the honest count, answers a false demand, and settles", async () => {
    const proved = await prove("votes.jsonl", "rollup.json");
    assert.equal(proved.voteCount, "3");
    const checked = await run("rollup", "check", "rollup.json", "votes.jsonl", ...at());
    assert.deepEqual([checked.voteCount, checked.votesDigest], ["3", proved.votesDigest]);
    const other = await cli(["rollup", "check", "rollup.json", "few.jsonl", ...at()]);
    assert.deepEqual([other.code, other.json.error.code], [1, "rollup/transcript"]);
    write("ruled.json", { ...JSON.parse(read("rollup.json")), ballot: { ...ballot, maxTotalCost: 3 } });
    const ruled = await cli(["rollup", "check", "ruled.json", "votes.jsonl"]);
    assert.deepEqual([ruled.code, ruled.json.error.code], [1, "rollup/other-params"]);
    const refused = async (transcript: string, ...more: string[]) => {
      const answer = await cli(["rollup", "post", transcript, ...more, ...as("oracle-3")]);
      assert.notEqual(answer.code, 0);
      return answer.json.error.code;
    };
    const whole = JSON.parse(read("rollup.json"));
    const [batch] = whole.batches;
    write("altered.json", { ...whole, batches: [{ ...batch, proof: whole.opening.proof }] });
    assert.equal(await refused("altered.json"), "rollup/transcript");
    assert.equal(await refused("rollup.json", "--at-once", "0"), "cli/usage");
    assert.equal(await refused("rollup.json"), "evm/signatures");
    await post("votes.jsonl", "rollup.json", "oracle-3");
    assert.equal(await refused("cheat.json", "--votes", "cheat.jsonl"), "rollup/other-transcript");
    // Someone whose node missed a vote demands it, and pays for that.
    const demanded = await run("rollup", "challenge", "few.jsonl", ...as("oracle-1"));
    assert.equal(demanded.actions.length, 1);
    const answered = await run("rollup", "challenge", "votes.jsonl", ...as("oracle-3"));
    assert.deepEqual(
      answered.actions.map((action: { kind: string }) => action.kind),
      ["answer"],
    );
    const watching = run("rollup", "watch", "votes.jsonl", "--every", "1", ...as("organiser"));
    const { turn } = await run("rollup", "status", id, ...at());
    await mineTo(BigInt(turn.deadline));
    const watched = await watching;
    assert.deepEqual([watched.final, watched.compared, watched.missing, watched.actions], [true, 3, 0, []]);
    const settled = await run("rollup", "settle", id, ...as("organiser"));
    assert.deepEqual([settled.tally[0], settled.settled, settled.withdrawn], ["3", true, "0"]);
    const paid = await run("rollup", "settle", id, ...as("oracle-3"));
    assert.deepEqual([paid.tally, paid.settled], [settled.tally, false]);
    assert.equal(BigInt(paid.withdrawn), 2n * BOND + BOND / 20n, "settled by another, paid all the same");
    assert.equal((await run("process", "show", id, ...at())).status, "RESULTS");
    assert.equal((await run("rollup", "status", id, ...at())).phase, "final");
  });

  it("has a bundle with the rollup's transactions, which anyone can check beside the contracts", async () => {
    const client = createPublicClient({ transport: http(chain.rpc) });
    const processId = id as Hex;
    const declaration = await declarationOn(client, chain.processes as Hex, processId);
    const verificationKey = JSON.parse(
      readFileSync(join(BUILD, "census-7", "census-7.dev-INSECURE.vkey.json"), "utf8"),
    );
    const verifier = await createVerifier(verificationKey);
    const genesis = testGenesis({
      votingChain: 1,
      evm: { chainId: await client.getChainId(), contracts: [declaration.contract] },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }],
    });
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    const world = new World(facts, genesis);
    await world.attest(processId, { kind: "declared", declaration, snapshot: null });
    await world.attest(processId, { kind: "rollup-opened", oracles: 2 });
    await world.attest(processId, { kind: "status", status: Status.READY });
    await world.block();
    for (const name of ["alice", "bob", "carol"])
      await world.take(anonymousVote(decodeEnvelope(read(`${name}-vote.json`).trim())));
    await world.until(world.process(processId).end!);
    await world.attest(processId, { kind: "inclusion-ended" });
    const blocks = await toldBlocks({ world } as never);
    await verifier.close();
    const lines = [encodeGenesisLine(genesis), ...blocks.map(encodeBlockLine)];
    write("chain.jsonl", lines.map((line) => `${line}\n`).join(""));
    const made = [
      "--chain",
      "chain.jsonl",
      "--without-census",
      "--without-metadata",
      "--rollup",
      "rollup.json",
    ];
    const alone = await cli(["bundle", "make", id, ...made]);
    assert.deepEqual([alone.code, alone.json.error.code], [2, "cli/usage"]);
    const other = await cli(["bundle", "make", id, ...made.with(-1, "cheat.json"), "--rpc", chain.rpc]);
    assert.deepEqual([other.code, other.json.error.code], [1, "rollup/evidence"]);
    const { height } = await run("bundle", "make", id, ...made, "--rpc", chain.rpc);
    const audit = ["audit", "bundle.zip", "--insecure", "--root", blocks[height - 1]!.stateRoot!];
    const { lines: found, results } = await run(...audit, "--rpc", chain.rpc);
    const state = (check: string) => found.find((line: Line) => line.check === check).state;
    assert.deepEqual([state("rollup"), state("contract")], ["ok", "ok"]);
    assert.equal(results.questions.length, 2);
  });
});
