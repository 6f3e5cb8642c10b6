/** `psephos audit --rebuild` and `--ceremony`: a circuit that is compiled again, and a setup that is replayed; right, and altered. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validatorKey } from "../../src/api/index.js";
import { type AuditedElection, auditBundle, type Line } from "../../src/audit/index.js";
import { setupChecks } from "../../src/cli/audit/setup.js";
import { Output } from "../../src/cli/output.js";
import { createFacts } from "../../src/facts/index.js";
import { formatVerificationKeyFile } from "../../src/groth16/index.js";
import { type CeremonyTranscript, formatTranscript } from "../../src/setup/index.js";
import { recordSources } from "../../src/setup/transcript/sources.js";
import { openWorkshop, type Workshop } from "../setup/support/ceremony.js";
import { type Finished, finishedCeremony } from "../setup/support/finished.js";
import { VALIDATOR } from "../support/audit/elections.js";
import { bundleOfKey, withTranscript } from "../support/audit/forged.js";
import { pack, type Unpacked } from "../support/audit/repack.js";
import { psephosJson } from "../support/cli.js";
import { testGenesis } from "../support/ledger/world.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE_MODULES = join(ROOT, "node_modules");

describe("cli: audit, the setup and the code", function () {
  this.timeout(600_000);
  let shop: Workshop;
  let done: Finished;
  let bundle: Unpacked;
  let folder = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-audit-setup-"));
    shop = await openWorkshop();
    done = await finishedCeremony(shop);
    await writeFile(shop.path("cube.transcript.json"), formatTranscript(done.transcript));
    const lists = { ...testGenesis().lists, validators: [validatorKey(VALIDATOR)] };
    const chain = { genesis: testGenesis({ lists }), facts: createFacts({ verifiers: [], insecure: true }) };
    bundle = await bundleOfKey(chain, formatVerificationKeyFile(done.verificationKey));
  });
  after(async () => {
    await shop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function line(check: Line["check"], bytes: Uint8Array, ...args: string[]): Promise<Line> {
    writeFileSync(join(folder, "bundle.zip"), bytes);
    const { json, stdout, stderr } = await psephosJson(["audit", "bundle.zip", ...args], folder);
    assert.ok(json.lines, `${stdout}${stderr}`);
    return json.lines.find((one: Line) => one.check === check);
  }

  /** The ceremony's folder, with one file changed. @returns the transcript's path */
  async function altered(name: string, change: (bytes: Buffer) => Uint8Array | string): Promise<string> {
    const to = mkdtempSync(join(folder, "altered-"));
    await cp(shop.path(""), to, { recursive: true });
    await writeFile(join(to, name), change(await readFile(join(to, name))));
    return join(to, "cube.transcript.json");
  }

  const transcriptWith = (change: (transcript: CeremonyTranscript) => object) => () =>
    formatTranscript({ ...done.transcript, ...change(done.transcript) } as CeremonyTranscript);

  it("replays the setup of the key, with everything that is there", async () => {
    const args = ["--ceremony", shop.path("cube.transcript.json"), "--library", done.library];
    const { state, text, figures } = await line("setup", pack(bundle), ...args);
    assert.equal(state, "ok", text);
    // The beacons' values are on the internet, and nobody asked for them.
    assert.equal(figures.keyKind, "ceremony");
    assert.match(text, /are right\. Not checked: .*beacon/s);
    assert.ok((figures.right as number) > 10, `${figures.right}`);
  });

  it("names what is broken of a setup", async () => {
    const [ada, ...rest] = done.transcript.contributions;
    const flipped = (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      copy[copy.length >> 1]! ^= 1;
      return copy;
    };
    const cases: [string, (bytes: Buffer) => Uint8Array | string][] = [
      ["cube.zkey", flipped],
      ["cube.r1cs", flipped],
      ["powers.ptau", flipped],
      ["CubeVerifier.sol", (bytes) => `${bytes}\n`],
      [
        "cube.transcript.json",
        transcriptWith(() => ({ contributions: [{ ...ada!, name: "Eve" }, ...rest] })),
      ],
    ];
    for (const [name, change] of cases) {
      const path = await altered(name, change);
      const found = await line("setup", pack(bundle), "--ceremony", path); // without sources, whose compilation takes long
      assert.deepEqual([found.state, found.code], ["wrong", "audit/setup"], `${name}: ${found.text}`);
      assert.match(found.text, /^the setup of the key of census-7 is broken: /);
    }
    const other = await altered(
      "cube.transcript.json",
      transcriptWith(() => ({ verificationKeySha256: "ab".repeat(32) })),
    );
    const found = await line("setup", pack(bundle), "--ceremony", other);
    assert.deepEqual(
      [found.state, found.text],
      ["wrong", `${other} is the transcript of another key than the election's.`],
    );
  });

  it("replays the setup of a rollup's key, compiles its circuit, and names the keys without any", async () => {
    let audited: AuditedElection | undefined;
    const run = async (election: AuditedElection) => {
      audited = election;
      return { text: "" };
    };
    await auditBundle(pack(bundle), { further: [{ check: "setup", run }] });
    const other = new SyntheticProver(await Multiplier.create(), 6, "setup").verificationKey;
    const [batch, open] = [
      { circuit: "tally-8", verificationKey: done.verificationKey },
      { circuit: "tally-open-8", verificationKey: other },
    ];
    const key = { circuit: "census-7", verificationKey: other };
    const election = { ...audited!, key, rollup: { batch, open } } as unknown as AuditedElection;
    const context = { output: new Output(true), signal: new AbortController().signal };
    const ceremony = [shop.path("cube.transcript.json")];
    const [code, setup] = setupChecks(context, { ceremony, rebuild: true, library: [done.library] });
    const [built, replayed] = [await code!.run(election), await setup!.run(election)];
    assert.equal(built.unchecked, true);
    assert.match(built.text, /^tally-8 was compiled again .* sources of: census-7, tally-open-8\.$/);
    assert.equal(replayed.unchecked, true);
    assert.match(replayed.text, /^The setup of the key of tally-8 \(ceremony\) was replayed: /);
    assert.match(replayed.text, / were not replayed: census-7, tally-open-8\.$/);
  });

  /** The ceremony's transcript, but of another circuit: all that `--rebuild` reads is its sources and its hash. */
  const ofCircuit = (circuit: Partial<CeremonyTranscript["circuit"]>) =>
    formatTranscript({ ...done.transcript, circuit: { ...done.transcript.circuit, ...circuit } });

  describe("--rebuild", () => {
    let census: CeremonyTranscript["circuit"]["source"];
    let r1csSha256 = "";
    before(async () => {
      const main = readFileSync(join(ROOT, "build", "census-7", "census-7.circom"), "utf8");
      census = await recordSources({ main, libraries: [join(ROOT, "circuits"), NODE_MODULES] });
      ({ r1cs: r1csSha256 } = JSON.parse(
        readFileSync(join(ROOT, "build", "census-7", "manifest.json"), "utf8"),
      ).hashes);
    });
    const libraries = ["--library", join(ROOT, "circuits"), NODE_MODULES];

    it("compiles census-7 from its sources, to the circuit that was built", async () => {
      const bytes = withTranscript(bundle, ofCircuit({ source: census, r1csSha256 }));
      const { state, text, figures } = await line("code", bytes, "--rebuild", ...libraries);
      assert.equal(state, "ok", text);
      assert.equal(figures.r1csSha256, r1csSha256);
      assert.ok((figures.files as number) > 3);
    });

    it("finds a transcript that names another circuit", async () => {
      const own = (change: object) => withTranscript(bundle, ofCircuit(change));
      const small = ["--library", done.library];
      const right = await line("code", own({}), "--rebuild", ...small);
      assert.equal(right.state, "ok", right.text);
      const { state, code, text } = await line("code", own({ r1csSha256 }), "--rebuild", ...small);
      assert.deepEqual([state, code], ["wrong", "audit/code"]);
      assert.match(text, /compile to another circuit/);
    });

    it("finds a source that was changed, and says if one is missing", async () => {
      const bytes = withTranscript(bundle, ofCircuit({ source: census, r1csSha256 }));
      const changed = mkdtempSync(join(folder, "circuits-"));
      await cp(join(ROOT, "circuits"), changed, { recursive: true });
      writeFileSync(join(changed, "census_proof.circom"), "pragma circom 2.2.0;\n");
      const found = await line("code", bytes, "--rebuild", "--library", changed, NODE_MODULES);
      assert.deepEqual([found.state, found.code], ["wrong", "setup/source-changed"]);
      const missing = await line("code", bytes, "--rebuild", "--library", NODE_MODULES);
      assert.deepEqual([missing.state, missing.code], ["wrong", "setup/source-missing"]);
    });

    it("says that nothing was compiled if no transcript names the sources", async () => {
      const { state, text } = await line("code", pack(bundle), "--rebuild");
      assert.equal(state, "unchecked");
      assert.match(text, /No transcript names the sources/);
    });
  });
});
