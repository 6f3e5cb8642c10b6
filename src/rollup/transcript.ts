/**
 * A rollup's transcript: one JSON document with everything that is posted. Anyone can recompute it from the votes.
 * Integers are decimal strings, hashes of bytes and proofs lower-case hex.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import type { BallotRules } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { RollupPlan } from "./plan.js";

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
  ensure(
    batches.length === plan.batches.length,
    "rollup/transcript",
    "a rollup has one proof for each batch",
  );
  const { last } = plan;
  return {
    version: VERSION,
    instance: plan.instance.name,
    processId: plan.process.processId,
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
