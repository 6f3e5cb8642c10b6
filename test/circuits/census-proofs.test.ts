// The census circuit behind a real key: what the constraints refuse, a verifier refuses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { poseidon2 } from "poseidon-lite";
import {
  createProver,
  createVerifier,
  formatWtns,
  type Prover,
  type Verifier,
} from "../../src/groth16/index.js";
import { prepareDevelopmentKey } from "../../src/setup/index.js";
import { censusTree, leafOf, pathOf, statement } from "../support/circuits/census.js";
import { Circuit, type Forgery, type Witness } from "../support/circuits/circuit.js";

const NAMES = ["nullifier", "censusRoot", "scope", "voteHash", "weight", "envelopeHash"] as const;
const VOTER = { secret: 0xa11ce_5ec2e7n, availableWeight: 10n };

describe("proofs of census-7", () => {
  const folder = "build/census-7";
  const inputs = statement(pathOf(censusTree(7, [1n, 2n, leafOf(VOTER)]), 2), VOTER);
  let circuit: Circuit;
  let honest: Witness;
  let prover: Prover;
  let verifier: Verifier;
  let proved: Awaited<ReturnType<Prover["prove"]>>;

  before(async () => {
    circuit = new Circuit("census-7");
    honest = await circuit.witness(inputs);
    const r1cs = readFileSync(`${folder}/census-7.r1cs`);
    const { zkey, verificationKey } = await prepareDevelopmentKey({ folder, name: "census-7", r1cs });
    prover = await createProver({ zkey, wasm: readFileSync(`${folder}/census-7.wasm`) });
    verifier = await createVerifier(verificationKey);
    proved = await prover.prove({ ...inputs });
  });
  after(async () => {
    await prover?.close();
    await verifier?.close();
  });

  it("verify, with the public signals in the protocol's order", async () => {
    const { scope, secret, censusRoot, voteHash, weight, envelopeHash } = inputs;
    const signals = [poseidon2([scope, secret]), censusRoot, scope, voteHash, weight, envelopeHash];
    assert.deepEqual(proved.publicSignals.map(BigInt), signals);
    assert.equal(await verifier.verify(proved), true);
  });

  for (const [index, name] of NAMES.entries()) {
    it(`do not verify with another ${name}`, async () => {
      const publicSignals = proved.publicSignals.with(
        index,
        String(BigInt(proved.publicSignals[index]!) + 1n),
      );
      assert.equal(await verifier.verify({ ...proved, publicSignals }), false);
    });
  }

  for (const [what, forge] of [
    ["another vote hash", (forgery) => forgery.set("main.voteHash", 10n)],
    ["another envelope hash", (forgery) => forgery.set("main.envelopeHash", 10n)],
    ["another root", (forgery) => forgery.set("main.censusRoot", 1n)],
    ["a second nullifier", (forgery) => forgery.set("main.nullifier", 1n)],
    ["more weight than there is", (forgery) => forgery.set("main.weight", 11n)],
  ] as const satisfies readonly (readonly [string, (forgery: Forgery) => Forgery])[]) {
    it(`do not come from a witness with ${what}`, async () => {
      const { witness } = forge(circuit.forge(honest));
      assert.notDeepEqual(circuit.broken(witness), []);
      assert.equal(await verifier.verify(await prover.proveWitness(formatWtns(wireBytes(witness)))), false);
    });
  }
});

/** 32 little-endian bytes a wire. */
function wireBytes(witness: Witness): Uint8Array {
  const bytes = Buffer.alloc(32 * witness.length);
  for (const [wire, value] of witness.entries()) {
    bytes.write(value.toString(16).padStart(64, "0"), 32 * wire, "hex");
    bytes.subarray(32 * wire, 32 * wire + 32).reverse();
  }
  return bytes;
}
