/**
 * snarkjs, this verifier (one by one and in a batch) and the exported Solidity verifier, asked the same questions.
 * Where they differ the table says how; docs/groth16.md says why.
 */
import assert from "node:assert/strict";
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { type LocalEvm, startLocalEvm } from "../../src/cli/evm/index.js";
import { PsephosError } from "../../src/errors/index.js";
import {
  createProver,
  createVerifier,
  type Proof,
  type VerificationKeyJson,
  type Verifier,
} from "../../src/groth16/index.js";
import { compileVerifier, createDevelopmentKey, verifierSource } from "../../src/setup/index.js";
import { type DeployedVerifier, deploy } from "../setup/support/on-chain.js";
import { compile, TINY, TINY_INPUT } from "./support/circuit.js";
import { g1, g2, outsideSubgroup } from "./support/points.js";

/** An answer: yes, no, an error's code, or the name of a contract's error. */
type Answer = boolean | string;
interface Answers {
  readonly snarkjs: Answer;
  readonly ours: Answer;
  readonly solidity: Answer;
}
interface Question {
  readonly name: string;
  readonly proof: Proof;
  readonly signals: readonly string[];
  readonly want: Answers;
}

const yes: Answers = { snarkjs: true, ours: true, solidity: true };
const no: Answers = { snarkjs: false, ours: false, solidity: false };
const refused = (code: string, error = "MalformedProof", theirs: Answer = false): Answers => ({
  snarkjs: theirs,
  ours: `groth16/${code}`,
  solidity: error,
});

/** The proof's eight words, as the contract takes them, whatever they are. */
function words({ pi_a, pi_b, pi_c }: Proof): bigint[] {
  const point = (values: readonly string[], z: string) => (z === "0" ? ["0", "0"] : values.slice(0, 2));
  const [x, y, z] = pi_b;
  const b = z[0] === "0" && z[1] === "0" ? ["0", "0", "0", "0"] : [x[1], x[0], y[1], y[0]];
  return [...point(pi_a, pi_a[2]), ...b, ...point(pi_c, pi_c[2])].map(BigInt);
}

function questions(one: Proof, other: Proof, signals: readonly string[]): Question[] {
  const list: Question[] = [];
  const ask = (name: string, want: Answers, change: Partial<Proof> = {}, given = signals) =>
    list.push({ name, proof: { ...one, ...change }, signals: given, want });
  const json = ({ x, y }: { x: bigint; y: bigint }) => [`${x}`, `${y}`, "1"] as const;
  const plusP = (value: string) => `${BigInt(value) + P}`;

  ask("an honest proof", yes);
  ask("another proof of the same statement", yes, other);
  ask("A of another proof", no, { pi_a: other.pi_a });
  ask("B of another proof", no, { pi_b: other.pi_b });
  ask("C of another proof", no, { pi_c: other.pi_c });
  ask("A and C exchanged", no, { pi_a: one.pi_c, pi_c: one.pi_a });
  ask("A negated", no, { pi_a: [one.pi_a[0], `${P - BigInt(one.pi_a[1])}`, "1"] });
  ask("A a stranger", no, { pi_a: json(g1(7n)) });
  const stranger = g2(7n);
  const twist = (point: typeof stranger) =>
    [point.x.map(String), point.y.map(String), ["1", "0"]] as unknown as Proof["pi_b"];
  ask("B a stranger", no, { pi_b: twist(stranger) });
  signals.forEach((signal, i) => {
    ask(`signal ${i} another`, no, {}, signals.with(i, `${(BigInt(signal) + 1n) % R}`));
    const wrapped = signals.with(i, `${BigInt(signal) + R}`);
    ask(`signal ${i} plus r`, refused("non-canonical-signal", "SignalNotCanonical"), {}, wrapped);
  });
  for (const [name, text] of [
    ["in hex", `0x${BigInt(signals[0] as string).toString(16)}`],
    ["padded", `0${signals[0]}`],
  ] as const) {
    const want: Answers = { snarkjs: true, ours: "groth16/non-canonical-signal", solidity: true };
    ask(`signal 0 ${name}`, want, {}, signals.with(0, text));
  }
  ask("A off the curve", refused("point-not-on-curve"), { pi_a: ["5", "5", "1"] });
  ask("C off the curve", refused("point-not-on-curve"), { pi_c: ["5", "5", "1"] });
  ask("B off the curve", refused("point-not-on-curve"), { pi_b: [["5", "5"], one.pi_b[1], one.pi_b[2]] });
  const outside = outsideSubgroup().next().value!;
  ask("B outside the subgroup", refused("point-not-in-subgroup"), { pi_b: twist(outside) });
  ask("A at infinity", refused("point-at-infinity"), { pi_a: ["0", "1", "0"] });
  ask("C at infinity", refused("point-at-infinity"), { pi_c: ["0", "1", "0"] });
  ask("B at infinity", refused("point-at-infinity"), {
    pi_b: [
      ["0", "0"],
      ["1", "0"],
      ["0", "0"],
    ],
  });
  ask("A.x plus p", refused("non-canonical-coordinate", "MalformedProof", true), {
    pi_a: [plusP(one.pi_a[0]), one.pi_a[1], "1"],
  });
  ask("C.y plus p", refused("non-canonical-coordinate", "MalformedProof", true), {
    pi_c: [one.pi_c[0], plusP(one.pi_c[1]), "1"],
  });
  return list;
}

