// How a ballot box takes votes: under its process's key alone; of a voter's votes the highest number; a statement once,
// whatever proof comes with it.
import assert from "node:assert/strict";
import {
  acceptedVote,
  createVotePackage,
  encodeEnvelope,
  encodeVoteLine,
  encodeVotePackage,
  envelopeHash,
  type VoteEnvelope,
  VotingProcess,
  type VotingProcessParts,
  voteHash,
} from "../../src/ballot/index.js";
import { censusSignals } from "../../src/census/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import { BallotBox, SupersededVote, voteOfLine } from "../../src/node/index.js";
import { keyId } from "../../src/process/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { proofBytes } from "../support/rerandomize.js";
import { CONTRACT } from "../support/rollup/votes.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

const processOf = (keyHash: `0x${string}`, change: Partial<VotingProcessParts> = {}) =>
  new VotingProcess({
    contract: CONTRACT,
    processId: `0x${"a1".repeat(32)}`,
    censusRoot: 1n,
    circuit: "census-7",
    censusKey: keyId("census-7", keyHash),
    ballot: { maxCount: 2, maxValue: 3 },
    ...change,
  });

describe("node: the key of a ballot box", () => {
  it("is the process's, and is not insecure unless told", async () => {
    const multiplier = await Multiplier.create();
    const { keyKind: _, ...plain } = new SyntheticProver(multiplier, 6, "box").verificationKey;
    const marked = { ...plain, keyKind: "development-INSECURE" };
    const other = new SyntheticProver(multiplier, 6, "another").verificationKey;
    await using secure = await createVerifier(plain);
    await using insecure = await createVerifier(marked);
    await using stranger = await createVerifier(other);
    new BallotBox(processOf(secure.keyHash), secure);
    new BallotBox(processOf(insecure.keyHash), insecure, { insecure: true });
    throwsCode("process/insecure-key", () => new BallotBox(processOf(insecure.keyHash), insecure));
    // The mark is part of the key's file: without it, it is another key.
    throwsCode("process/other-key", () => new BallotBox(processOf(insecure.keyHash), secure));
    throwsCode(
      "process/other-key",
      () => new BallotBox(processOf(secure.keyHash), stranger, { insecure: true }),
    );
  });
});

