// The exported verifier contract on a real EVM: what it accepts, what it denies and what it reverts on.
import assert from "node:assert/strict";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { type LocalEvm, startLocalEvm } from "../../../src/cli/evm/index.js";
import { createProver, type G1Point, type G2Point } from "../../../src/groth16/index.js";
import {
  type CompiledVerifier,
  compileVerifier,
  createDevelopmentKey,
  type VerifierSource,
  verificationKeyHash,
  verifierArguments,
  verifierSource,
} from "../../../src/setup/index.js";
import { compile, TINY, TINY_INPUT, TINY_SIGNALS } from "../../groth16/support/circuit.js";
import { g1, g2, outsideSubgroup } from "../../groth16/support/points.js";
import { type DeployedVerifier, deploy, type Outcome } from "../support/on-chain.js";

const NAMES = ["A.x", "A.y", "B.x1", "B.x0", "B.y1", "B.y0", "C.x", "C.y"];
const MALFORMED: Outcome = { error: "MalformedProof", args: [] };
const NO_GAS: Outcome = { error: "InsufficientGas", args: [] };

const withA = (proof: readonly bigint[], { x, y }: G1Point) => [x, y, ...proof.slice(2)];
const withB = (proof: readonly bigint[], { x, y }: G2Point) => [
  ...proof.slice(0, 2),
  x[1],
  x[0],
  y[1],
  y[0],
  ...proof.slice(6),
];
const withC = (proof: readonly bigint[], { x, y }: G1Point) => [...proof.slice(0, 6), x, y];
const set = (values: readonly bigint[], at: number, value: bigint) => values.with(at, value);

