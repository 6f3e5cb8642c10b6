// The facts of a node: batches, what is remembered, and what is an error.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { createFacts } from "../../src/facts/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import type { CensusProofStatement, Statement } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

const SIGNALS = 6;
const CIRCUIT = "census-7";
const signalsOf = (voter: number) => Array.from({ length: SIGNALS }, (_, i) => BigInt(1000 * voter + i + 1));
const bytesOf = (words: readonly bigint[]) =>
  Uint8Array.from(Buffer.from(words.map((word) => word.toString(16).padStart(64, "0")).join(""), "hex"));

describe("facts: a node's answers", () => {
  let prover: SyntheticProver;
  let verifier: Verifier;
  /** The batches that the verifier was given: their sizes. */
  let batches: number[];

  const statement = (voter: number, change: Partial<CensusProofStatement> = {}): CensusProofStatement => ({
    kind: "census-proof",
    censusKey: keyId(CIRCUIT, verifier.keyHash),
    signals: signalsOf(voter),
    proof: bytesOf(prover.prove(signalsOf(voter))),
    ...change,
  });
  const facts = (remembered?: number) =>
    createFacts({
      verifiers: [{ circuit: CIRCUIT, verifier }],
      insecure: true,
      ...(remembered === undefined ? {} : { remembered }),
    });

  before(async () => {
    prover = new SyntheticProver(await Multiplier.create(), SIGNALS, "facts");
  });
  beforeEach(async () => {
    const real = await createVerifier(prover.verificationKey);
    batches = [];
    verifier = {
      ...real,
      verifyBatch: (claims) => {
        batches.push(claims.length);
        return real.verifyBatch(claims);
      },
    };
  });
  afterEach(() => verifier.close());

  it("checks the proofs of a key in one batch, and finds each that is not valid", async () => {
    const [r, flipped] = [SCALAR_FIELD_ORDER, statement(6).proof.slice()];
    flipped[255]! ^= 1;
    const [first, ...others] = signalsOf(7);
    const asked: [Statement, boolean][] = [
      [statement(1), true],
      [statement(2, { signals: signalsOf(3) }), false],
      [statement(4), true],
      [statement(5, { proof: statement(4).proof }), false],
      [statement(6, { proof: flipped }), false],
      [statement(7, { signals: [first! + r, ...others] }), false],
      [statement(7, { signals: others }), false],
      [statement(7, { signals: [...signalsOf(7), 1n] }), false],
      [statement(7, { signals: [] }), false],
      [statement(7, { proof: new Uint8Array() }), false],
      [statement(7, { proof: new Uint8Array(256) }), false],
      [statement(7, { proof: statement(7).proof.subarray(0, 255) }), false],
      [statement(8), true],
    ];
    const answers = await facts().ask(asked.map(([it]) => it));
    assert.deepEqual(
      answers,
      asked.map(([, answer]) => answer),
    );
    assert.deepEqual(batches, [asked.length]);
  });

  it("checks a statement once: asked again, twice at once, or while it is being checked", async () => {
    const it = facts();
    const [good, bad] = [statement(1), statement(2, { signals: signalsOf(3) })];
    const answers = await Promise.all([it.ask([good, bad, good]), it.ask([bad, good])]);
    assert.deepEqual(answers, [
      [true, false, true],
      [false, true],
    ]);
    assert.deepEqual(await it.ask([good, bad]), [true, false]);
    assert.deepEqual(batches, [2]);
  });

  it("forgets the answers that were not asked for the longest", async () => {
    const it = facts(2);
    const [first, second, third] = [statement(1), statement(2), statement(3)];
    await it.ask([first, second]);
    await it.ask([first]);
    await it.ask([third]); // the second is forgotten
    assert.deepEqual(batches, [2, 1]);
    assert.deepEqual(await it.ask([first, third]), [true, true]);
    assert.deepEqual(batches, [2, 1]);
    assert.deepEqual(await it.ask([second]), [true]);
    assert.deepEqual(batches, [2, 1, 1]);
  });

  it("answers more statements at once than it remembers", async () => {
    for (const remembered of [0, 1, 3])
      assert.deepEqual(
        await facts(remembered).ask(Array.from({ length: 8 }, (_, i) => statement(i + 1))),
        Array(8).fill(true),
      );
  });

  it("rejects a statement under a key that the node does not have, and checks nothing", async () => {
    const it = facts();
    const other = statement(1, { censusKey: keyId("census-11", verifier.keyHash) });
    await rejectsCode("facts/no-verifier", it.ask([statement(1), other]));
    assert.deepEqual(batches, []);
    assert.deepEqual(await it.ask([statement(1)]), [true]);
  });

  it("keeps no error: the next who asks tries again", async () => {
    const it = facts();
    const { verifyBatch } = verifier;
    let broken = true;
    const sometimes: Verifier = {
      ...verifier,
      verifyBatch: async (claims) => {
        if (broken) throw new RangeError("out of memory");
        return verifyBatch(claims);
      },
    };
    const flaky = createFacts({ verifiers: [{ circuit: CIRCUIT, verifier: sometimes }], insecure: true });
    await assert.rejects(flaky.ask([statement(1)]), RangeError);
    broken = false;
    assert.deepEqual(await flaky.ask([statement(1)]), [true]);
    await verifier.close();
    await rejectsCode("groth16/closed", it.ask([statement(9)]));
  });

  it("takes an insecure key only if told so", () => {
    throwsCode("process/insecure-key", () => createFacts({ verifiers: [{ circuit: CIRCUIT, verifier }] }));
  });
});
