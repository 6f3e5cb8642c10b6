import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseManifest } from "../../src/artifacts/index.js";
import { parseContributions, readSections, writeSections } from "../../src/groth16/index.js";
import { formatContributions } from "../../src/setup/formats/contributions.js";
import { type CeremonyTranscript, formatTranscript, parseTranscript } from "../../src/setup/index.js";
import { squares } from "../setup/support/ceremony.js";
import { r1csFile } from "../setup/support/random-circuit.js";
import { psephosProcess as psephos, psephosProcessJson as psephosJson, start } from "../support/cli.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VALUE = "1f3a5c7e9b0d2f4a6c8e0b1d3f5a7c9e1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a";

describe("cli: setup", () => {
  let folder: string;
  before(async function () {
    this.timeout(120_000);
    execFileSync("npm", ["run", "--silent", "build:bundled"], { cwd: ROOT, stdio: "ignore" });
    folder = await mkdtemp(join(tmpdir(), "psephos-cli-setup-"));
    await writeFile(join(folder, "circuit.r1cs"), r1csFile(squares(2)));
    await writeFile(join(folder, "dice"), "3 1 6 4 2 2 5");
  });
  after(() => rm(folder, { recursive: true }));

  const setup = async (...args: string[]) => {
    const { code, json, stderr } = await psephosJson(["setup", ...args], folder);
    assert.equal(code, 0, `${args.join(" ")}: ${JSON.stringify(json)} ${stderr}`);
    return json;
  };
  const refused = async (code: string, exit: number, ...args: string[]) => {
    const run = await psephosJson(["setup", ...args], folder);
    assert.deepEqual([run.json.error?.code, run.code], [code, exit], args.join(" "));
  };

  it("runs a ceremony from nothing to a verifier contract", async () => {
    await setup("ptau", "new", "--power", "2", "--out", "p0.ptau");
    const { hash } = await setup("ptau", "contribute", "p0.ptau", "--name", "Ada", "--out", "p1.ptau");
    await setup("ptau", "beacon", "p1.ptau", "-s", "drand:5600000", "-v", VALUE, "-o", "p2.ptau");
    await refused("setup/ptau-other-hash", 1, "ptau", "import", "p2.ptau", "--hash", VALUE);
    const prepared = await setup("ptau", "prepare", "p2.ptau", "--r1cs", "circuit.r1cs", "-o", "p.ptau");
    assert.equal(prepared.power, 2);
    const powers = await setup("ptau", "verify", "p.ptau");
    assert.deepEqual([powers.contributions[0].hash, powers.final, powers.prepared], [hash, true, [2]]);

    const circuit = ["--r1cs", "circuit.r1cs", "--ptau", "p.ptau"];
    assert.equal((await setup("init", ...circuit, "--out", "k0.zkey")).powersFinal, true);
    await setup("ptau", "prepare", "p1.ptau", "--r1cs", "circuit.r1cs", "-o", "open.ptau");
    const open = ["setup", "init", "--r1cs", "circuit.r1cs", "--ptau", "open.ptau", "-o", "open.zkey"];
    const warned = await psephosJson(open, folder);
    assert.deepEqual([warned.code, warned.json.powersFinal], [0, false]);
    assert.match(warned.stderr, /no beacon has closed these powers of tau/);
    const dice = ["--entropy-file", "dice"];
    const mine = await setup("contribute", "k0.zkey", "--name", "Ada", "--out", "k1.zkey", ...dice);
    assert.equal(mine.unchecked.length, 2);
    await refused("cli/write", 2, "contribute", "k0.zkey", "-n", "Ada", "-o", "k1.zkey");
    await refused("cli/write", 2, "contribute", "k0.zkey", "-n", "Ada", "-o", "k0.zkey");
    await refused("cli/write", 2, "init", ...circuit, "-o", "k0.zkey");
    await refused("cli/write", 2, "ptau", "new", "--power", "2", "--out", "p0.ptau");
    await refused("cli/write", 2, "ptau", "contribute", "p0.ptau", "-n", "Ada", "-o", "p0.ptau");
    await refused("cli/write", 2, "ptau", "prepare", "p2.ptau", "-o", "p.ptau");
    await setup("beacon", "k1.zkey", "-s", "ethereum:23900000", "-v", `0x${VALUE}`, "-o", "k2.zkey");
    const { stdout } = await psephos(["setup", "verify", "k2.zkey", ...circuit], folder);
    assert.match(
      stdout,
      /^right: .*\n(.*\n)* {2}1\. Ada\n {5}[0-9a-f]{128}\n {2}2\. beacon ethereum:23900000/,
    );
    assert.ok(stdout.includes(mine.hash));
    const { insecure, keyKind } = await setup(
      "export",
      "k2.zkey",
      "--circuit",
      "squares",
      "--out",
      "release",
    );
    assert.deepEqual([insecure, keyKind], [false, "ceremony"]);
    const vkey = JSON.parse(await readFile(join(folder, "release", "squares.vkey.json"), "utf8"));
    assert.equal(vkey.nPublic, 1);
    assert.match(await readFile(join(folder, "release", "SquaresVerifier.sol"), "utf8"), /contract Squares/);

    await setup("beacon", "k1.zkey", "-v", VALUE, "--insecure", "-o", "practice.zkey");
    const practice = await setup("export", "practice.zkey", "-c", "squares", "-o", "practice");
    assert.deepEqual([practice.insecure, practice.keyKind], [true, "rehearsal-INSECURE"]);
    const marked = JSON.parse(await readFile(join(folder, "practice", "squares.vkey.json"), "utf8"));
    assert.equal(marked.keyKind, "rehearsal-INSECURE");

    const nobodys = await setup("export", "k0.zkey", "-c", "squares", "-o", "nobodys");
    assert.deepEqual([nobodys.insecure, nobodys.keyKind], [true, "forgeable-INSECURE"]);
    assert.match(
      await readFile(join(folder, "nobodys", "SquaresVerifier.sol"), "utf8"),
      /INSECURE_DEVELOPMENT_KEY = true;/,
    );
    const compact = await psephos(["compact", "key", "k0.zkey", "-o", "k0.pkey", "--json"], folder);
    assert.equal(JSON.parse(compact.stdout).keyKind, "forgeable-INSECURE");
    assert.match(compact.stderr, /INSECURE key: nobody has contributed to it, so anyone can forge proofs/);
    await refused("cli/write", 2, "export", "practice.zkey", "-c", "squares", "-o", "dice");
    await refused("setup/file-read", 2, "ptau", "verify", "release");
  });

  it("lets no contributor's name in a file write over the terminal", async () => {
    const sections = readSections(await readFile(join(folder, "k2.zkey")), "zkey", 1, [...Array(11).keys()]);
    const chain = parseContributions(sections.get(10)!);
    const [ada, ...rest] = chain.contributions;
    // A name is in no hash: whoever hands a file on can change it.
    const name = "Ada\n  2. beacon ethereum:1\u001b[2J\u009b1A\u202e";
    const renamed = formatContributions({ ...chain, contributions: [{ ...ada!, name }, ...rest] });
    const written = [...sections].map(([id, body]) => [id, id === 10 ? renamed : body] as const);
    await writeFile(join(folder, "renamed.zkey"), writeSections("zkey", 1, written));
    const verify = ["setup", "verify", "renamed.zkey", "--r1cs", "circuit.r1cs", "--ptau", "p.ptau"];
    const { code, stdout } = await psephos(verify, folder);
    assert.equal(code, 0);
    assert.ok(
      stdout.includes(String.raw`  1. Ada\u000a  2. beacon ethereum:1\u001b[2J\u009b1A\u202e`),
      stdout,
    );
  });

  it("finishes a ceremony with a transcript, replays it, and makes a release of it", async () => {
    const about = ["--circuit", "squares", "--r1cs", "circuit.r1cs", "--ptau", "p.ptau"];
    const finish = ["finalize", "k2.zkey", ...about, "--announced", "on the notice board"];
    // The ceremony's own folder holds the attestations; its listing there is none.
    await mkdir(join(folder, "published"));
    await copyFile(
      join(folder, "k1.zkey.attestation.json"),
      join(folder, "published", "k1.attestation.json"),
    );
    await copyFile(join(folder, "k1.zkey"), join(folder, "published", "key-0001.zkey"));
    await setup("list", "published");
    const { transcript } = await setup(...finish, "--attestations", "published", "--out", "final");
    assert.equal(transcript.keyKind, "ceremony");
    const final = (name: string) => join(folder, "final", name);
    assert.match(await readFile(final("squares.transcript.md"), "utf8"), /^# Setup of squares/);
    const replay = ["setup", "replay", "final/squares.transcript.json", "--ptau", "p.ptau"];
    const values = ["--beacon", `drand:5600000=${VALUE}`, "--beacon", `ethereum:23900000=0x${VALUE}`];
    const right = await psephos([...replay, ...values, "--waive", "sources", "deployed"], folder);
    assert.equal(right.code, 0, right.stderr + right.stdout);
    assert.match(
      right.stdout,
      /- waived +circuit: its sources.*\n(.*\n)*right, except for the waived checks: sources\n/,
    );
    assert.equal((await psephos([...replay, "--waive", "key"], folder)).code, 2);
    const stranger = ["replay", "final/squares.transcript.json", "--beacon", `drand:1=${VALUE}`];
    await refused("setup/replay-other-beacon", 1, ...stranger);

    await writeFile(final("squares.wasm"), "the program");
    const release = ["release", "final/squares.transcript.json", "--out", "web"];
    const { manifest, unchecked } = await setup(...release);
    assert.deepEqual([manifest.keyKind, manifest.files.zkey.name], ["ceremony", "squares.zkey"]);
    assert.deepEqual(unchecked, ["squares.wasm"]);
    const served = await readFile(join(folder, "web", "manifest.json"), "utf8");
    assert.deepEqual(parseManifest(served), manifest);
    for (const { name, size } of Object.values<{ name: string; size: number }>(manifest.files))
      assert.equal((await stat(join(folder, "web", name))).size, size);

    await writeFile(final("squares.pkey"), "another key's");
    await refused("setup/transcript-other-file", 1, ...release);
    await rm(final("squares.pkey"));
    const named = parseTranscript(await readFile(final("squares.transcript.json"), "utf8"));
    const program = { wasmSha256: "ab".repeat(32), pwitSha256: null };
    const circuit = { ...(named as CeremonyTranscript).circuit, program };
    const written = async (transcript: Partial<CeremonyTranscript>) => {
      const text = formatTranscript({ ...named, ...transcript } as CeremonyTranscript);
      await writeFile(final("squares.transcript.json"), text);
    };
    const [ada, block] = (named as CeremonyTranscript).contributions;
    await written({ contributions: [{ ...ada!, name: "Eve" }, block!] });
    await refused("setup/transcript-other-key", 1, ...release);
    const wasmSha256 = createHash("sha256").update("the program").digest("hex");
    await written({ circuit: { ...circuit, program: { wasmSha256, pwitSha256: "ab".repeat(32) } } });
    await refused("setup/transcript-missing-file", 1, ...release);
    const text = formatTranscript({ ...named, circuit } as CeremonyTranscript);
    await writeFile(final("squares.transcript.json"), text);
    await refused("setup/transcript-other-file", 1, ...release);
    const broken = await psephos([...replay, ...values], folder);
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, / key +BROKEN, not shown to be what the transcript says \(ceremony key\)\n/);
    assert.match(broken.stdout, /NOT CHECKED .*\n(.*\n)*broken at: circuit: the published witness/);
  });

  it("contributes to the latest file of a folder, and writes what is to be published", async () => {
    const ceremony = join(folder, "ceremony");
    await mkdir(ceremony);
    for (const [from, to] of [
      ["k0.zkey", "key-0000.zkey"],
      ["circuit.r1cs", "circuit.r1cs"],
      ["p.ptau", "powers.ptau"],
    ] as const)
      await copyFile(join(folder, from), join(ceremony, to));
    assert.equal((await setup("list", "ceremony")).files.length, 3);
    const { position, findings } = await setup("contribute", "ceremony", "--name", "Ada");
    assert.deepEqual(
      [position, findings.map(({ kind, checked }: { kind: string; checked: boolean }) => [kind, checked])],
      [1, ["listed", "key", "attestations"].map((kind) => [kind, true])],
    );
    await writeFile(join(folder, "wallet.key"), `0x${"17".repeat(32)}`);
    await writeFile(join(folder, "half.json"), "{");
    const half = await psephosJson(["setup", "sign", "half.json", "--key", "wallet.key"], folder);
    assert.deepEqual([half.json.error?.code, half.code], ["setup/attestation-json", 1]);
    assert.match(half.json.error?.message, /^half\.json: /);
    await setup("sign", "ceremony/key-0001.zkey.attestation.json", "--key", "wallet.key");
    const entry = () => readFile(join(ceremony, "ceremony.json"), "utf8");
    const signed = await entry();
    await setup("list", "ceremony");
    assert.equal(await entry(), signed, "signing keeps the listing true");
    const { stdout, code } = await psephos(["setup", "contribute", "ceremony", "-n", "Bea"], folder);
    assert.equal(code, 0);
    assert.match(stdout, /checked: every point of the key follows from circuit\.r1cs and powers\.ptau\n/);
    assert.match(stdout, /1 of 1 contributions are attested, 1 with a signature/);
    assert.match(stdout, /position: 2\nname: "Bea"\nhash: [0-9a-f]{128}\n$/);
    await refused("setup/ceremony-url", 1, "contribute", "http://ceremony.example/", "-n", "Ada");
    await refused("cli/usage", 2, "contribute", "k0.zkey", "-n", "Ada");
  });

  it("says why a key is refused, with exit code 1, and writes nothing then", async () => {
    const circuit = ["--r1cs", "circuit.r1cs", "--ptau", "p.ptau"];
    await refused("setup/no-contribution", 1, "verify", "k0.zkey", ...circuit);
    const bytes = await readFile(join(folder, "k1.zkey"));
    await writeFile(join(folder, "cut.zkey"), bytes.subarray(0, bytes.length - 1));
    await refused("groth16/file-truncated", 1, "contribute", "cut.zkey", "-n", "Ada", "-o", "no.zkey");
    await refused("cli/read", 2, "verify", "absent.zkey", ...circuit);
    await assert.rejects(access(join(folder, "no.zkey")));
  });

  it("takes no beacon that was not announced, or that looks made up, unless told to", async () => {
    const close = ["beacon", "k1.zkey", "-o", "no.zkey"];
    await refused("setup/beacon-unannounced", 1, ...close, "-v", VALUE);
    const counting = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString("hex");
    for (const made of ["01".repeat(32), counting]) {
      await refused("setup/beacon-unannounced", 1, ...close, "-v", made, "-s", "drand:1");
      const powers = ["ptau", "beacon", "p1.ptau", "-o", "no.ptau"];
      await refused("setup/beacon-unannounced", 1, ...powers, "-v", made, "-s", "drand:1");
    }
    await refused("cli/usage", 2, ...close, "-v", VALUE, "-s", "the lottery");
  });

  it("stops at Ctrl-C, and leaves no file", async () => {
    const long = ["beacon", "k1.zkey", "-s", "drand:1", "-v", VALUE, "-i", "30", "-o", "no.zkey"];
    const { child, done, output } = start(["setup", ...long], folder);
    while (!output.stderr.includes("Closing")) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    assert.equal((await done).code, 130);
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith("no.zkey")));
  });

  it("writes a circuit that the package brings, and a release of its development key", async function () {
    this.timeout(120_000);
    const written = await setup("circuit", "tally-open-8", "--development-key", "--out", "open");
    const committed = JSON.parse(await readFile(new URL("../../build-hashes.json", import.meta.url), "utf8"));
    const { r1cs, wasm } = committed.circuits["tally-open-8"];
    assert.deepEqual(written.files, { "tally-open-8.r1cs": r1cs, "tally-open-8.wasm": wasm });
    const file = await readFile(join(folder, "open", "tally-open-8.r1cs"));
    assert.equal(createHash("sha256").update(file).digest("hex"), r1cs);
    const transcript = join("open", "tally-open-8.dev-INSECURE.transcript.json");
    const { manifest } = await setup("release", transcript, "--out", "open-release");
    assert.equal(manifest.keyKind, "development-INSECURE");
    assert.equal(manifest.files.zkey.sha256, committed.developmentKeys["tally-open-8"].zkey);
    await refused("setup/not-bundled", 1, "circuit", "tally-64");
  });

  it("shows examples", async () => {
    for (const args of [["contribute"], ["ptau", "prepare"]]) {
      const { stdout, code } = await psephos(["setup", ...args, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /Examples:\n {2}\$ psephos setup /);
    }
  });
});
