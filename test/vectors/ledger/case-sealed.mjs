// Cases of sealed ballots: keykeepers' messages and votes in their windows.
import { COUNT, processOf } from "./case-kinds.mjs";
import { add } from "./case-list.mjs";

// --- sealed ballots, by t of n keykeepers
// Declared at 1: deals in 2, complaints from 3, confirmations from 5, the key at 7, votes from 8 on.
export const THRESHOLD = { threshold: 2, of: 3 };
export const ceremony = [
  { at: 2, deal: 1, expect: "accepted" },
  { at: 2, deal: 1, expect: "seal/dealt-twice" },
  { at: 2, confirm: 1, expect: "seal/window" },
  { at: 2, deal: 2, expect: "accepted" },
  { at: 3, deal: 3, expect: "seal/window" },
  { at: 5, confirm: 1, expect: "accepted" },
  { at: 6, confirm: 3, expect: "accepted" },
  { at: 6, confirm: 3, expect: "seal/confirmed-twice" },
  { at: 7, confirm: 2, expect: "seal/window" },
];
export const early = { startBlock: 1 };

export function threshold(it) {
  const { kind } = it;
  const sealed = processOf(it, ["encryptedVotes"], { ...early, keykeepers: THRESHOLD });
  add(`${kind}, ENCRYPTED_VOTES: the ceremony, votes and shares in their windows`, sealed, [
    ...ceremony,
    { at: 7, vote: "ada", keys: [0], expect: "ledger/not-started" },
    { at: 8, vote: "ada", keys: [0], expect: "accepted" },
    { at: 8, vote: "bob", keys: [], expect: "ledger/key-indexes" },
    { at: 8, vote: "bob", keys: [1], expect: "ledger/key-indexes" },
    { at: 11, reveal: 1, expect: "ledger/too-early" },
    { at: 12, vote: "bob", keys: [0], expect: "ledger/ended" },
    { at: 12, reveal: 1, expect: "accepted" },
    { at: 12, reveal: 1, expect: "ledger/revealed" },
    { at: 12, results: null },
    { at: 13, reveal: 3, expect: "accepted" },
    { at: 13, results: ["0", "1", "0", "0"], invalid: "0" },
    { at: 14, reveal: 2, expect: "ledger/revealed" },
  ]);
  add(`${kind}, ENCRYPTED_VOTES: CANCELED before the shares`, sealed, [
    ...ceremony,
    { at: 8, vote: "ada", keys: [0], expect: "accepted" },
    { at: 9, status: "CANCELED", expect: "final" },
    { at: 12, reveal: 1, expect: "ledger/canceled" },
    { at: 12, results: null },
  ]);
  add(`${kind}, ENCRYPTED_VOTES: three rounds without deals end it`, sealed, [
    { at: 3, deal: 1, expect: "accepted" },
    { at: 3, round: 0, deal: 2, expect: "ledger/round" },
    { at: 7, deal: 1, expect: "ledger/ended" },
    { at: 7, vote: "ada", keys: [0], expect: "ledger/ended" },
    { at: 7, results: ["0", "0", "0", "0"], invalid: "0" },
  ]);
}

// --- sealed ballots, in layers of all keykeepers
// Declared at 1: keys in 2, all of them at 3, votes from 4 to 7.
const LAYERS = { layers: 2 };
const bothDeal = [
  { at: 2, deal: 1, expect: "accepted" },
  { at: 2, deal: 2, expect: "accepted" },
];
const bothReveal = (at) => [
  { at, reveal: 2, expect: "accepted" },
  { at: at + 1, reveal: 1, expect: "accepted" },
];

export function layered(it) {
  const { kind } = it;
  // A registration window of 4 blocks ends at 5.
  const from = it.before ? 5 : 4;
  const end = from + COUNT;
  const before = it.before ?? [];
  const sealed = processOf(it, ["encryptedVotes"], { ...early, keykeepers: LAYERS, overwrites: 1 });
  add(`${kind}, ENCRYPTED_VOTES in layers: keys, votes and revealed keys in their windows`, sealed, [
    ...before,
    { at: 2, deal: 1, expect: "accepted" },
    { at: 2, deal: 1, expect: "seal/dealt-twice" },
    { at: 2, confirm: 1, expect: "ledger/no-ceremony" },
    { at: 2, deal: 2, expect: "accepted" },
    { at: 3, deal: 1, expect: "seal/window" },
    { at: from - 1, vote: "ada", keys: [0, 1], expect: "ledger/not-started" },
    { at: from, vote: "ada", keys: [0, 1], expect: "accepted" },
    ...[[], [0], [0, 1, 2]].map((keys) => ({ at: from, vote: "ada", nonce: 1, keys, expect: "ledger/key-indexes" })),
    { at: from, vote: "ada", nonce: 1, keys: [0, 1], length: 100, expect: "ledger/sealed-length" },
    { at: from, vote: "eve", keys: [0, 1], expect: it.codes.stranger },
    { at: end - 1, vote: "ada", nonce: 1, choice: 2, keys: [0, 1], expect: "accepted" },
    { at: end - 1, reveal: 1, expect: "ledger/too-early" },
    { at: end, vote: "ada", keys: [0, 1], expect: "ledger/ended" },
    { at: end, reveal: 1, expect: "accepted" },
    { at: end, reveal: 1, expect: "ledger/revealed" },
    { at: end, results: null },
    { at: end + 1, reveal: 2, expect: "accepted" },
    { at: end + 1, results: ["0", "0", "1", "0"], invalid: "0" },
    { at: end + 2, reveal: 2, expect: "ledger/revealed" },
  ]);
}