describe("three verifiers, the same questions", () => {
  let evm: LocalEvm;
  let contract: DeployedVerifier;
  let verifier: Verifier;
  let key: VerificationKeyJson;
  let asked: Question[];

  before(async () => {
    const { wasm, r1cs } = await compile(TINY);
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
    key = verificationKey;
    evm = await startLocalEvm();
    contract = await deploy(evm, compileVerifier(verifierSource({ verificationKey, circuit: "tiny" })));
    verifier = await createVerifier(verificationKey);
    await using prover = await createProver({ wasm, zkey });
    const [one, other] = [await prover.prove(TINY_INPUT), await prover.prove(TINY_INPUT)];
    asked = questions(one.proof, other.proof, one.publicSignals);
  });
  after(async () => {
    await verifier?.close();
    await evm?.close();
    await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();
  });

  const ours = async ({ proof, signals }: Question): Promise<Answer> => {
    try {
      return await verifier.verify({ proof, publicSignals: signals });
    } catch (error) {
      if (error instanceof PsephosError) return error.code;
      throw error;
    }
  };
  const theirs = async ({ proof, signals }: Question): Promise<Answer> => {
    try {
      return await snarkjs.groth16.verify(key as never, [...signals], proof as never);
    } catch (error) {
      return `throws ${error instanceof Error ? error.message : error}`;
    }
  };
  const onChain = async ({ proof, signals }: Question): Promise<Answer> => {
    const outcome = await contract.ask(words(proof), signals.map(BigInt));
    return typeof outcome === "object" ? outcome.error : outcome;
  };

  it("answer as the table says", async () => {
    for (const question of asked) {
      const answers: Answers = {
        snarkjs: await theirs(question),
        ours: await ours(question),
        solidity: await onChain(question),
      };
      assert.deepEqual(answers, question.want, question.name);
    }
  });

  it("a batch of all the questions answers each as it is answered alone", async () => {
    const claims = asked.map(({ proof, signals }) => ({ proof, publicSignals: signals }));
    const { ok, bad, malformed } = await verifier.verifyBatch(claims);
    const codes = new Map(malformed.map(({ index, error }) => [index, error.code]));
    assert.equal(ok, false);
    asked.forEach(({ want, name }, i) => {
      assert.equal(codes.get(i) ?? !bad.includes(i), want.ours, name);
    });
  });
});
