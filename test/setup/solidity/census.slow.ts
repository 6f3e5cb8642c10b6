// A census proof at depth 7, made with the development key and shown to its verifier contract.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Census, censusInput, createIdentity } from "../../../src/census/index.js";
import { startLocalEvm } from "../../../src/cli/evm/index.js";
import { createProver } from "../../../src/groth16/index.js";
import {
  compileVerifier,
  createDevelopmentKey,
  verifierArguments,
  verifierSource,
} from "../../../src/setup/index.js";
import { deploy } from "../support/on-chain.js";

const BUILD = join(import.meta.dirname, "..", "..", "..", "build", "census-7");

describe("setup: the verifier contract of census-7", () => {
  it("accepts a vote's proof, and not with another weight", async () => {
    const [wasm, r1cs] = await Promise.all(
      ["wasm", "r1cs"].map((extension) => readFile(join(BUILD, `census-7.${extension}`))),
    );
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs: r1cs! });
    const voter = createIdentity();
    const census = new Census(7);
    for (let i = 0; i < 9; i++) census.append({ commitment: createIdentity().commitment, weight: 1n });
    census.append({ commitment: voter.commitment, weight: 5n });
    const input = censusInput(voter, 5n, census.membership(9), {
      scope: 11n,
      voteHash: 12n,
      weight: 3n,
      envelopeHash: 13n,
    });
    await using prover = await createProver({ wasm: wasm!, zkey });
    const [proof, signals] = verifierArguments(await prover.prove({ ...input }));
    await using evm = await startLocalEvm();
    const contract = await deploy(
      evm,
      compileVerifier(verifierSource({ verificationKey, circuit: "census-7" })),
    );
    assert.equal(await contract.ask(proof, signals), true);
    assert.equal(await contract.ask(proof, signals.with(4, 5n)), false);
    const used = await contract.gasUsed(proof, signals);
    assert.ok(used > 230_000n && used < 250_000n, `${used} gas`);
  });
});
