// What the cases of cases.json are about: the chain's heights, and the kinds of vote.

export const START = 6; // of processes with AUTO_START; READY of those that are started by hand
export const COUNT = 4; // blocks
export const END = START + COUNT;
export const GRACE = 3;
/** Moments around the start and the end: before, at, after. */
export const MOMENTS = [START - 1, START, START + 1, END - 1, END, END + 1];
export const timely = (at, start = START, end = END) =>
  at < start ? "ledger/not-started" : at < end ? "accepted" : "ledger/ended";

// --- kinds of vote
const TOKEN_NAMES = { 11: "ERC-20", 12: "ERC-721", 13: "ERC-1155", 14: "ERC-777", 15: "MiniMe" };
const tokenOrigins = Object.keys(TOKEN_NAMES).map(Number);
export const registered = [{ at: 2, register: "ada", expect: "accepted" }];
const anonymousCodes = { stranger: "ledger/proof-refused", weight: "ledger/proof-refused", elsewhere: "ledger/proof-refused" };
const namedCodes = { stranger: "ledger/not-eligible", weight: "ledger/not-eligible", elsewhere: "ledger/signature" };
const unweighted = { ...namedCodes, weight: "ledger/weight" };
/** `own`: the eligibility that its voters show; `bob`: his weight; `moves`: its entity may change its status. */
export const KINDS = [
  { kind: "by name", part: { anonymous: false }, codes: namedCodes, own: "member", bob: 2, moves: true },
  { kind: "anonymous", part: { anonymous: true }, codes: anonymousCodes, bob: 2, moves: true },
  { kind: "by name, weights of 1", part: { anonymous: false, origin: 1 }, codes: unweighted, own: "member", bob: 1, moves: true },
  { kind: "anonymous, weights of 1", part: { anonymous: true, origin: 1 }, codes: anonymousCodes, bob: 1, moves: true },
  {
    kind: "by certificate",
    part: { anonymous: false, origin: 3, authority: "ecdsa" },
    codes: namedCodes,
    own: "certified",
    bob: 2,
    moves: true,
  },
  {
    kind: "by blind signature",
    part: { anonymous: false, origin: 3, authority: "blind" },
    codes: unweighted,
    own: "blind",
    bob: 1,
    moves: true,
  },
  ...tokenOrigins.map((origin) => ({
    kind: `by ${TOKEN_NAMES[origin]} balance`,
    part: { anonymous: false, origin, interruptible: false },
    codes: namedCodes,
    own: "holder",
    bob: 2,
  })),
  {
    kind: "anonymous after registration",
    part: { anonymous: true, flags: ["preRegister"] },
    codes: anonymousCodes,
    bob: 2,
    moves: true,
    before: registered,
  },
  ...[1, 3, ...tokenOrigins].map((origin) => ({
    kind: `anonymous after registration, ${{ 1: "weights of 1", 3: "by certificate" }[origin] ?? `by ${TOKEN_NAMES[origin]} balance`}`,
    part: {
      anonymous: true,
      origin,
      flags: ["preRegister"],
      ...(origin === 3 ? { authority: "ecdsa" } : {}),
      ...(origin > 3 ? { interruptible: false } : {}),
    },
    codes: anonymousCodes,
    bob: origin === 1 ? 1 : 2,
    moves: origin <= 3,
    before: registered,
  })),
];

export function processOf({ part }, flags = [], change = {}) {
  return {
    ...part,
    flags: [...(part.flags ?? []), ...flags],
    startBlock: START,
    blockCount: COUNT,
    overwrites: 0,
    ...change,
  };
}