describe("node: the votes of a ballot box", () => {
  let prover: SyntheticProver;
  let verifier: Verifier;
  let process: VotingProcess;
  before(async () => {
    prover = new SyntheticProver(await Multiplier.create(), 6, "box");
    verifier = await createVerifier(prover.verificationKey);
    process = processOf(verifier.keyHash, { maxVoteOverwrites: 3 });
  });
  after(() => verifier.close());

  const open = (change: Partial<VotingProcessParts> = {}, by = verifier) =>
    new BallotBox(process.with(change), by, { insecure: true });

  /** An envelope as it stands, with a fresh proof that holds for it. */
  function proved(envelope: VoteEnvelope): VoteEnvelope {
    const { censusRoot, scope } = process;
    const statement = { ...envelope, censusRoot, scope, envelopeHash: envelopeHash(envelope) };
    return { ...envelope, proof: proofBytes(prover.prove(censusSignals(statement))) };
  }

  /** A voter's vote, proved. */
  function vote(nonce = 0, votes = [1, 2], nullifier = 11n): VoteEnvelope {
    const sealed = createVotePackage(votes);
    const content = { nonce, encryptionKeyIndexes: [], votePackage: encodeVotePackage(sealed) };
    const hash = voteHash(sealed.votes, sealed.nonce, nullifier);
    const { processId } = process;
    return proved({
      processId,
      proof: new Uint8Array(256),
      nullifier,
      weight: 5n,
      voteHash: hash,
      ...content,
    });
  }

  const send = (box: BallotBox, envelope: VoteEnvelope) => box.accept(encodeEnvelope(envelope));

  async function superseded(box: BallotBox, envelope: VoteEnvelope, counts: number): Promise<void> {
    const error = await rejectsCode("node/superseded", send(box, envelope));
    assert.ok(error instanceof SupersededVote);
    assert.equal(error.counts, counts);
    assert.match(error.message, new RegExp(`number ${counts}\\b`));
  }

  it("are taken, and counted", async () => {
    const box = open();
    const [first, second] = [vote(0, [1, 2], 11n), vote(2, [1, 1], 3n)];
    assert.deepEqual(await send(box, first), { vote: acceptedVote(first), repeated: false });
    assert.deepEqual(await send(box, second), { vote: acceptedVote(second), repeated: false });
    assert.deepEqual(
      box.votes,
      [second, first].map((sent) => acceptedVote(sent)),
    );
    const { questions } = box.count();
    assert.deepEqual(
      questions.map(({ results }) => results.map(({ count }) => count)),
      [
        ["0", "10", "0", "0"],
        ["0", "5", "5", "0"],
      ],
    );
  });

  it("are overwritten by a higher number, not by a lower or an equal one", async () => {
    const box = open();
    const [first, second] = [vote(0), vote(2)];
    await send(box, first);
    await superseded(box, vote(0, [3, 3]), 0);
    assert.deepEqual(await send(box, second), { vote: acceptedVote(second), repeated: false });
    await superseded(box, vote(1), 2);
    await superseded(box, vote(2, [3, 3]), 2);
    assert.deepEqual(box.votes, [acceptedVote(second)]);
    await send(box, vote(3));
    const { hint } = await rejectsCode("node/superseded", send(box, vote(2)));
    assert.match(hint!, /no further vote/);
  });

  it("are not put back: an earlier vote that is sent again is refused", async () => {
    const box = open();
    const first = vote(0, [0, 0]);
    await send(box, first);
    await send(box, vote(1, [3, 3]));
    await superseded(box, first, 1);
    assert.equal(box.count().questions[0]!.results[3]!.count, "5");
  });

  it("are the same statement whatever the proof's bytes: taken again, and kept once", async () => {
    const box = open();
    const first = vote();
    await send(box, first);
    const again = proved(first);
    assert.notDeepEqual(again.proof, first.proof);
    for (const repeated of [again, first]) {
      assert.deepEqual(await send(box, repeated), { vote: acceptedVote(first), repeated: true });
    }
    assert.deepEqual(box.votes, [acceptedVote(first)]);
  });

  it("have at most the process's number of overwrites", async () => {
    await rejectsCode("node/overwrites", send(open(), vote(4)));
    const none = open({ maxVoteOverwrites: 0 });
    await rejectsCode("node/overwrites", send(none, vote(1)));
    const left = new BallotBox(processOf(verifier.keyHash), verifier, { insecure: true });
    await rejectsCode("node/overwrites", send(left, vote(1)));
    await send(none, vote(0));
    await superseded(none, vote(0), 0);
  });

  it("are refused when anything of the envelope was exchanged after proving", async () => {
    const honest = vote(1);
    const sealed = createVotePackage([3, 3]);
    const exchanged = encodeVotePackage(sealed);
    const hash = voteHash(sealed.votes, sealed.nonce, honest.nullifier);
    for (const [code, change] of [
      ["node/ballot-mismatch", { votePackage: exchanged }],
      ["node/proof-refused", { votePackage: exchanged, voteHash: hash }],
      ["node/proof-refused", { nonce: 0 }],
      ["node/proof-refused", { nonce: 2 }],
      ["node/sealed-ballot", { encryptionKeyIndexes: [0] }],
      ["node/census-root", { censusRoot: 1n }],
      ["node/proof-refused", { weight: 6n }],
      ["node/ballot-mismatch", { nullifier: 12n }],
      ["node/other-process", { processId: `0x${"b2".repeat(32)}` }],
    ] as const) {
      const box = open();
      await rejectsCode(code, send(box, { ...honest, ...change }));
      assert.equal(box.size, 0);
    }
  });

  it("are taken from lines as from envelopes, and counted as invalid where nobody could open the ballot", async () => {
    const box = open();
    const sent = vote(1, [1, 2], 11n);
    const line = encodeVoteLine(acceptedVote(sent));
    const read = voteOfLine(process, line);
    assert.deepEqual(voteOfLine(process, encodeEnvelope(sent)), read);
    assert.deepEqual(await box.take(read), { vote: read, repeated: false });
    assert.deepEqual(await send(box, proved(sent)), { vote: read, repeated: true });
    const closed = { ...acceptedVote(vote(0, [1, 1], 12n)), ballot: null };
    await box.take(voteOfLine(process, encodeVoteLine(closed)));
    assert.equal(box.count().questions[0]!.invalid, "5");
    for (const [code, text] of [
      ["node/overwrites", encodeVoteLine({ ...read, nonce: 4 })],
      ["node/other-process", encodeEnvelope({ ...sent, processId: `0x${"b2".repeat(32)}` })],
      ["node/sealed-ballot", encodeEnvelope({ ...sent, encryptionKeyIndexes: [0] })],
      ["node/ballot-mismatch", encodeEnvelope({ ...sent, nullifier: 13n })],
      ["ballot/vote-line", `${line} `],
    ] as const)
      throwsCode(code, () => voteOfLine(process, text));
    await rejectsCode("node/overwrites", box.take({ ...read, nonce: 4 }));
    await rejectsCode("node/proof-refused", open().take({ ...read, weight: 6n }));
  });

  it("are another voter's ballot to nobody: a copied package opens nothing", async () => {
    const box = open();
    const victim = vote(0, [3, 1], 11n);
    await send(box, victim);
    // The copier proves the very package and hash under a nullifier of their own.
    const { voteHash, votePackage } = victim;
    const copied = proved({ ...vote(0, [0, 0], 12n), voteHash, votePackage });
    await rejectsCode("node/ballot-mismatch", send(box, copied));
  });

  it("are of this deployment: a proof for another process contract does not hold", async () => {
    await rejectsCode("node/proof-refused", send(open({ contract: `0x${"d0".repeat(20)}` }), vote()));
  });

  it("have one spelling", async () => {
    const box = open();
    const text = encodeEnvelope(vote());
    for (const other of [` ${text}`, text.replace('"nonce":0', '"nonce":1,"nonce":0')]) {
      await rejectsCode("ballot/not-canonical", box.accept(other));
    }
    const loose = new TextEncoder().encode(`${new TextDecoder().decode(vote().votePackage)} `);
    const marked = proved({ ...vote(), votePackage: loose });
    await rejectsCode("node/ballot-mismatch", send(box, marked));
    assert.equal(box.size, 0);
  });

  /** A verifier that answers one proof at a time, when told. */
  function held() {
    const waiting: (() => void)[] = [];
    const verify: Verifier["verify"] = async (claim) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return verifier.verify(claim);
    };
    const slow = new Proxy(verifier, {
      get: (target, name) => (name === "verify" ? verify : Reflect.get(target, name, target)),
    });
    return { box: open({}, slow), waiting };
  }

  it("race: of two votes of one number whose proofs are looked at together, the first to hold counts", async () => {
    const { box, waiting } = held();
    const [first, second] = [vote(0, [1, 1]), vote(0, [2, 2])];
    const [early, late] = [send(box, first), send(box, second)];
    assert.equal(waiting.length, 2);
    waiting[1]!();
    assert.deepEqual(await late, { vote: acceptedVote(second), repeated: false });
    waiting[0]!();
    await rejectsCode("node/superseded", early);
    assert.deepEqual(box.votes, [acceptedVote(second)]);
  });

  it("race: a lower number whose proof comes late does not displace a higher one", async () => {
    const { box, waiting } = held();
    const [low, high] = [vote(0), vote(1)];
    const [early, late] = [send(box, low), send(box, high)];
    waiting[1]!();
    await late;
    waiting[0]!();
    await rejectsCode("node/superseded", early);
    assert.deepEqual(box.votes, [acceptedVote(high)]);
  });

  it("race: one statement sent twice at once is one vote, and no error", async () => {
    const { box, waiting } = held();
    const first = vote();
    const both = [send(box, first), send(box, proved(first))];
    for (const go of waiting) go();
    const answers = await Promise.all(both);
    assert.deepEqual(answers.map(({ repeated }) => repeated).sort(), [false, true]);
    assert.equal(box.size, 1);
  });

  it("that do not hold keep nobody's place", async () => {
    const box = open();
    const honest = vote(0);
    const unproved = { ...vote(3, [3, 3]), proof: honest.proof };
    await rejectsCode("node/proof-refused", send(box, unproved));
    assert.deepEqual(await send(box, honest), { vote: acceptedVote(honest), repeated: false });
  });
});
