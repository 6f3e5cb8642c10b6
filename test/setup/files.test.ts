import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { compactKey } from "../../src/groth16/index.js";
import { prepareDevelopmentKey, verificationKeyHash } from "../../src/setup/index.js";
import { type CircuitShape, r1csFile } from "./support/random-circuit.js";

const SQUARE: CircuitShape = {
  nOutputs: 1,
  nPublicInputs: 0,
  nPrivateInputs: 1,
  nWires: 3,
  constraints: [[[[2, 1n]], [[2, 1n]], [[1, 1n]]]],
};
const BUILD = join(import.meta.dirname, "..", "..", "build");

describe("setup: a development key's files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-setup-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const r1cs = r1csFile(SQUARE);
  const prepare = (file = r1cs, seed?: string) =>
    prepareDevelopmentKey({
      folder: join(folder, "keys"),
      name: "square",
      r1cs: file,
      ...(seed ? { seed } : {}),
    });

  it("say INSECURE in their names, and nothing else is left behind", async () => {
    const { paths, made } = await prepare();
    assert.equal(made, true);
    assert.deepEqual((await readdir(join(folder, "keys"))).sort(), [
      "square.dev-INSECURE.transcript.json",
      "square.dev-INSECURE.vkey.json",
      "square.dev-INSECURE.zkey",
    ]);
    assert.deepEqual(
      (await readdir(join(folder, "keys"))).map((file) => join(folder, "keys", file)).sort(),
      Object.values(paths).sort(),
    );
  });

  it("are found again, whole, and hold what their transcript says", async () => {
    const first = await prepare();
    const second = await prepare();
    assert.equal(second.made, false);
    assert.deepEqual({ ...second, made: true }, first);
    const { transcript, paths, verificationKey } = first;
    assert.equal(bytesToHex(sha256(await readFile(paths.zkey))), transcript.zkeySha256);
    assert.equal(bytesToHex(sha256(await readFile(paths.verificationKey))), transcript.verificationKeySha256);
    assert.equal(verificationKeyHash(verificationKey), transcript.verificationKeySha256);
  });

  it("are made anew when damaged, cut short, missing or of another circuit or seed", async () => {
    const first = await prepare();
    for (const path of Object.values(first.paths)) {
      for (const harm of [
        async () => writeFile(path, "{}"),
        async () => truncate(path, 100),
        async () => rm(path),
      ]) {
        await harm();
        assert.deepEqual(await prepare(), first);
      }
    }
    assert.equal((await prepare(r1cs, "another seed")).made, true);
    const other = r1csFile({ ...SQUARE, constraints: [...SQUARE.constraints, ...SQUARE.constraints] });
    assert.equal((await prepare(other)).made, true);
  });

  it("of census-7 are those whose hashes the repository commits to", async () => {
    const committed = JSON.parse(await readFile(join(BUILD, "..", "build-hashes.json"), "utf8"));
    const census = await readFile(join(BUILD, "census-7", "census-7.r1cs"));
    const { transcript, zkey } = await prepareDevelopmentKey({ folder, name: "census-7", r1cs: census });
    assert.deepEqual(
      {
        zkey: transcript.zkeySha256,
        verificationKey: transcript.verificationKeySha256,
        pkey: bytesToHex(sha256(await compactKey(zkey))),
      },
      committed.developmentKeys["census-7"],
    );
  });
});
