/** A transaction of each kind, with nothing behind its signatures: for tests of the binary form. */
import type { Hex } from "../../../src/bytes/index.js";
import type { Attested, Transaction } from "../../../src/ledger/index.js";
import { CensusOrigin, Status } from "../../../src/process/index.js";
import { council, layers } from "./council.js";
import { person } from "./people.js";
import { testGenesis, testParams } from "./world.js";

const bytes = (length: number, fill = 1) => new Uint8Array(length).fill(fill);
const ID: Hex = `0x${"12".repeat(32)}`;
const { address } = person("sample");

const content = {
  processId: ID,
  nonce: 3,
  encryptionKeyIndexes: [0, 2, 255],
  votePackage: bytes(40),
  weight: 300n,
  censusRoot: `0x${"05".repeat(32)}`,
} as const;

const eligibilities = [
  { kind: "member", nodes: [Array.from({ length: 8 }, (_, i) => BigInt(i))] },
  { kind: "holder", proofs: [[bytes(70), bytes(33)]] },
  { kind: "certified", certificate: bytes(65) },
  { kind: "blind", randomizer: bytes(32), signature: bytes(384) },
] as const;

const lists = testGenesis().lists;
const declaration = { contract: address, entity: address, index: 3n, params: testParams() };
const token = {
  ...declaration,
  params: testParams({
    censusOrigin: CensusOrigin.ERC20,
    token: address,
    evmBlockHeight: 5n,
    mode: { interruptible: false },
  }),
};

const statements: readonly Attested[] = [
  { kind: "declared", declaration, snapshot: null },
  {
    kind: "declared",
    declaration: token,
    snapshot: { blockHash: ID, header: bytes(500), accountProof: [bytes(100), bytes(50)] },
  },
  { kind: "status", status: Status.PAUSED },
  { kind: "question" },
  { kind: "census", root: ID, uri: "https://example.org/census" },
  { kind: "rollup-opened", oracles: 2 },
  {
    kind: "included",
    votes: [
      { nullifier: 5n, weight: 7n, voteHash: 8n, nonce: 1, envelopeHash: 9n, votePackage: bytes(20) },
      { nullifier: 6n, weight: 7n, voteHash: 8n, nonce: 0, envelopeHash: 9n, votePackage: null },
    ],
  },
  { kind: "inclusion-ended" },
  { kind: "lists", lists },
  { kind: "lists", lists: { ...lists, keykeepers: council(3, 2).keykeepers, validators: [ID] } },
  { kind: "lists", lists: { ...lists, keykeepers: layers(2).keykeepers } },
];

/** By a name that says what each is. */
export const SAMPLES: readonly (readonly [string, Transaction])[] = [
  ["anonymous", { kind: "anonymous", ...content, nullifier: 7n, voteHash: 8n, proof: bytes(256) }],
  ...eligibilities.map(
    (eligibility) =>
      [
        `named, ${eligibility.kind}`,
        { kind: "named", ...content, voter: address, signature: bytes(65), eligibility },
      ] as const,
  ),
  [
    "register",
    {
      kind: "register",
      processId: ID,
      nonce: 7,
      commitment: 5n,
      weight: 9n,
      voter: address,
      signature: bytes(65),
      eligibility: eligibilities[0],
    },
  ],
  ...statements.map(
    (statement, i) =>
      [
        `attest ${i}, ${statement.kind}`,
        {
          kind: "attest",
          subject: ID,
          sequence: 4,
          revision: 1,
          evmBlock: ID,
          statement,
          oracle: address,
          signature: bytes(65),
        },
      ] as const,
  ),
  [
    "deal",
    { kind: "deal", processId: ID, round: 1, keykeeper: address, deal: bytes(400), signature: bytes(65) },
  ],
  [
    "complain",
    { kind: "complain", processId: ID, round: 1, dealer: 1, place: 2, point: bytes(32), proof: bytes(64) },
  ],
  ["confirm", { kind: "confirm", processId: ID, round: 1, keykeeper: address, signature: bytes(65) }],
  ["reveal", { kind: "reveal", processId: ID, round: 1, place: 2, secret: bytes(32) }],
];
