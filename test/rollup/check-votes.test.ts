// Which votes of a list count: under the process's key alone; of a voter's votes the highest number; a statement once, whatever proof
// comes with it.
import assert from "node:assert/strict";
import {
  type AcceptedVote,
  createVotePackage,
  encodeEnvelope,
  encodeVoteLine,
  encodeVotePackage,
  envelopeHash,
  type VoteEnvelope,
  VotingProcess,
  type VotingProcessParts,
  voteHash,
  voteOfEnvelope,
  voteOfLine,
} from "../../src/ballot/index.js";
import { censusSignals } from "../../src/census/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import { keyId } from "../../src/process/index.js";
import { checkVotes } from "../../src/rollup/index.js";
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

describe("rollup: the key that votes are checked under", () => {
  it("is the process's, and is not insecure unless told", async () => {
    const multiplier = await Multiplier.create();
    const { keyKind: _, ...plain } = new SyntheticProver(multiplier, 6, "box").verificationKey;
    const marked = { ...plain, keyKind: "development-INSECURE" };
    const other = new SyntheticProver(multiplier, 6, "another").verificationKey;
    await using secure = await createVerifier(plain);
    await using insecure = await createVerifier(marked);
    await using stranger = await createVerifier(other);
    const none = { counted: [], refused: [] };
    assert.deepEqual(await checkVotes(processOf(secure.keyHash), [], secure), none);
    const told = { insecure: true };
    assert.deepEqual(await checkVotes(processOf(insecure.keyHash), [], insecure, told), none);
    await rejectsCode("process/insecure-key", checkVotes(processOf(insecure.keyHash), [], insecure));
    // The mark is part of the key's file: without it, it is another key.
    await rejectsCode("process/other-key", checkVotes(processOf(insecure.keyHash), [], secure));
    await rejectsCode("process/other-key", checkVotes(processOf(secure.keyHash), [], stranger, told));
    const copy = { ...processOf(secure.keyHash) } as VotingProcess;
    await rejectsCode("ballot/process", checkVotes(copy, [], secure));
  });
});

