// A proving key made to name voters: what it does to a prover that trusts it, and that castVote lets nothing of it out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { censusInput, censusLeaf } from "../../src/census/index.js";
import { createProver, createVerifier, G1_BYTES, parseZkey } from "../../src/groth16/index.js";
import { castVote } from "../../src/voter/index.js";
import { rejectsCode } from "../support/errors.js";
import { type CensusCircuit, censusCircuit, election } from "./support.js";

const SYM = join(import.meta.dirname, "..", "..", "build", "census-7", "census-7.sym");

/** The wire of a signal, from circom's list of names. */
function wireOf(name: string): number {
  const line = readFileSync(SYM, "utf8")
    .split("\n")
    .find((row) => row.endsWith(`,${name}`));
  return Number(line!.split(",")[1]);
}

/** `circuit`'s key without A, B and H, and with C only at the leaf's wire, where it is α. */
function namingKey({ zkey }: CensusCircuit): Uint8Array {
  const bytes = zkey.slice();
  const { a, b1, b2, c, h, alpha1, nPublic } = parseZkey(bytes);
  for (const section of [a, b1, b2, c, h]) section.fill(0);
  c.set(alpha1, G1_BYTES * (wireOf("main.leaf") - nPublic - 1));
  return bytes;
}

/** `circuit`'s key with no δ₁, β₁ and B₁ in G1: a prover that adds r·δ₁ to A, as the paper's does, would make valid proofs with the same A. */
function unblindedKey({ zkey }: CensusCircuit): Uint8Array {
  const bytes = zkey.slice();
  const { b1, beta1, delta1 } = parseZkey(bytes);
  for (const points of [b1, beta1, delta1]) points.fill(0);
  return bytes;
}

describe("voter: a hostile proving key", function () {
  this.timeout(120_000);
  let circuit: CensusCircuit;
  before(async () => {
    circuit = await censusCircuit();
  });

  it("would name the leaf in one proof, by a pairing that anybody computes", async () => {
    const { census, identities } = election(circuit, [3n, 3n, 3n, 3n]);
    const voter = 2;
    await using prover = await createProver({ wasm: circuit.wasm, zkey: namingKey(circuit) });
    const { weight } = census.entry(voter)!;
    const statement = { scope: 5n, voteHash: 9n, envelopeHash: 1n, weight };
    const input = censusInput(identities[voter]!, weight, census.membership(voter), statement);
    const { proof } = await prover.prove({ ...input });
    // e(A, B) = e(α, β) · e(C − leaf · α, δ), asked of a verifier whose γ is δ and whose IC is (α, −α).
    const key = circuit.verificationKey;
    const [x, y, z] = key.vk_alpha_1 as [string, string, string];
    const minus = [x, `${BASE_FIELD_ORDER - BigInt(y)}`, z];
    const IC = [key.vk_alpha_1, minus];
    await using oracle = await createVerifier({ ...key, nPublic: 1, vk_gamma_2: key.vk_delta_2, IC });
    const named: number[] = [];
    for (const index of identities.keys()) {
      const leaf = censusLeaf(census.entry(index)!);
      const publicSignals = [(leaf + 1n) % SCALAR_FIELD_ORDER];
      if (await oracle.verify({ proof, publicSignals })) named.push(index);
    }
    assert.deepEqual(named, [voter]);
  });

  it("gets nothing out of castVote: the voter's own check refuses the proof", async () => {
    const { process, census, identities } = election(circuit, [3n, 3n]);
    await using prover = await createProver({ wasm: circuit.wasm, zkey: namingKey(circuit) });
    await using verifier = await createVerifier(circuit.verificationKey);
    const identity = identities[1]!;
    const vote = { process, identity, census, votes: [1] };
    const error = await rejectsCode(
      "voter/own-proof",
      castVote(vote, { prover, verifier }, { insecure: true }),
    );
    assert.equal(error.cause, undefined);
    const told = JSON.stringify({ ...error, message: error.message, hint: error.hint });
    assert.ok(!/[0-9]{10}|0x[0-9a-f]{8}/.test(told), told);
  });

  it("that takes the blinding away is refused before it proves anything", async () => {
    const { census, identities } = election(circuit, [3n, 3n]);
    const { weight } = census.entry(1)!;
    const statement = { scope: 5n, voteHash: 9n, envelopeHash: 1n, weight };
    const input = censusInput(identities[1]!, weight, census.membership(1), statement);
    await using prover = await createProver({ wasm: circuit.wasm, zkey: unblindedKey(circuit) });
    await rejectsCode("groth16/point-at-infinity", prover.prove({ ...input }));
  });

  it("of another process, or insecure without a word, is refused before the secret is touched", async () => {
    const { process, census, identities } = election(circuit, [3n, 3n]);
    const prover = {
      keyKind: "unknown" as const,
      kernel: "plain" as const,
      prove: () => assert.fail("proved"),
      proveWitness: () => assert.fail("proved"),
      close: async () => {},
      [Symbol.asyncDispose]: async () => {},
    };
    await using verifier = await createVerifier(circuit.verificationKey);
    const vote = { process, identity: identities[0]!, census, votes: [1] };
    await rejectsCode("process/insecure-key", castVote(vote, { prover, verifier }));
    const other = { ...vote, process: process.with({ censusKey: `0x${"00".repeat(32)}` }) };
    await rejectsCode("process/other-key", castVote(other, { prover, verifier }, { insecure: true }));
  });
});
