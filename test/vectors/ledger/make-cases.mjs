// Writes cases.json: which messages the voting chain takes at which height, and with which code it refuses the others.
// The right answers are worked out here from the heights alone, by docs/voting-chain.md; no code of the state machine is used.
// Run: npm --prefix test/vectors ci && npm --prefix test/vectors run make
import { writeFileSync } from "node:fs";
import { COUNT, END, GRACE, KINDS, MOMENTS, processOf, registered, START, timely } from "./case-kinds.mjs";
import { add, cases } from "./case-list.mjs";
import { ceremony, early, layered, layeredRounds, THRESHOLD, threshold } from "./case-sealed.mjs";
import { AUTHORITIES, BLOCK_OF_TOKENS, TOKENS, VOTERS } from "./case-voters.mjs";
import { ballots, dynamic, moments, overwrites, serial, strangers } from "./case-votes.mjs";

for (const it of KINDS) {
  const { kind, part, moves, before } = it;
  overwrites(it);
  strangers(it);
  // Other weights, tokens and registrations change nothing about moments, flags and keys.
  if (part.origin === 1 || part.origin > 11 || (before && part.origin)) {
    const votes = MOMENTS.map((at, nonce) => ({ at, vote: "ada", nonce, expect: timely(at) }));
    const process = processOf(it, [], { overwrites: MOMENTS.length });
    add(`${kind}: votes around the start and the end`, process, [...(before ?? []), ...votes]);
    continue;
  }
  moments(it);
  ballots(it);
  layered(it);
  if (!moves) continue;
  serial(it);
  if (before) continue;
  if (part.authority !== "blind") dynamic(it);
  if (part.origin === undefined) threshold(it);
  layeredRounds(it);
}

add("by blind signature: no more voters than the authority said", processOf(KINDS.find(({ own }) => own === "blind"), [], { overwrites: 1 }), [
  { at: START, vote: "ada", expect: "accepted" },
  { at: START, vote: "bob", expect: "accepted" },
  { at: START, vote: "carol", expect: "ledger/full" },
  { at: START + 1, vote: "ada", nonce: 1, choice: 3, expect: "accepted" },
  { at: END, results: ["0", "1", "0", "1"], invalid: "0" },
]);
for (const census of ["first", "second"])
  add(`by blind signature, DYNAMIC_CENSUS: its key is not replaced (${census})`, processOf(KINDS.find(({ own }) => own === "blind"), ["dynamicCensus"]), [
    { at: 3, census, expect: "ledger/blind-key" },
    { at: START, vote: "ada", expect: "accepted" },
  ]);
add("by name, ENCRYPTED_METADATA: changes nothing for votes", processOf(KINDS[0], ["encryptedMetadata"]), [
  { at: START, vote: "ada", expect: "accepted" },
  { at: END, results: ["0", "1", "0", "0"], invalid: "0" },
]);
add("by name, not interruptible: its entity resumes it and nothing else", processOf(KINDS[0], [], { byHand: true, interruptible: false }), [
  { at: 3, status: "ENDED", expect: "ledger/move" },
  { at: 3, status: "READY", expect: "final" },
  { at: 3, status: "PAUSED", expect: "ledger/move" },
  { at: 3, vote: "ada", expect: "accepted" },
]);

// --- registration until the start; the window of 4 blocks after the declaration at 1 ends at 5
for (const [at, start] of [
  [START - 1, START],
  [START, START],
  [4, 5],
  [5, 5],
]) {
  const process = { anonymous: true, flags: ["preRegister"], startBlock: start === 5 ? 1 : START, blockCount: COUNT, overwrites: 0 };
  add(`PRE_REGISTER, start at ${start}: a registration at ${at}`, process, [
    { at, register: "ada", expect: at < start ? "accepted" : "ledger/registration-over" },
  ]);
}
for (const it of KINDS.filter(({ before }) => before)) {
  const { kind, bob } = it;
  add(`${kind}: who registered votes, and nobody else`, processOf(it), [
    ...registered,
    { at: 2, register: "ada", nonce: 1, expect: "accepted" },
    { at: 3, register: "ada", nonce: 0, expect: "ledger/registered" },
    { at: 3, register: "eve", expect: "ledger/not-eligible" },
    { at: 3, register: "bob", weight: 7, expect: bob === 1 ? "ledger/weight" : "ledger/not-eligible" },
    { at: 3, vote: "ada", expect: "ledger/not-started" },
    { at: START, vote: "ada", expect: "accepted" },
    { at: START, vote: "bob", expect: "ledger/proof-refused" },
    { at: END, results: ["0", "1", "0", "0"], invalid: "0" },
  ]);
}
add("PRE_REGISTER, ENCRYPTED_VOTES by t of n: registrations during the ceremony, votes after it", { ...processOf(KINDS[1], ["preRegister", "encryptedVotes"], early), keykeepers: THRESHOLD }, [
  ...ceremony,
  { at: 6, register: "bob", expect: "accepted" },
  { at: 7, register: "ada", expect: "accepted" },
  { at: 8, register: "ada", nonce: 1, expect: "ledger/registration-over" },
  { at: 8, vote: "ada", keys: [0], expect: "accepted" },
  { at: 8, vote: "bob", choice: 2, keys: [0], expect: "accepted" },
  { at: 12, reveal: 3, expect: "accepted" },
  { at: 12, reveal: 1, expect: "accepted" },
  { at: 12, results: ["0", "1", "2", "0"], invalid: "0" },
]);

