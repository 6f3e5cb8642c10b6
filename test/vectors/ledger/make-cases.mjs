// Writes cases.json: which messages the voting chain takes at which height, and with which code it refuses the others.
// The right answers are worked out here from the heights alone, by docs/voting-chain.md; no code of the state machine is used.
//     node test/vectors/ledger/make-cases.mjs
import { writeFileSync } from "node:fs";

const START = 6; // of processes with AUTO_START; READY of those that are started by hand
const COUNT = 4; // blocks
const END = START + COUNT;
const GRACE = 3;
const cases = [];

const add = (name, process, steps) => cases.push({ name, process, steps: steps.sort((a, b) => a.at - b.at) });

/** Moments around the start and the end: before, at, after. */
const MOMENTS = [START - 1, START, START + 1, END - 1, END, END + 1];
const timely = (at, start = START, end = END) =>
  at < start ? "ledger/not-started" : at < end ? "accepted" : "ledger/ended";

const votes = [
  ["by name", { anonymous: false }],
  ["anonymous", { anonymous: true }],
];

for (const [kind, { anonymous }] of votes) {
  const base = { anonymous, flags: [], startBlock: START, blockCount: COUNT, overwrites: 0 };
  const other = { vote: "ada", kind: anonymous ? "named" : "anonymous" };

  for (const at of MOMENTS) {
    add(`${kind}, AUTO_START: a vote at ${at}`, base, [{ at, vote: "ada", expect: timely(at) }]);
    add(`${kind}, started by hand: a vote at ${at}`, { ...base, byHand: true }, [
      { at: START, status: "READY", expect: "final" },
      { at, vote: "ada", expect: timely(at) },
    ]);
    add(`${kind}: a vote of the other kind at ${at}`, base, [{ at, ...other, expect: "ledger/vote-kind" }]);
    // By hand, paused time is not added; the status decides within the blocks, and the blocks end all.
    add(`${kind}, paused from ${START + 1} to ${START + 2}: a vote at ${at}`, base, [
      { at: START + 1, status: "PAUSED", expect: "final" },
      { at: START + 2, status: "READY", expect: "final" },
      { at, vote: "ada", expect: at === START + 1 ? "ledger/paused" : timely(at) },
    ]);
    add(`${kind}, paused from ${START + 1} on: a vote at ${at}`, base, [
      { at: START + 1, status: "PAUSED", expect: "final" },
      { at, vote: "ada", expect: at > START && at < END ? "ledger/paused" : timely(at) },
    ]);
    for (const [status, code] of [
      ["ENDED", "ledger/ended"],
      ["CANCELED", "ledger/canceled"],
    ])
      add(`${kind}, ${status} at ${START + 1}: a vote at ${at}`, base, [
        { at: START + 1, status, expect: "final" },
        { at, vote: "ada", expect: at > START ? code : timely(at) },
      ]);
    add(`${kind}, without an end: a vote at ${at}`, { ...base, blockCount: 0 }, [
      { at, vote: "ada", expect: at < START ? "ledger/not-started" : "accepted" },
    ]);
    add(`${kind}, READY again at ${START + 1} after a pause before the start: a vote at ${at}`, base, [
      { at: 3, status: "PAUSED", expect: "final" },
      { at: START + 1, status: "READY", expect: "final" },
      { at, vote: "ada", expect: timely(at, START + 1, END + 1) },
    ]);
  }

  add(`${kind}: overwrites`, { ...base, overwrites: 2 }, [
    { at: START, vote: "ada", nonce: 1, label: "first", expect: "accepted" },
    { at: START, repeat: "first", expect: "repeated" },
    { at: START, vote: "ada", nonce: 0, choice: 2, expect: "ledger/superseded" },
    { at: START, vote: "ada", nonce: 1, choice: 2, expect: "ledger/superseded" },
    { at: START, vote: "ada", nonce: 3, expect: "ledger/overwrites" },
    { at: START + 1, vote: "ada", nonce: 2, choice: 3, expect: "accepted" },
    { at: START + 1, repeat: "first", expect: "ledger/superseded" },
    { at: START + 1, vote: "bob", expect: "accepted" },
    { at: END, results: ["0", "2", "0", "1"], invalid: "0" },
  ]);
  add(`${kind}: no overwrites`, base, [
    { at: START, vote: "ada", choice: 2, label: "first", expect: "accepted" },
    { at: START + 1, repeat: "first", expect: "repeated" },
    { at: START + 1, vote: "ada", nonce: 1, expect: "ledger/overwrites" },
    { at: END, repeat: "first", expect: "ledger/ended" },
    { at: END, results: ["0", "0", "1", "0"], invalid: "0" },
  ]);
  add(`${kind}: another weight, and a voter who is not in the census`, base, [
    { at: START, vote: "ada", weight: 2, expect: anonymous ? "ledger/proof-refused" : "ledger/not-eligible" },
    { at: START, vote: "eve", expect: anonymous ? "ledger/proof-refused" : "ledger/not-eligible" },
    { at: START, vote: "ada", census: "first", expect: "ledger/census-root" },
    { at: START, vote: "ada", keys: [0], expect: "ledger/sealed-ballot" },
  ]);

  // A census that is replaced at START + 1 is taken before START + 1 + GRACE.
  for (const at of [START, START + 1, START + GRACE, START + 1 + GRACE])
    for (const census of ["first", "second"]) {
      const fresh = census === "second";
      const taken = fresh ? at > START : at < START + 1 + GRACE;
      add(
        `${kind}, DYNAMIC_CENSUS: a vote for the ${census} census at ${at}`,
        { ...base, flags: ["dynamicCensus"], blockCount: 10 },
        [
          { at: START + 1, census: "second", expect: "final" },
          { at, vote: "ada", census, expect: taken ? "accepted" : "ledger/stale-root" },
          { at, vote: "bob", expect: "ledger/census-root" },
        ],
      );
    }

  add(`${kind}, SERIAL: a vote for each question as it is opened`, { ...base, flags: ["serial"], questions: 2 }, [
    { at: START, vote: "ada", choice: 1, expect: "accepted" },
    { at: START, vote: "bob", choice: 1, question: 1, expect: anonymous ? "ledger/proof-refused" : "ledger/signature" },
    { at: START + 1, question: "next", expect: "final" },
    { at: START + 1, vote: "ada", choice: 2, expect: "accepted" },
    { at: START + 1, vote: "bob", choice: 2, question: 0, expect: anonymous ? "ledger/proof-refused" : "ledger/signature" },
    { at: START + 2, question: "next", expect: "final" },
    { at: START + 2, vote: "bob", expect: "ledger/ended" },
    { at: START + 2, results: ["0", "1", "0", "0", "0", "0", "1", "0"], invalid: "0" },
  ]);

  // Declared at 1: deals in 2, complaints from 3, confirmations from 5, the key at 7, votes from 8 on.
  const sealed = { ...base, flags: ["encryptedVotes"], startBlock: 1, keykeepers: { threshold: 2, of: 3 } };
  const ceremony = [
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

// Registration until the start; the window of 4 blocks after the declaration at 1 ends at 5.
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
add(
  "PRE_REGISTER: who registered votes, and nobody else",
  { anonymous: true, flags: ["preRegister"], startBlock: START, blockCount: COUNT, overwrites: 0 },
  [
    { at: 2, register: "ada", expect: "accepted" },
    { at: 2, register: "ada", nonce: 1, expect: "accepted" },
    { at: 3, register: "ada", nonce: 0, expect: "ledger/registered" },
    { at: 3, register: "eve", expect: "ledger/not-eligible" },
    { at: 3, vote: "ada", expect: "ledger/not-started" },
    { at: START, vote: "ada", expect: "accepted" },
    { at: START, vote: "bob", expect: "ledger/proof-refused" },
    { at: END, results: ["0", "1", "0", "0"], invalid: "0" },
  ],
);

const about = [
  "Cases for the rules of docs/voting-chain.md; written by make-cases.mjs. Each begins with a chain without an EVM, whose oracles declare one process that becomes final in block 1.",
  "A step is a message in the block `at`; steps of one block are in its order, and blocks between are empty. `expect` is accepted, repeated, final (attested by enough oracles), or the code of the refusal.",
  "Voters: ada (weight 1) and bob (weight 2) are in both censuses, eve is in none; carol is in the second alone. A vote chooses `choice` (1) of the values 0 to 3, has number `nonce` (0), is for the open question, names no census, and is valid but for what the step says.",
  "`keys`: sealed for these keys. `repeat`: the same bytes as the step with this label. `results`: all counts after the block, in order, and the weight of invalid ballots; null where there are none.",
  "READY after a change of status is by the attestation's block. A process is interruptible; `byHand`: without AUTO_START.",
];
const chain = {
  startDelay: 2,
  registrationWindow: 4,
  rootGrace: GRACE,
  dealWindow: 2,
  complainWindow: 2,
  confirmWindow: 2,
};
const text = `{\n "about": ${JSON.stringify(about)},\n "chain": ${JSON.stringify(chain)},\n "cases": [\n${cases
  .map((one) => `  ${JSON.stringify(one)}`)
  .join(",\n")}\n ]\n}\n`;
writeFileSync(new URL("cases.json", import.meta.url), text);