describe("rollup: which votes of a list count", () => {
  let prover: SyntheticProver;
  let verifier: Verifier;
  let process: VotingProcess;
  before(async () => {
    prover = new SyntheticProver(await Multiplier.create(), 6, "box");
    verifier = await createVerifier(prover.verificationKey);
    process = processOf(verifier.keyHash, { maxVoteOverwrites: 3 });
  });
  after(() => verifier.close());

  /** An envelope as it stands, with a fresh proof that holds for it. */
  function proved(envelope: VoteEnvelope): VoteEnvelope {
    const { censusRoot, scope } = process;
    const statement = { ...envelope, censusRoot, scope, envelopeHash: envelopeHash(envelope) };
    return { ...envelope, proof: proofBytes(prover.prove(censusSignals(statement))) };
  }

  /** A voter's vote, proved. */
  function envelopeOf(nonce = 0, votes = [1, 2], nullifier = 11n): VoteEnvelope {
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

  const read = (envelope: VoteEnvelope): AcceptedVote => voteOfEnvelope(process, envelope);
  const vote = (nonce?: number, votes?: number[], nullifier?: bigint): AcceptedVote =>
    read(envelopeOf(nonce, votes, nullifier));

  const check = (votes: readonly AcceptedVote[], change: Partial<VotingProcessParts> = {}) =>
    checkVotes(process.with(change), votes, verifier, { insecure: true });

  /** Places and codes of what is refused. */
  async function refusals(votes: readonly AcceptedVote[], change: Partial<VotingProcessParts> = {}) {
    const { refused } = await check(votes, change);
    return refused.map(({ index, reason }) => [index, reason.code]);
  }

  it("are those with a valid proof, by nullifier", async () => {
    const [first, second] = [vote(0, [1, 2], 11n), vote(2, [1, 1], 3n)];
    assert.deepEqual(await check([first, second]), { counted: [second, first], refused: [] });
    const done: [number, number][] = [];
    const onProgress = (...now: [number, number]) => done.push(now);
    await checkVotes(process, [first, second], verifier, { insecure: true, onProgress });
    assert.deepEqual(done, [[2, 2]]);
  });

  it("are overwritten by a higher number, not by a lower or an equal one", async () => {
    const [zero, one, two] = [vote(0), vote(1), vote(2)];
    const found = await check([zero, vote(0, [3, 3]), two, one, vote(2, [3, 3])]);
    assert.deepEqual(found.counted, [two]);
    assert.deepEqual(
      found.refused.map(({ index, reason }) => [index, reason.code, /number (\d)/.exec(reason.message)![1]]),
      [
        [1, "ballot/superseded", "0"],
        [3, "ballot/superseded", "2"],
        [4, "ballot/superseded", "2"],
      ],
    );
  });

  it("are not put back: an earlier vote that comes again is refused", async () => {
    const [first, last] = [vote(0, [0, 0]), vote(1, [3, 3])];
    const { counted, refused } = await check([first, last, first]);
    assert.deepEqual(counted, [last]);
    assert.deepEqual(
      refused.map(({ index }) => index),
      [2],
    );
  });

  it("are the same statement whatever the proof's bytes: no error, and counted once", async () => {
    const envelope = envelopeOf();
    const [first, again] = [read(envelope), read(proved(envelope))];
    assert.notDeepEqual(again.proof, first.proof);
    assert.deepEqual(await check([first, again, first]), { counted: [first], refused: [] });
  });

  it("have at most the process's number of overwrites", async () => {
    assert.deepEqual(await refusals([vote(3), { ...vote(3, [0, 0], 12n), nonce: 4 }]), [
      [1, "ballot/overwrites"],
    ]);
    assert.deepEqual(await refusals([vote(1), vote(0)], { maxVoteOverwrites: 0 }), [
      [0, "ballot/overwrites"],
    ]);
  });

  it("have a proof of all that they state", async () => {
    const honest = vote(1);
    const other = vote(1, [3, 3]);
    const { proof } = honest;
    for (const [code, change] of [
      ["rollup/vote-proof", { ...other, proof }],
      ["rollup/vote-proof", { weight: 6n }],
      ["rollup/vote-proof", { nullifier: 12n }],
      ["rollup/vote-proof", { voteHash: 12n }],
      ["rollup/vote-proof", { envelopeHash: 12n }],
      ["groth16/point-not-on-curve", { proof: proof.with(255, proof[255]! ^ 1) }],
    ] as const)
      assert.deepEqual(await refusals([{ ...honest, ...change }, honest]), [[0, code]]);
    assert.deepEqual(await refusals([honest], { contract: `0x${"d0".repeat(20)}` }), [
      [0, "rollup/vote-proof"],
    ]);
  });

  it("keep nobody's place without a proof, and the places in the list are told across portions", async () => {
    const honest = vote(0);
    const unproved = { ...vote(3, [3, 3]), proof: honest.proof };
    const votes = [unproved, ...Array<AcceptedVote>(1100).fill(honest), unproved];
    const { counted, refused } = await check(votes);
    assert.deepEqual(counted, [honest]);
    assert.deepEqual(
      refused.map(({ index, reason }) => [index, reason.code]),
      [
        [0, "rollup/vote-proof"],
        [1101, "rollup/vote-proof"],
      ],
    );
  });

  it("are of the process: an envelope is refused when anything was exchanged after proving", () => {
    const honest = envelopeOf(1);
    const loose = new TextEncoder().encode(`${new TextDecoder().decode(honest.votePackage)} `);
    // A copier sends the very package and hash under a nullifier of their own.
    const { voteHash: hash, votePackage } = honest;
    for (const [code, change] of [
      ["ballot/mismatch", { votePackage: encodeVotePackage(createVotePackage([3, 3])) }],
      ["ballot/mismatch", { votePackage: loose }],
      ["ballot/mismatch", { nullifier: 12n, voteHash: hash, votePackage }],
      ["ballot/sealed", { encryptionKeyIndexes: [0] }],
      ["ballot/census-root", { censusRoot: 1n }],
      ["ballot/other-process", { processId: `0x${"b2".repeat(32)}` }],
      ["ballot/overwrites", { nonce: 4 }],
    ] as const)
      throwsCode(code, () => read({ ...honest, ...change }));
  });

  it("are read from lines as from envelopes, also where nobody could open the ballot", async () => {
    const sent = envelopeOf(1, [1, 2], 11n);
    const line = encodeVoteLine(read(sent));
    const ofLine = voteOfLine(process, line);
    assert.deepEqual(ofLine, read(sent));
    assert.deepEqual(voteOfLine(process, encodeEnvelope(sent)), ofLine);
    const closed = { ...vote(0, [1, 1], 12n), ballot: null };
    const { counted } = await check([ofLine, voteOfLine(process, encodeVoteLine(closed))]);
    assert.deepEqual(counted, [ofLine, closed]);
    for (const [code, text] of [
      ["ballot/overwrites", encodeVoteLine({ ...ofLine, nonce: 4 })],
      ["ballot/other-process", encodeEnvelope({ ...sent, processId: `0x${"b2".repeat(32)}` })],
      ["ballot/not-canonical", ` ${encodeEnvelope(sent)}`],
      ["ballot/not-canonical", encodeEnvelope(sent).replace('"nonce":1', '"nonce":0,"nonce":1')],
      ["ballot/vote-line", `${line} `],
    ] as const)
      throwsCode(code, () => voteOfLine(process, text));
  });
});
