/** The key ceremony of a process as the door shows it, with the keykeepers that it waits for. */
import { base64 } from "@scure/base";
import { toHex } from "../bytes/index.js";
import { type KeyCeremony, type LedgerState, type ProcessView, readCeremony } from "../ledger/index.js";
import { encodeDeal } from "../seal/index.js";
import type { KeysAnswer } from "./schemas.js";

type CeremonyJson = NonNullable<KeysAnswer["ceremony"]>;
type Missing = KeysAnswer["missing"][number];

/** The values of the places, from 1, that have one. */
const placed = <T>(values: readonly (T | null)[]) =>
  values.flatMap((value, i) => (value === null ? [] : [{ place: i + 1, value }]));

function ceremonyJson(state: KeyCeremony): CeremonyJson {
  const { kind, round, deadline } = state;
  if (state.kind === "layered") {
    const { addresses } = state.keykeepers;
    const dealt = placed(state.publicKeys);
    const isDone = dealt.length === addresses.length;
    return {
      kind,
      round,
      deadline,
      phase: state.phase,
      keykeepers: addresses,
      threshold: addresses.length,
      confirmations: 0,
      deals: dealt.map(({ place, value }) => ({ place, deal: base64.encode(value) })),
      removed: [],
      confirmed: [],
      publicKeys: isDone ? dealt.map(({ value }) => toHex(value)) : [],
      revealed: placed(state.secretKeys).map(({ place, value }) => ({ place, secret: toHex(value) })),
    };
  }
  const { addresses, threshold, confirmations } = state.keykeepers;
  const { phase, deals, removed, confirmed, key } = state.ceremony;
  return {
    kind,
    round,
    deadline,
    phase,
    keykeepers: addresses,
    threshold,
    confirmations,
    deals: deals.map((deal) => ({ place: deal.dealer, deal: base64.encode(encodeDeal(deal)) })),
    removed,
    confirmed,
    publicKeys: key ? [toHex(key.publicKey)] : [],
    revealed: state.shares.map(({ place, share }) => ({ place, secret: toHex(share) })),
  };
}

/** The messages that the process waits for: those of the present part, and after the end those that open the ballots. */
function missingOf({ phase, record }: ProcessView, ceremony: CeremonyJson): Missing[] {
  const without = (have: readonly number[], message: Missing["message"], by: number | null): Missing[] =>
    ceremony.keykeepers
      .map((keykeeper, i) => ({ place: i + 1, keykeeper, message, by }))
      .filter(({ place }) => !have.includes(place));
  if (phase === "waiting" && ceremony.phase === "deal")
    return without(
      ceremony.deals.map(({ place }) => place),
      "deal",
      ceremony.deadline,
    );
  if (phase === "waiting" && ceremony.phase === "confirm")
    return without(ceremony.confirmed, "confirmation", ceremony.deadline);
  const opens = phase === "ended" && record.keyAt > 0 && record.logSize > 0 && record.rollup !== "open";
  return opens && ceremony.revealed.length < ceremony.threshold
    ? without(
        ceremony.revealed.map(({ place }) => place),
        "reveal",
        null,
      )
    : [];
}

export function keysJson(state: LedgerState, process: ProcessView): KeysAnswer {
  const read = readCeremony(state, state, process.record);
  const ceremony = read ? ceremonyJson(read) : null;
  return {
    processId: process.record.processId,
    ceremony,
    missing: ceremony ? missingOf(process, ceremony) : [],
  };
}
