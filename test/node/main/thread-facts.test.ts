// Checks on other threads: the answers of the calling thread's, for proofs, signatures and what is false.
import assert from "node:assert/strict";
import { type ThreadFacts, threadFacts } from "../../../packages/node/src/main/thread-facts.js";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { createFacts } from "../../../src/facts/index.js";
import { createVerifier, type Verifier } from "../../../src/groth16/index.js";
import type { Statement } from "../../../src/ledger/index.js";
import { keyId } from "../../../src/process/index.js";
import { rejectsCode } from "../../support/errors.js";
import { Multiplier } from "../../support/synthetic-groth16.js";
import { SyntheticProver } from "../../support/synthetic-verifier.js";

const WORKER = new URL("../../../scripts/check-worker.mjs", import.meta.url);
const CIRCUIT = "census-7";
const signalsOf = (voter: number) => Array.from({ length: 6 }, (_, i) => BigInt(1000 * voter + i + 1));
const bytesOf = (words: readonly bigint[]) =>
  Uint8Array.from(Buffer.from(words.map((word) => word.toString(16).padStart(64, "0")).join(""), "hex"));

describe("node: checks on other threads", () => {
  let prover: SyntheticProver;
  let verifier: Verifier;
  let threads: ThreadFacts;

  before(async () => {
    prover = new SyntheticProver(await Multiplier.create(), 6, "threads");
    verifier = await createVerifier(prover.verificationKey);
    const keys = [{ circuit: CIRCUIT, verificationKey: prover.verificationKey }];
    threads = threadFacts({ threads: 2, keys, insecure: true, worker: WORKER });
  });
  after(async () => {
    await threads.close();
    await verifier.close();
  });

  const statement = (voter: number, proved = voter): Statement => ({
    kind: "census-proof",
    censusKey: keyId(CIRCUIT, verifier.keyHash),
    signals: signalsOf(voter),
    proof: bytesOf(prover.prove(signalsOf(proved))),
  });

  it("gives each statement its answer, in order, also when they are spread over threads", async () => {
    const asked: Statement[] = Array.from({ length: 150 }, (_, i) => statement(i, i % 37 === 5 ? i + 1 : i));
    asked.push({
      kind: "signature",
      digest: new Uint8Array(32).fill(17),
      signature: new Uint8Array(65),
      address: `0x${"22".repeat(20)}`,
    });
    asked.push({ ...statement(1), signals: [SCALAR_FIELD_ORDER, ...signalsOf(1).slice(1)] } as Statement);
    const here = await createFacts({ verifiers: [{ circuit: CIRCUIT, verifier }], insecure: true }).ask(
      asked,
    );
    assert.deepEqual(await threads.ask(asked), here);
    assert.deepEqual(
      here.flatMap((answer, i) => (answer ? [] : [i])),
      [5, 42, 79, 116, 150, 151],
    );
  });

  it("stores the answers on the asking thread, which asks for each statement once", async () => {
    const sizes: number[] = [];
    const counted: ThreadFacts = {
      ...threads,
      ask: (statements) => {
        sizes.push(statements.length);
        return threads.ask(statements);
      },
    };
    const facts = createFacts({
      verifiers: [{ circuit: CIRCUIT, verifier }],
      insecure: true,
      checks: counted,
    });
    const [one, two] = [statement(201), statement(202, 203)];
    assert.deepEqual(await Promise.all([facts.ask([one, two]), facts.ask([two])]), [[true, false], [false]]);
    assert.deepEqual(await facts.ask([two, one]), [false, true]);
    assert.deepEqual(sizes, [2]);
  });

  it("answers many who ask at once, and only who asks what cannot be checked gets an error", async () => {
    const unknown: Statement = { ...statement(5), censusKey: `0x${"ab".repeat(32)}` } as Statement;
    const asked = Array.from({ length: 90 }, (_, i) => [
      i === 70 ? unknown : statement(300 + i, i === 33 ? 1 : 300 + i),
    ]);
    const answers = await Promise.allSettled(asked.map((one) => threads.ask(one)));
    const refused = answers.flatMap((one, i) => (one.status === "rejected" ? [i] : []));
    assert.deepEqual(refused, [70]);
    const untrue = answers.flatMap((one, i) => (one.status === "fulfilled" && !one.value[0] ? [i] : []));
    assert.deepEqual(untrue, [33]);
  });

  it("says so when the node lacks a key", async () => {
    const facts = createFacts({ verifiers: [], insecure: true, checks: threads });
    await rejectsCode("facts/no-verifier", () => facts.ask([statement(1)]));
  });
});