describe("setup: the verifier contract", () => {
  let evm: LocalEvm;
  let source: VerifierSource;
  let compiled: CompiledVerifier;
  let contract: DeployedVerifier;
  let keyHash: string;
  /** A proof, another of the same statement, and the statement. */
  let proof: bigint[];
  let otherProof: bigint[];
  let signals: bigint[];

  before(async () => {
    const { wasm, r1cs } = await compile(TINY);
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
    keyHash = verificationKeyHash(verificationKey);
    source = verifierSource({ verificationKey, circuit: "tiny" });
    compiled = compileVerifier(source);
    evm = await startLocalEvm();
    contract = await deploy(evm, compiled);
    const prover = await createProver({ wasm, zkey });
    const claims = [await prover.prove(TINY_INPUT), await prover.prove(TINY_INPUT)];
    await prover.close();
    [proof, signals] = verifierArguments(claims[0]!);
    [otherProof] = verifierArguments(claims[1]!);
  });
  after(() => evm?.close());

  it("accepts real proofs, and in the gas that is written down", async () => {
    assert.deepEqual(signals, TINY_SIGNALS.map(BigInt));
    assert.equal(await contract.ask(proof, signals), true);
    assert.equal(await contract.ask(otherProof, signals), true);
    assert.notDeepEqual(proof, otherProof);
    // 181,000 for the pairing, 3 · 6,150 for the signals, 21,000 and the calldata for the transaction.
    const used = await contract.gasUsed(proof, signals);
    assert.ok(used > 220_000n && used < 232_000n, `${used} gas`);
    // An estimate that follows the answer, not a false that was cheaper; the 63/64 rule keeps some back.
    const estimate = await contract.gasEstimate(proof, signals);
    assert.ok(estimate >= used && estimate < used + 8_000n, `${estimate} gas estimated`);
  });

  it("answers false to each other signal, and to points of other proofs", async () => {
    for (let i = 0; i < signals.length; i++) {
      for (const value of [(signals[i]! + 1n) % R, 0n, R - 1n]) {
        assert.equal(await contract.ask(proof, set(signals, i, value)), false, `signal ${i}`);
      }
    }
    const mixed = [...otherProof.slice(0, 2), ...proof.slice(2)];
    assert.equal(await contract.ask(mixed, signals), false);
    const strangers = [withA(proof, g1(7n)), withB(proof, g2(7n)), withC(proof, g1(7n))];
    for (const stranger of strangers) assert.equal(await contract.ask(stranger, signals), false);
    const negated = [set(proof, 1, P - proof[1]!), set(proof, 7, P - proof[7]!)];
    for (const point of negated) assert.equal(await contract.ask(point, signals), false);
  });

  it("reverts on each signal plus r, and on the largest integer, and says which", async () => {
    for (let i = 0; i < signals.length; i++) {
      const expected = { error: "SignalNotCanonical", args: [BigInt(i)] };
      for (const value of [signals[i]! + R, R, 2n ** 256n - 1n]) {
        assert.deepEqual(await contract.ask(proof, set(signals, i, value)), expected);
      }
    }
  });

  it("reverts on each altered coordinate: off the curve, plus p, zero, p", async () => {
    for (const [i, name] of NAMES.entries()) {
      for (const value of [(proof[i]! + 1n) % P, proof[i]! + P, 0n, P, 2n ** 256n - 1n]) {
        assert.deepEqual(await contract.ask(set(proof, i, value), signals), MALFORMED, `${name} = ${value}`);
      }
    }
  });

  it("reverts on infinity in each place", async () => {
    const nothing = { x: 0n, y: 0n };
    for (const infinite of [
      withA(proof, nothing),
      withB(proof, { x: [0n, 0n], y: [0n, 0n] }),
      withC(proof, nothing),
    ]) {
      assert.deepEqual(await contract.ask(infinite, signals), MALFORMED);
    }
  });

  it("reverts on B outside its subgroup, which only the precompile can tell", async () => {
    const points = outsideSubgroup();
    for (let i = 0; i < 3; i++) {
      const outside = withB(proof, points.next().value!);
      assert.deepEqual(await contract.ask(outside, signals), MALFORMED);
      assert.deepEqual(await contract.ask(outside, signals, 300_000n), NO_GAS);
      assert.deepEqual(await contract.ask(outside, signals, 700_000n), MALFORMED);
    }
    // The coordinates of B in the other order are on no curve.
    const swapped = [proof[0]!, proof[1]!, proof[3]!, proof[2]!, proof[5]!, proof[4]!, proof[6]!, proof[7]!];
    assert.deepEqual(await contract.ask(swapped, signals), MALFORMED);
  });

  it("never answers false, nor blames the proof, when gas is short", async () => {
    const seen = { yes: 0, insufficient: 0, outOfGas: 0 };
    let least = 0n;
    const check = async (gas: bigint): Promise<void> => {
      const outcome = await contract.ask(proof, signals, gas);
      if (outcome === true) {
        seen.yes++;
        least ||= gas;
      } else if (outcome === "out of gas") seen.outOfGas++;
      else {
        assert.deepEqual(outcome, NO_GAS, `with ${gas} gas`);
        seen.insufficient++;
      }
      assert.ok(least === 0n || outcome === true, `${gas} gas is not enough where ${least} was`);
    };
    for (let gas = 20_000n; gas < 50_000n; gas += 500n) await check(gas);
    for (let gas = 50_000n; gas < 215_000n; gas += 2_500n) await check(gas);
    for (let gas = 215_000n; gas < 240_000n; gas += 97n) await check(gas);
    for (let gas = 240_000n; gas < 1_200_000n; gas += 40_000n) await check(gas);
    assert.ok(seen.yes > 20 && seen.insufficient > 20 && seen.outOfGas > 5, JSON.stringify(seen));
  });

  it("never answers with a proof that is malformed or wrong, whatever the gas", async () => {
    const outside = withB(proof, outsideSubgroup().next().value!);
    const wrong = withA(proof, g1(7n));
    for (let gas = 25_000n; gas < 900_000n; gas += 25_000n) {
      const outcome = await contract.ask(outside, signals, gas);
      assert.ok(
        outcome === "out of gas" || (typeof outcome === "object" && outcome.error !== "SignalNotCanonical"),
      );
      assert.notEqual(await contract.ask(wrong, signals, gas), true);
    }
  });

  it("blames no proof on a chain where the pairing costs more than it will pay", async () => {
    // As if the price had risen above what the contract gives: here it gives less than the price.
    const stingy = source.source.replace("PAIRING_GAS = 362000", "PAIRING_GAS = 180000");
    assert.notEqual(stingy, source.source);
    const poor = await deploy(evm, compileVerifier({ name: source.name, source: stingy }));
    assert.deepEqual(await poor.ask(proof, signals), NO_GAS);
    assert.deepEqual(await poor.ask(withB(proof, outsideSubgroup().next().value!), signals), NO_GAS);
  });

  it("names its key, says INSECURE, and stands on chain as compiled", async () => {
    assert.equal(await contract.read("VERIFICATION_KEY_SHA256"), BigInt(`0x${keyHash}`));
    assert.equal(await contract.read("INSECURE_DEVELOPMENT_KEY"), 1n);
    assert.equal(await contract.code(), compiled.deployedBytecode);
    assert.match(source.source, /INSECURE development key/);
    assert.match(source.source, new RegExp(keyHash));
  });
});
