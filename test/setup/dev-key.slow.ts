// Development keys at full size, against snarkjs 0.7.6.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { makeKeyFile } from "../../src/setup/dev/key-file.js";
import { DEVELOPMENT_SEED, deriveSecrets } from "../../src/setup/dev/secrets.js";
import { readR1cs } from "../../src/setup/formats/r1cs.js";
import { createDevelopmentKey } from "../../src/setup/index.js";
import { endSnarkjs } from "../groth16/support/circuit.js";
import { type CircuitShape, r1csFile } from "./support/random-circuit.js";
import { powersOfTauFor, verifyKey } from "./support/snarkjs.js";

const ROOT = join(import.meta.dirname, "..", "..");

describe("setup: development keys at full size", () => {
  after(endSnarkjs);

  for (const name of ["census-7", "census-11"]) {
    it(`${name} is committed to, and passes snarkjs's zkey verify against powers of its tau`, async () => {
      const r1cs = await readFile(join(ROOT, "build", name, `${name}.r1cs`));
      const { zkey, transcript } = await createDevelopmentKey({ r1cs });
      const committed = JSON.parse(await readFile(join(ROOT, "build-hashes.json"), "utf8"));
      const { pkey: _, ...hashes } = committed.developmentKeys[name];
      assert.deepEqual(
        { zkey: transcript.zkeySha256, verificationKey: transcript.verificationKeySha256 },
        hashes,
      );
      const secrets = deriveSecrets(DEVELOPMENT_SEED, sha256(r1cs));
      const ptau = await powersOfTauFor(secrets, Math.log2(transcript.circuit.domainSize));
      const { ok, lines } = await verifyKey(r1cs, ptau, zkey);
      assert.ok(ok, lines.join("\n"));
    });
  }

  it("beyond 2^14 rows, where snarkjs's circuit hash takes one more point", async () => {
    const rows = 2 ** 14 + 10;
    const shape: CircuitShape = {
      nOutputs: 1,
      nPublicInputs: 0,
      nPrivateInputs: 1,
      nWires: 3,
      constraints: Array.from({ length: rows }, (_, i) => [[[2, BigInt(i + 1)]], [[2, 1n]], [[1, 1n]]]),
    };
    const r1cs = r1csFile(shape);
    const secrets = deriveSecrets("slow test", new Uint8Array(32));
    const { zkey } = await makeKeyFile(readR1cs(r1cs), secrets, {});
    const { ok, lines } = await verifyKey(r1cs, await powersOfTauFor(secrets, 15), zkey);
    assert.ok(ok, lines.join("\n"));
  });
});
