// The exported verifier's check of many proofs at once: the same verdicts as one by one.
import assert from "node:assert/strict";
import { decodeErrorResult, encodeFunctionData, type Hex, hexToBigInt } from "viem";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { type LocalEvm, startLocalEvm } from "../../../src/cli/evm/index.js";
import type { G2Point } from "../../../src/groth16/index.js";
import { type CompiledVerifier, compileVerifier, verifierSource } from "../../../src/setup/index.js";
import { outsideSubgroup } from "../../groth16/support/points.js";
import { Multiplier } from "../../support/synthetic-groth16.js";
import { drawFrom, SyntheticProver, words } from "../../support/synthetic-verifier.js";
import { type DeployedVerifier, deploy } from "../support/on-chain.js";

const SIGNALS = 5;

describe("setup: a verifier of many proofs", () => {
  let evm: LocalEvm;
  let compiled: CompiledVerifier;
  let contract: DeployedVerifier;
  let prover: SyntheticProver;
  let multiplier: Multiplier;
  let proofs: bigint[][];
  let signals: bigint[][];

  before(async () => {
    multiplier = await Multiplier.create();
    prover = new SyntheticProver(multiplier, SIGNALS, "many");
    const { verificationKey } = prover;
    compiled = compileVerifier(verifierSource({ verificationKey, circuit: "many", batch: true }));
    evm = await startLocalEvm();
    contract = await deploy(evm, compiled);
    const draw = drawFrom("signals");
    signals = Array.from({ length: 6 }, () => Array.from({ length: SIGNALS }, draw));
    signals[5] = [0n, R - 1n, 0n, 1n, R - 1n];
    proofs = signals.map((list) => prover.prove(list));
  });
  after(() => evm?.close());

  async function ask(list: readonly bigint[][], statements: readonly bigint[][]): Promise<boolean | string> {
    const { abi } = compiled;
    const data = encodeFunctionData({ abi, functionName: "verifyProofs", args: [list, statements] });
    const call = { to: contract.address, data, gas: "0x1c9c380" };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params: [call, "latest"] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(evm.rpcUrl, { method: "POST", headers, body });
    const { result, error } = (await answer.json()) as { result?: Hex; error?: { data: Hex } };
    if (result !== undefined) return hexToBigInt(result) === 1n;
    return decodeErrorResult({ abi, data: error!.data }).errorName;
  }

  it("takes what it takes one by one, in any number", async () => {
    for (const [i, proof] of proofs.entries()) assert.equal(await contract.ask(proof, signals[i]!), true);
    for (let count = 1; count <= proofs.length; count += 1) {
      assert.equal(await ask(proofs.slice(0, count), signals.slice(0, count)), true, `${count} proofs`);
    }
    assert.equal(await ask([proofs[0]!, proofs[0]!], [signals[0]!, signals[0]!]), true, "twice the same");
    assert.equal(await contract.read("BATCH_SIGNALS"), BigInt(SIGNALS));
  });

  it("sees one wrong among right ones, wherever it stands", async () => {
    for (let i = 0; i < proofs.length; i += 1) {
      const other = proofs[(i + 1) % proofs.length]!;
      assert.equal(await ask(proofs.with(i, other), signals), false);
      for (let j = 0; j < SIGNALS; j += 1) {
        const wrong = signals[i]!.with(j, (signals[i]![j]! + 1n) % R);
        assert.equal(await ask(proofs, signals.with(i, wrong)), false, `signal ${j} of ${i}`);
      }
    }
    assert.equal(await ask(proofs, signals.toReversed()), false);
    assert.equal(await ask([proofs[1]!, proofs[0]!], [signals[0]!, signals[1]!]), false);
  });

  it("sees two that are wrong by what one lacks and the other has too much", async () => {
    // C + D in one and C − D in the other: their plain product would hold.
    const draw = drawFrom("secret");
    const [alpha, beta, gamma, delta] = [draw(), draw(), draw(), draw()];
    const ic = Array.from({ length: SIGNALS + 1 }, draw);
    const key = new SyntheticProver(multiplier, SIGNALS, "secret");
    const inverse = (x: bigint) => {
      let result = 1n;
      for (let base = x, e = R - 2n; e > 0n; e >>= 1n, base = (base * base) % R) {
        if (e & 1n) result = (result * base) % R;
      }
      return result;
    };
    const forge = (statement: readonly bigint[], error: bigint) => {
      const [a, b] = [draw(), draw()];
      const x = ic.reduce((sum, k, i) => sum + k * (i === 0 ? 1n : statement[i - 1]!), 0n) % R;
      const c = ((((a * b - alpha * beta - x * gamma) % R) + R) * inverse(delta) + error) % R;
      const [g1, g2, h1] = [multiplier.g1(a), multiplier.g2(b), multiplier.g1(c)];
      return words(Uint8Array.from([...g1, ...g2, ...h1]));
    };
    const { verificationKey } = key;
    const forged = compileVerifier(verifierSource({ verificationKey, circuit: "forged", batch: true }));
    const [before, beforeContract] = [compiled, contract];
    compiled = forged;
    contract = await deploy(evm, forged);
    try {
      const list = signals.slice(0, 2);
      assert.equal(await ask([forge(list[0]!, 0n), forge(list[1]!, 0n)], list), true);
      assert.equal(await ask([forge(list[0]!, 7n), forge(list[1]!, R - 7n)], list), false);
    } finally {
      [compiled, contract] = [before, beforeContract];
    }
  });

  it("reverts on what is malformed, and on lists that do not fit", async () => {
    const broken = (i: number, value: bigint) => proofs.with(2, proofs[2]!.with(i, value));
    for (const i of [0, 1, 2, 3, 4, 5, 6, 7]) {
      assert.equal(await ask(broken(i, proofs[2]![i]! + 1n), signals), "MalformedProof");
      assert.equal(await ask(broken(i, proofs[2]![i]! + P), signals), "MalformedProof");
    }
    assert.equal(await ask(proofs.with(0, Array<bigint>(8).fill(0n)), signals), "MalformedProof");
    const { x, y } = outsideSubgroup().next().value as G2Point;
    const outside = [...proofs[1]!.slice(0, 2), x[1], x[0], y[1], y[0], ...proofs[1]!.slice(6)];
    assert.equal(await ask(proofs.with(1, outside), signals), "PairingRefused");
    const large = signals.with(4, signals[4]!.with(3, R));
    assert.equal(await ask(proofs, large), "SignalNotCanonical");
    assert.equal(
      await ask(proofs, signals.with(0, signals[0]!.with(0, signals[0]![0]! + R))),
      "SignalNotCanonical",
    );
    assert.equal(await ask([], []), "ProofCountWrong");
    assert.equal(await ask(proofs, signals.slice(1)), "ProofCountWrong");
    assert.equal(await ask(proofs.slice(1), signals), "ProofCountWrong");
  });
});
