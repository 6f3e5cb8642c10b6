/**
 * Checks a transcript: alone, without the votes, as a poster does before sending the bond; and against the
 * votes, as anyone can.
 */

import type { AcceptedVote } from "../ballot/index.js";
import { fixedHex, type Hex } from "../bytes/index.js";
import { kernelPoseidon, type Poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import { createVerifier, type VerificationKeyJson } from "../groth16/index.js";
import { addToVotesDigest, batchVector, bindBatch, bindOpening, FIRST_VOTES_DIGEST } from "./binding.js";
import { commitment } from "./hashes.js";
import { tallyInstance } from "./instances.js";
import { tallyParams } from "./params.js";
import { batchSignals, openSignals, planRollup, type RollupPlan } from "./plan.js";
import { firstState, stateHash } from "./state.js";
import { type RollupTranscript, rollupTranscript } from "./transcript.js";
import { parseRollupTranscript, votesOfBatch } from "./transcript-parse.js";

/** The verification keys of a tally instance and of its opening, snarkjs's JSON. */
export interface TallyKeys {
  readonly batch: VerificationKeyJson;
  readonly open: VerificationKeyJson;
}

/** What a recount needs besides the votes. */
export interface RecountTerms extends TallyKeys {
  /** The process's: the highest nonce of a vote. */
  readonly maxVoteOverwrites: number;
}

/** The state of a turn after its first batches. */
export interface TurnPoint {
  readonly state: bigint;
  readonly votesDigest: Hex;
  readonly votes: number;
}

/** A consistent transcript. */
export interface CheckedTranscript {
  readonly transcript: RollupTranscript;
  /** After 0, 1, … all batches. */
  readonly points: readonly TurnPoint[];
}

const must = (condition: unknown, message: string) => ensure(condition, "rollup/transcript", message);

/** Public signals of the batches' proofs and of the opening's, as the contract will compute them. */
interface Signals {
  readonly batches: readonly (readonly bigint[])[];
  readonly open: readonly bigint[];
}

/** Verifies the proofs of a transcript. @throws PsephosError `rollup/transcript` */
async function verifyProofs(
  { batches, opening }: RollupTranscript,
  signals: Signals,
  keys: TallyKeys,
): Promise<void> {
  await using batch = await createVerifier(keys.batch);
  await using open = await createVerifier(keys.open);
  const claims = batches.map(({ proof }, i) => ({
    proof: fixedHex(proof, 256, "proof"),
    publicSignals: signals.batches[i]!,
  }));
  const verdict = await batch.verifyBatch(claims);
  ensure(
    verdict.ok,
    "rollup/transcript",
    () => `the proofs of these batches are not valid: ${verdict.bad.join(", ")}`,
  );
  const proof = fixedHex(opening.proof, 256, "proof");
  must(
    (await open.verifyBatch([{ proof, publicSignals: signals.open }])).ok,
    "the proof of the opening is not valid",
  );
}

/** Recomputes everything in a transcript that follows from its leaves and states. */
function recompute(transcript: RollupTranscript, hash: Poseidon): { points: TurnPoint[]; signals: Signals } {
  const { processId, ballot, batches, opening } = transcript;
  const instance = tallyInstance(transcript.instance);
  const params = tallyParams(instance, { scope: BigInt(transcript.scope), ballot });
  let point: TurnPoint = {
    state: stateHash(firstState(instance), hash),
    votesDigest: FIRST_VOTES_DIGEST,
    votes: 0,
  };
  const points = [point];
  const signals = batches.map((batch, batchIndex) => {
    const name = `batch ${batchIndex}`;
    const votes = votesOfBatch(batch, name);
    must(
      votes === instance.slots || batchIndex === batches.length - 1,
      `${name} is not full, but it is not the last one`,
    );
    const leaves = batch.leaves.map(BigInt);
    const [bitmap, stateBefore, stateAfter] = [batch.bitmap, batch.stateBefore, batch.stateAfter].map(BigInt);
    must(bitmap! >> BigInt(votes) === 0n, `the bitmap of ${name} opens an empty slot`);
    must(stateBefore === point.state, `${name} does not begin with the state after the batch before it`);
    const root = commitment(instance, params, leaves, hash);
    must(`${root}` === batch.commitment, `the commitment of ${name} does not follow from its leaves`);
    const statement = {
      processId,
      batchIndex,
      commitment: root,
      stateBefore: point.state,
      stateAfter: stateAfter!,
    };
    const { z, y } = bindBatch(batchVector(leaves, bitmap!, params), statement);
    must(
      `${z}` === batch.z && `${y}` === batch.y,
      `z or y of ${name} does not follow from its public values`,
    );
    point = {
      state: stateAfter!,
      votesDigest: addToVotesDigest(point.votesDigest, { leaves, bitmap: bitmap! }),
      votes: point.votes + votes,
    };
    points.push(point);
    return [root, statement.stateBefore, statement.stateAfter, z, y];
  });
  must(
    transcript.votesDigest === point.votesDigest,
    "votesDigest does not follow from the leaves and bitmaps",
  );
  must(transcript.voteCount === `${point.votes}`, "voteCount is not the number of leaves");
  must(opening.state === `${point.state}`, "the opening does not open the last batch's state");
  const beyond = transcript.results.flatMap((row, field) =>
    row.filter((_, value) => field >= ballot.maxCount || value > ballot.maxValue),
  );
  must(
    beyond.every((count) => count === "0"),
    "there are results of fields or values that the process does not have",
  );
  const shown = [transcript.voteCount, transcript.invalid, ...transcript.results.flat()].map(BigInt);
  const { z, y } = bindOpening(shown, point.state);
  must(
    `${z}` === opening.z && `${y}` === opening.y,
    "z or y of the opening does not follow from the results",
  );
  return { points, signals: { batches: signals, open: [point.state, z, y] } };
}

/**
 * Checks a transcript without the votes: its form, the votes' digest, the chain of states, commitments and signals, and all proofs.
 * The contract accepts the content of a transcript that passes this check.
 * @param document as `JSON.parse` gives it
 * @param keys those that the rollup was opened with
 * @throws PsephosError `rollup/transcript`, `rollup/instance`, `rollup/too-large`, `ballot/rules`
 */
export async function verifyTranscript(document: unknown, keys: TallyKeys): Promise<CheckedTranscript> {
  const transcript = parseRollupTranscript(document);
  const { points, signals } = recompute(transcript, await kernelPoseidon());
  await verifyProofs(transcript, signals, keys);
  return { transcript, points };
}

/** A transcript that follows from votes; its proofs are not verified. */
export interface Recounted {
  readonly claimed: RollupTranscript;
  readonly plan: RollupPlan;
}

/**
 * Recomputes a transcript from the accepted votes: everything but its proofs.
 * @param transcript a document from anywhere, as `JSON.parse` gives it
 * @param maxVoteOverwrites the process's: the highest nonce of a vote
 * @throws PsephosError `rollup/transcript`: it is not the transcript of these votes; `rollup/instance`, `rollup/vote`, `rollup/too-large`,
 *   `ballot/rules`
 */
export async function recountTranscript(
  transcript: unknown,
  votes: readonly AcceptedVote[],
  maxVoteOverwrites: number,
): Promise<Recounted> {
  const claimed = parseRollupTranscript(transcript);
  const { processId, ballot } = claimed;
  const process = { processId, scope: BigInt(claimed.scope), ballot, maxVoteOverwrites };
  const hash = await kernelPoseidon();
  const plan = planRollup(tallyInstance(claimed.instance), process, votes, hash);
  ensure(
    claimed.votesDigest === plan.votesDigest,
    "rollup/transcript",
    "the transcript counts other votes than these, or opens other ballots",
    "One side lacks votes or their packages. Use the votes of another node, and include what voters put on chain.",
  );
  const proofs = claimed.batches.map(({ proof }) => fixedHex(proof, 256, "proof"));
  const opening = fixedHex(claimed.opening.proof, 256, "proof");
  ensure(
    proofs.length === plan.batches.length &&
      JSON.stringify(rollupTranscript(plan, proofs, opening)) === JSON.stringify(claimed),
    "rollup/transcript",
    "the transcript does not follow from these votes",
    "It counts the same votes and opens the same ballots, but has another count.",
  );
  return { claimed, plan };
}

/**
 * Recomputes a transcript from the accepted votes, and verifies its proofs.
 * @param transcript a document from anywhere, as `JSON.parse` gives it
 * @returns the plan of the votes, with the results
 * @throws PsephosError as {@link recountTranscript}, and `rollup/transcript` if one of its proofs is not valid
 */
export async function checkTranscript(
  transcript: unknown,
  votes: readonly AcceptedVote[],
  { maxVoteOverwrites, ...keys }: RecountTerms,
): Promise<RollupPlan> {
  const { claimed, plan } = await recountTranscript(transcript, votes, maxVoteOverwrites);
  await verifyProofs(claimed, { batches: plan.batches.map(batchSignals), open: openSignals(plan) }, keys);
  return plan;
}
