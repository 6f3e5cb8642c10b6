/** What the replay of a bundle found, as lines. */
import { ensure } from "../errors/index.js";
import type { ProcessView } from "../ledger/index.js";
import { type Found, grouped, many } from "./lines.js";
import type { BundleReplay } from "./replay.js";

/** `history`. @throws PsephosError `audit/history`: too few oracles declared the process */
export function historyLine({ applied }: BundleReplay, view: ProcessView | undefined): Found {
  ensure(view, "audit/history", "the process was never declared: too few oracles attest it");
  const { attestations, registrations, messages } = applied;
  const { sequence, keyAt } = view.record;
  const parts = [
    `${many(attestations, "attestation")} of oracles ${attestations === 1 ? "makes" : "make"} ${many(sequence, "event")} of the process`,
    ...(registrations > 0 ? [many(registrations, "registration")] : []),
    ...(messages > 0 ? [`${many(messages, "message")} of keykeepers`] : []),
  ];
  const key = keyAt > 0 ? ` The key of the ballots was there from block ${grouped(keyAt)}.` : "";
  return {
    text: `${parts.join(", ")}: each is signed, and came when the rules take it.${key}`,
    figures: { ...applied, events: sequence },
  };
}

/** `votes`. */
export function votesLine({ applied: { votes } }: BundleReplay, { record }: ProcessView): Found {
  const included = record.logSize - votes;
  const more = included > 0 ? ` ${many(included, "more vote")} came through the EVM.` : "";
  const { startedAt, endedAt } = record;
  const when = startedAt > 0 ? ` (blocks ${grouped(startedAt)} to ${grouped(endedAt - 1)})` : "";
  return {
    text: `${many(votes, "vote")}, each cast while the process took votes${when}, and none twice.${more}`,
    figures: { votes, included, startedAt, endedAt },
  };
}

/** `proofs`. */
export function proofsLine(
  { applied: { votes } }: BundleReplay,
  { record, declaration }: ProcessView,
): Found {
  const { anonymous, encryptedVotes } = declaration.params.envelopeType;
  const included = record.logSize - votes;
  const more =
    included > 0
      ? ` The proofs of the ${grouped(included)} that came through the EVM are in its transactions: the line rollup says whether these are in the bundle.`
      : "";
  const held = votes === 1 ? "holds" : "hold";
  const text = anonymous
    ? `${many(votes, "proof")} ${held}: each vote is of somebody in the census, with no more than their weight${encryptedVotes ? "" : ", and its ballot is the one that was proved"}.`
    : `${many(votes, "signature")} ${held}: each vote is its voter's, who may vote with this weight.`;
  return { text: text + more, figures: { proofs: votes, included } };
}
