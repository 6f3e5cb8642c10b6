import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProver, createVerifier } from "../../src/groth16/index.js";
import { createDevelopmentKey } from "../../src/setup/index.js";
import { compileWithNames } from "../setup/support/circom.js";
import { psephosJson } from "../support/cli.js";

const SOURCE = `pragma circom 2.2.0;
template T() { signal input a; signal input b; signal output c <== a * b; }
component main {public [b]} = T();
`;

describe("cli: compact", () => {
  let folder = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos compact "));
    const { r1cs, sym } = await compileWithNames(SOURCE);
    writeFileSync(join(folder, "c.r1cs"), r1cs);
    writeFileSync(join(folder, "c.sym"), sym);
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
    writeFileSync(join(folder, "c.zkey"), zkey);
    writeFileSync(join(folder, "vkey.json"), JSON.stringify(verificationKey));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

  it("makes files that prove", async () => {
    const key = await psephosJson(["compact", "key", "c.zkey", "--out", "c.pkey"], folder);
    assert.equal(key.code, 0);
    assert.equal(key.json.bytes, read("c.pkey").length);
    assert.ok(key.json.bytes < key.json.before);
    const args = ["compact", "witness", "c.r1cs", "--sym", "c.sym", "--out", "c.pwit"];
    assert.equal((await psephosJson(args, folder)).code, 0);
    await using prover = await createProver({ wasm: read("c.pwit"), zkey: read("c.pkey") }, { threads: 1 });
    const claim = await prover.prove({ a: 6n, b: 7n });
    assert.deepEqual(claim.publicSignals, ["42", "7"]);
    await using verifier = await createVerifier(JSON.parse(readFileSync(join(folder, "vkey.json"), "utf8")));
    assert.equal(await verifier.verify(claim), true);
  });

  it("destroys no input, and replaces a file only when told to", async () => {
    const before = read("c.zkey");
    const key = ["compact", "key", "c.zkey", "--out"];
    for (const more of [[], ["--force"]]) {
      const own = await psephosJson([...key, "c.zkey", ...more], folder);
      assert.deepEqual([own.code, own.json.error.code], [2, "cli/out-is-input"]);
    }
    const witness = ["compact", "witness", "c.r1cs", "--sym", "c.sym", "--out", "c.sym", "--force"];
    assert.equal((await psephosJson(witness, folder)).json.error.code, "cli/out-is-input");
    assert.deepEqual(read("c.zkey"), before);
    const other = await psephosJson([...key, "vkey.json"], folder);
    assert.deepEqual([other.code, other.json.error.code], [2, "cli/write"]);
    assert.match(other.json.error.hint, /--force/);
    writeFileSync(join(folder, "old"), "old");
    assert.equal((await psephosJson([...key, "old", "--force"], folder)).code, 0);
    assert.deepEqual(read("old"), read("c.pkey"));
    // The same file again is no replacement.
    assert.equal((await psephosJson([...key, "c.pkey"], folder)).code, 0);
  });

  it("says what is wrong with files that it cannot take", async () => {
    const other = await psephosJson(["compact", "key", "c.r1cs", "--out", "x"], folder);
    assert.deepEqual([other.code, other.json.error.code], [1, "groth16/file-magic"]);
    const names = ["compact", "witness", "c.r1cs", "--sym", "vkey.json", "--out", "x"];
    const unnamed = await psephosJson(names, folder);
    assert.deepEqual([unnamed.code, unnamed.json.error.code], [1, "setup/sym"]);
  });
});
