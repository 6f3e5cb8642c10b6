/** Whether a turn is of the transcript that is posted. */
import { encodeAbiParameters, encodePacked, keccak256 } from "viem";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { RollupTerms, RollupTurn } from "../evm/index.js";
import { transcriptTally } from "./posting.js";
import type { CheckedTranscript } from "./verify.js";

/** Throws unless the posted batches of our turn are the beginning of the transcript, so that it can be continued. */
export function ensureSameTurn(
  turn: RollupTurn,
  terms: RollupTerms,
  { transcript, points }: CheckedTranscript,
): void {
  const refuse = (condition: boolean, what: string) =>
    ensure(
      condition,
      "rollup/other-transcript",
      `the turn is of another transcript: ${what}`,
      "Post the transcript that the turn was taken for. With this one, the turn could not be closed, and the bond would be lost.",
    );
  const certified = (votesDigest: Hex, votes: bigint) =>
    keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [votesDigest, votes]));
  if (terms.signatures > 0) {
    const ours = certified(transcript.votesDigest, BigInt(transcript.voteCount));
    refuse(turn.certified === ours, "the oracles signed other votes");
  }
  const point = points[turn.batches];
  const same =
    point !== undefined &&
    turn.votesDigest === point.votesDigest &&
    turn.state === point.state &&
    turn.votes === BigInt(point.votes);
  refuse(same, `the ${turn.batches} batches that are posted are not its first ones`);
  if (!turn.closed) return;
  const { tally } = transcriptTally(transcript);
  const tallyHash = keccak256(encodePacked(["uint256[]"], [tally]));
  refuse(
    turn.batches + 1 === points.length && turn.tallyHash === tallyHash,
    "it was closed with another tally",
  );
}
