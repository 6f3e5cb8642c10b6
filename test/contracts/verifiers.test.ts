import assert from "node:assert/strict";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import { type Deployment, proofVerifiersAbi } from "../../src/evm/index.js";
import { createProver } from "../../src/groth16/index.js";
import { keyId } from "../../src/process/index.js";
import {
  compileVerifier,
  createDevelopmentKey,
  verificationKeyHash,
  verifierArguments,
  verifierSource,
} from "../../src/setup/index.js";
import { compile, TINY, TINY_INPUT } from "../groth16/support/circuit.js";
import type { TestWallet } from "../support/evm.js";
import { afresh, cast, deployment, deployTest, event, refused } from "./support.js";

describe("contracts: verifiers by circuit and key", () => {
  let contracts: Deployment;
  let owner: TestWallet;
  let verifier: Hex;
  let keyHash: Hex;
  let proof: bigint[];
  let signals: bigint[];

  const made = afresh(async () => {
    const { wasm, r1cs } = await compile(TINY);
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
    const { abi, bytecode } = compileVerifier(verifierSource({ verificationKey, circuit: "tiny" }));
    const prover = await createProver({ wasm, zkey });
    const [words, publicSignals] = verifierArguments(await prover.prove(TINY_INPUT));
    await prover.close();
    owner = (await cast()).owner;
    return {
      words,
      publicSignals,
      hash: `0x${verificationKeyHash(verificationKey)}` as const,
      verifier: await deploy(owner, abi as never, bytecode),
      contracts: await deployment(),
    };
  });
  before(() => {
    ({ contracts, verifier, words: proof, publicSignals: signals, hash: keyHash } = made());
  });

  const register = (circuit: string, address: Hex, count: number, client = owner) =>
    send(client, {
      address: contracts.verifiers,
      abi: proofVerifiersAbi,
      functionName: "register",
      args: [circuit, address, count],
    });
  const read = (functionName: string, ...args: unknown[]) =>
    owner.readContract({ address: contracts.verifiers, abi: proofVerifiersAbi, functionName, args } as never);
  const verify = (id: Hex, words: readonly bigint[] = proof, inputs: readonly bigint[] = signals) =>
    read("verify", id, words, inputs);

  it("registers an exported verifier under its circuit and the hash of its key", async () => {
    const receipt = await register("tiny", verifier, signals.length);
    const id = keyId("tiny", keyHash);
    assert.equal(await read("keyIdOf", "tiny", keyHash), id);
    assert.equal(
      id,
      keccak256(encodeAbiParameters([{ type: "string" }, { type: "bytes32" }], ["tiny", keyHash])),
    );
    const { codeHash, verifier: at, ...registered } = event(proofVerifiersAbi, receipt, "VerifierRegistered");
    assert.deepEqual(registered, { keyId: id, circuit: "tiny", keyHash, insecure: true });
    assert.equal(codeHash, keccak256((await owner.getCode({ address: verifier }))!));
    assert.equal((at as Hex).toLowerCase(), verifier);
    assert.deepEqual(await read("verifierOf", id), [at, true]);
  });

  it("answers as the verifier does: true, false, and its reverts", async () => {
    await register("tiny", verifier, signals.length);
    const id = keyId("tiny", keyHash);
    assert.equal(await verify(id), true);
    for (let i = 0; i < signals.length; i += 1) {
      assert.equal(await verify(id, proof, signals.with(i, signals[i]! + 1n)), false);
      await assert.rejects(verify(id, proof, signals.with(i, signals[i]! + SCALAR_FIELD_ORDER)), /revert/);
    }
    await assert.rejects(verify(id, proof.with(0, proof[0]! + 1n)), /revert/);
    for (const wrong of [signals.slice(1), [...signals, 0n], []]) {
      await assert.rejects(verify(id, proof, wrong), /SignalCountWrong/);
    }
  });

  it("keeps an entry for good, and one for each circuit of the same name and key", async () => {
    await register("tiny", verifier, signals.length);
    await refused(register("tiny", verifier, signals.length), "KeyRegistered");
    await register("tiny-again", verifier, signals.length);
    assert.notEqual(keyId("tiny", keyHash), keyId("tiny-again", keyHash));
    assert.equal(await verify(keyId("tiny-again", keyHash)), true);
  });

  it("takes no other contract, nor a wrong number of signals", async () => {
    const { stranger } = await cast();
    const careless = await deployTest("TestCarelessVerifier");
    await refused(register("", verifier, signals.length), "CircuitMissing");
    for (const wrong of [0, signals.length - 1, signals.length + 1, 255]) {
      await refused(register("tiny", verifier, wrong), "NotAnExportedVerifier");
    }
    await refused(register("tiny", careless.address, 2), "NotAnExportedVerifier");
    await refused(register("tiny", contracts.genesis, 2), "NotAnExportedVerifier");
    await refused(register("tiny", stranger.account.address, 2), "NotAnExportedVerifier");
    await refused(register("tiny", verifier, signals.length, stranger), "OwnableUnauthorizedAccount");
  });

  it("knows no key that was not registered", async () => {
    const id = keyId("tiny", keyHash);
    await assert.rejects(verify(id), /KeyNotRegistered/);
    await assert.rejects(read("verifierOf", id), /KeyNotRegistered/);
    await register("tiny", verifier, signals.length);
    await assert.rejects(verify(keyId("Tiny", keyHash)), /KeyNotRegistered/);
  });
});
