/**
 * What a rollup leaves behind: one JSON document with all that is posted, which a stranger recomputes from the votes.
 * Integers are decimal strings, hashes of bytes and proofs lower-case hex.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import type { BallotRules } from "../ballot/index.js";
import { warmPoseidon } from "../engine/index.js";
import { ensure } from "../errors.js";
import { fixedHex, type Hex } from "../process/index.js";
import { tallyInstance } from "./instances.js";
import { batchSignals, openSignals, planRollup, type RollupPlan } from "./plan.js";
import { parseRollupTranscript } from "./transcript-parse.js";
import { type TallyKeys, verifyProofs } from "./verify.js";
import type { AcceptedVote } from "./votes.js";

/** Version of the document. */
const VERSION = 1;

/** One batch as it is posted. */
export interface BatchTranscript {
  readonly leaves: readonly string[];
  readonly bitmap: string;
  readonly commitment: string;
  readonly stateBefore: string;
  readonly stateAfter: string;
  readonly z: string;
  readonly y: string;
  readonly proof: Hex;
}

export interface RollupTranscript {
  readonly version: typeof VERSION;
  readonly instance: string;
  readonly processId: Hex;
  readonly scope: string;
  readonly ballot: BallotRules;
  readonly voteCount: string;
  readonly invalid: string;
  /** `results[field][value]` over all fields and values of the instance. */
  readonly results: readonly (readonly string[])[];
  readonly votesDigest: Hex;
  readonly batches: readonly BatchTranscript[];
  readonly opening: { readonly state: string; readonly z: string; readonly y: string; readonly proof: Hex };
}

const hex = (proof: Uint8Array): Hex => `0x${bytesToHex(proof)}`;

/** The document of a plan with its proofs, 256 bytes each. @param batches one proof for each batch */
export function rollupTranscript(
  plan: RollupPlan,
  batches: readonly Uint8Array[],
  opening: Uint8Array,
): RollupTranscript {
  ensure(batches.length === plan.batches.length, "rollup/transcript", "a rollup has one proof a batch");
  const { last } = plan;
  return {
    version: VERSION,
    instance: plan.instance.name,
    processId: plan.processId,
    scope: `${plan.process.scope}`,
    ballot: plan.process.ballot,
    voteCount: `${last.voteCount}`,
    invalid: `${last.invalid}`,
    results: last.results.map((row) => row.map(String)),
    votesDigest: plan.votesDigest,
    batches: plan.batches.map((batch, i) => ({
      leaves: batch.leaves.map(String),
      bitmap: `${batch.bitmap}`,
      commitment: `${batch.commitment}`,
      stateBefore: `${batch.stateBefore}`,
      stateAfter: `${batch.stateAfter}`,
      z: `${batch.z}`,
      y: `${batch.y}`,
      proof: hex(batches[i]!),
    })),
    opening: { state: `${plan.state}`, z: `${plan.opening.z}`, y: `${plan.opening.y}`, proof: hex(opening) },
  };
}

/**
 * Recomputes a transcript from the accepted votes, and verifies its proofs.
 * @param transcript a document from anywhere, as `JSON.parse` gives it
 * @returns the plan that it is the transcript of, with the results
 * @throws PsephosError `rollup/transcript`: it is not the transcript of these votes, or a proof of it does not hold;
 *   `rollup/instance`, `rollup/vote`, `rollup/double-vote`, `rollup/too-large`, `ballot/rules`
 */
export async function checkTranscript(
  transcript: unknown,
  votes: readonly AcceptedVote[],
  keys: TallyKeys,
): Promise<RollupPlan> {
  const claimed = parseRollupTranscript(transcript);
  const process = { scope: BigInt(claimed.scope), ballot: claimed.ballot };
  await warmPoseidon();
  const plan = planRollup(tallyInstance(claimed.instance), claimed.processId, process, votes);
  const proofs = claimed.batches.map(({ proof }) => fixedHex(proof, 256, "proof"));
  const opening = fixedHex(claimed.opening.proof, 256, "proof");
  ensure(
    proofs.length === plan.batches.length &&
      JSON.stringify(rollupTranscript(plan, proofs, opening)) === JSON.stringify(claimed),
    "rollup/transcript",
    "the transcript is not what these votes give",
  );
  await verifyProofs(claimed, { batches: plan.batches.map(batchSignals), open: openSignals(plan) }, keys);
  return plan;
}