/** What only needs to be shown once for each way to vote. */
export function layeredRounds(it) {
  const { kind, part } = it;
  const sealed = processOf(it, ["encryptedVotes"], { ...early, keykeepers: LAYERS });
  add(`${kind}, ENCRYPTED_VOTES in layers: a second round, where not all dealt in the first`, sealed, [
    { at: 2, deal: 1, expect: "accepted" },
    { at: 3, round: 0, deal: 2, expect: "ledger/round" },
    { at: 3, deal: 2, expect: "accepted" },
    { at: 4, deal: 1, expect: "accepted" },
    { at: 5, vote: "ada", keys: [0, 1], expect: "ledger/not-started" },
    { at: 6, vote: "ada", keys: [0, 1], expect: "accepted" },
    { at: 10, reveal: 2, expect: "accepted" },
    { at: 10, reveal: 1, expect: "accepted" },
    { at: 10, results: ["0", "1", "0", "0"], invalid: "0" },
  ]);
  add(`${kind}, ENCRYPTED_VOTES in layers: without votes it waits for no keys`, sealed, [
    ...bothDeal,
    { at: 7, results: null },
    { at: 8, reveal: 1, expect: "ledger/revealed" },
    { at: 8, results: ["0", "0", "0", "0"], invalid: "0" },
  ]);
  add(`${kind}, ENCRYPTED_VOTES in layers: three rounds without all keys end it`, sealed, [
    ...[2, 3, 5].map((at) => ({ at, deal: 1, expect: "accepted" })),
    { at: 6, vote: "ada", keys: [0, 1], expect: "ledger/not-started" },
    { at: 7, deal: 2, expect: "ledger/ended" },
    { at: 7, reveal: 1, expect: "ledger/revealed" },
    { at: 7, vote: "ada", keys: [0, 1], expect: "ledger/ended" },
    { at: 7, results: ["0", "0", "0", "0"], invalid: "0" },
  ]);
  for (const [status, code] of [
    ["CANCELED", "ledger/canceled"],
    ["PAUSED", "ledger/too-early"],
  ])
    add(`${kind}, ENCRYPTED_VOTES in layers: ${status} after a vote`, sealed, [
      ...bothDeal,
      { at: 4, vote: "ada", keys: [0, 1], expect: "accepted" },
      { at: 5, status, expect: "final" },
      { at: 5, vote: "bob", keys: [0, 1], expect: status === "PAUSED" ? "ledger/paused" : "ledger/canceled" },
      { at: 6, reveal: 1, expect: code },
      { at: 6, results: null },
    ]);
  add(`${kind}, ENCRYPTED_VOTES in layers: ENDED by hand, then the keys`, sealed, [
    ...bothDeal,
    { at: 4, vote: "ada", keys: [0, 1], expect: "accepted" },
    { at: 5, reveal: 1, expect: "ledger/too-early" },
    { at: 5, status: "ENDED", expect: "final" },
    ...bothReveal(5),
    { at: 6, results: ["0", "1", "0", "0"], invalid: "0" },
  ]);
  add(`${kind}, ENCRYPTED_VOTES in layers, SERIAL: a ballot for each question`, { ...sealed, flags: [...sealed.flags, "serial"], questions: 2 }, [
    ...bothDeal,
    { at: 4, vote: "ada", keys: [0, 1], expect: "accepted" },
    { at: 5, question: "next", expect: "final" },
    { at: 5, vote: "ada", choice: 2, keys: [0, 1], expect: "accepted" },
    { at: 8, results: null },
    ...bothReveal(8),
    { at: 9, results: ["0", "1", "0", "0", "0", "0", "1", "0"], invalid: "0" },
  ]);
  if (part.authority) return;
  add(`${kind}, ENCRYPTED_VOTES in layers, DYNAMIC_CENSUS: a vote for each census`, { ...sealed, flags: [...sealed.flags, "dynamicCensus"] }, [
    ...bothDeal,
    { at: 4, vote: "ada", census: "first", keys: [0, 1], expect: "accepted" },
    { at: 5, census: "second", expect: "final" },
    { at: 5, vote: "bob", census: "first", choice: 2, keys: [0, 1], expect: "accepted" },
    { at: 7, vote: "carol", census: "second", choice: 3, keys: [0, 1], expect: "accepted" },
    ...bothReveal(8),
    { at: 9, results: ["0", "1", `${it.bob}`, "1"], invalid: "0" },
  ]);
}