// --- declarations that the chain refuses: then the process is unknown
const refused = (name, process, declared) =>
  add(`refused: ${name}`, process, [{ at: START, vote: "ada", expect: "ledger/no-process" }], { declared });
const [named, anonymous] = KINDS;
const certificate = KINDS.find(({ own }) => own === "certified");
const blind = KINDS.find(({ own }) => own === "blind");
for (const it of KINDS.filter(({ own }) => own === "holder")) {
  for (const snapshot of ["none", "another token"]) refused(`${it.kind}, snapshot: ${snapshot}`, processOf(it, [], { snapshot }), "ledger/snapshot");
  if (it.part.origin !== 11) continue;
  for (const snapshot of ["another number", "another hash", "another root", "no account proof"])
    refused(`${it.kind}, snapshot: ${snapshot}`, processOf(it, [], { snapshot }), "ledger/snapshot");
  refused(`${it.kind}, DYNAMIC_CENSUS`, processOf(it, ["dynamicCensus"]), "process/evm-census-dynamic");
  refused(`${it.kind}, SERIAL`, processOf(it, ["serial"], { questions: 2 }), "process/evm-census-serial");
  refused(`${it.kind}, by hand`, processOf(it, [], { byHand: true }), "process/evm-census-needs-auto-start");
  refused(`${it.kind}, interruptible`, processOf(it, [], { interruptible: true }), "process/evm-census-interruptible");
  refused(`${it.kind}, anonymous`, processOf(it, [], { anonymous: true }), "process/evm-census-anonymous-needs-pre-register");
  refused(`${it.kind}, of another entity`, processOf(it, [], { entity: "another" }), "ledger/entity");
}
refused("by name, with a snapshot", processOf(named, [], { snapshot: "unneeded" }), "ledger/snapshot");
refused("by certificate, anonymous", processOf(certificate, [], { anonymous: true }), "ledger/unsupported");
refused("by blind signature, PRE_REGISTER", processOf(blind, ["preRegister"], { anonymous: true }), "ledger/unsupported");
for (const it of [named, anonymous, certificate, blind])
  refused(`${it.kind}, ENCRYPTED_VOTES without keykeepers`, processOf(it, ["encryptedVotes"]), "ledger/no-keykeepers");
refused("by name, PRE_REGISTER", processOf(named, ["preRegister"]), "process/pre-register-needs-anonymous");
for (const it of [certificate, blind, KINDS[2], KINDS[3]])
  refused(`${it.kind}, COST_FROM_WEIGHT`, processOf(it, ["costFromWeight"]), "process/cost-from-weight-needs-weights");
refused("by name, not interruptible and without an end", processOf(named, [], { interruptible: false, blockCount: 0 }), "process/block-count-missing");

const about = [
  "Cases for the rules of docs/voting-chain.md; written by make-cases.mjs. Each begins with a chain without an EVM, whose oracles declare one process that becomes final in block 1; where `declared` is a code, they are refused with it.",
  "A step is a message in the block `at`; steps of one block are in its order, and blocks between are empty. `expect` is accepted, repeated, final (attested by enough oracles), or the code of the refusal.",
  "Voters: `key` is the private key, `identity` the secret of the identity. ada and bob are in both censuses, eve is in none; carol is in the second alone. In censuses of origin 1 and of a blind authority everybody weighs 1. A vote chooses `choice` (1) or `choices` of the values 0 to 3, has number `nonce` (0), is for the open question, names no census, and is valid but for what the step says.",
  "`origin` (2): of the census. Census trees have 3 levels, with their members in the order of `voters`; a tree's leaf is the voter's address, or the identity's commitment where votes are anonymous without PRE_REGISTER. Whoever is not in the census shows the first member's eligibility.",
  "`authority`: of origin 3. The certificates of `ecdsa` are signed with `secret`; those of `blind` are given, as its signatures are over addresses alone. Origins from 11 on: `tokens` in `block`, with the proofs of the balances; the process belongs to the token. `snapshot`: what is wrong with it. `as`: the kind of eligibility that is shown.",
  "`keys`: sealed for these keys, with another `length` where it says so. `keykeepers`: `threshold` of `of`, or `layers`; each has keys of its own that the test makes. `deal`, `confirm`, `reveal`: by the keykeeper at this place, in the present round or in `round`.",
  "`census`: whose eligibility is shown; a vote names its root where the census is a tree, or where it says `names`. `repeat`: the same bytes as the step with this label. `results`: all counts after the block, in order, and the weight of invalid ballots; null where there are none.",
  "READY after a change of status is by the attestation's block. A process is interruptible unless it says otherwise; `byHand`: without AUTO_START.",
];
const chain = {
  startDelay: 2,
  registrationWindow: 4,
  rootGrace: GRACE,
  dealWindow: 2,
  complainWindow: 2,
  confirmWindow: 2,
};
const parts = { about, chain, voters: VOTERS, authorities: AUTHORITIES, block: BLOCK_OF_TOKENS, tokens: TOKENS };
const head = Object.entries(parts).map(([key, value]) => ` "${key}": ${JSON.stringify(value)},\n`);
const body = cases.map((one) => `  ${JSON.stringify(one)}`).join(",\n");
writeFileSync(new URL("cases.json", import.meta.url), `{\n${head.join("")} "cases": [\n${body}\n ]\n}\n`);
