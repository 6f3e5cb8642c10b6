// Makes chain.jsonl, a small voting chain with the state root of each block, with viem and Node's hashes alone: no code of Psephos.
// Run: npm --prefix test/vectors ci && npm --prefix test/vectors run make
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { concat, encodePacked, hashTypedData, keccak256, pad, toBytes, toHex } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const bytes = (hex) => Buffer.from(hex.slice(2), "hex");
const ZERO = Buffer.alloc(32);

// --- Deterministic CBOR (RFC 8949): unsigned integers, bytes, text, arrays, null.
function head(major, value) {
  const top = major << 5;
  if (value < 24) return Buffer.from([top | value]);
  if (value < 2 ** 8) return Buffer.from([top | 24, value]);
  const buffer = Buffer.alloc(value < 2 ** 16 ? 3 : value < 2 ** 32 ? 5 : 9);
  if (value < 2 ** 16) buffer.writeUInt16BE(value, 1);
  else if (value < 2 ** 32) buffer.writeUInt32BE(value, 1);
  else buffer.writeBigUInt64BE(BigInt(value), 1);
  buffer[0] = top | (buffer.length === 3 ? 25 : buffer.length === 5 ? 26 : 27);
  return buffer;
}
function cbor(value) {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === "number") return head(0, value);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
}
/** Big-endian, without leading zeros; zero is no bytes. */
const integer = (value) => (value === 0n ? Buffer.alloc(0) : Buffer.from(toBytes(value)));
const word = (value, size = 32) => bytes(pad(toHex(value), { size }));

// --- Merkle trees (RFC 6962).
const leafHash = (leaf) => sha256([0], leaf);
function merkleRoot(hashes) {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0];
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return sha256([1], merkleRoot(hashes.slice(0, k)), merkleRoot(hashes.slice(k)));
}

// --- People: their keys are the hashes of their names.
const account = (name) => privateKeyToAccount(toHex(sha256([...Buffer.from(`psephos vector ${name}`)])));
const secret = (name) => toHex(sha256([...Buffer.from(`psephos vector ${name}`)]));
const [oracle, ada, bob] = ["oracle", "ada", "bob"].map(account);
const authority = account("authority");
const low = (address) => address.toLowerCase();
const entity = low(account("organiser").address);

// --- Genesis.
const parameters = {
  startDelay: 2,
  registrationWindow: 0,
  rootGrace: 32,
  dealWindow: 10,
  complainWindow: 10,
  confirmWindow: 10,
  maxTransactionBytes: 65536,
  maxVoters: 10000000,
};
const genesis = `${JSON.stringify(
  {
    type: "psephos-genesis",
    version: 1,
    votingChain: 7,
    evm: null,
    oracles: { quorum: 1, addresses: [low(oracle.address)] },
    keykeepers: null,
    validators: [],
    censusKeys: [],
    parameters,
  },
  null,
  1,
)}\n`;
const genesisHash = sha256(Buffer.from(genesis));
const domain = { name: "Psephos voting chain", version: "1", salt: toHex(genesisHash) };

// --- The process: origin 3 (an authority's certificates), AUTO_START, two blocks long, one overwrite.
const contract = genesisHash.subarray(0, 20);
const processId = bytes(
  keccak256(encodePacked(["address", "uint256", "uint32", "uint32"], [entity, 0n, 7, 0])),
);
const scope = BigInt(keccak256(concat([toHex(contract), toHex(processId), "0x00"]))) >> 8n;
const { x, y } = publicPoint(authority.publicKey);
const censusRoot = toHex(Buffer.concat([Buffer.from([y & 1n ? 3 : 2]), word(x)]));
function publicPoint(key) {
  const raw = bytes(key);
  return { x: BigInt(toHex(raw.subarray(1, 33))), y: BigInt(toHex(raw.subarray(33, 65))) };
}
const metadata = `https://example.org/metadata.json!${createHash("sha3-256").update("").digest("hex")}`;
const declaration = [
  contract,
  bytes(entity),
  integer(0n),
  1, // mode: AUTO_START
  0, // envelope type
  3, // OFF_CHAIN_CA
  Buffer.alloc(20), // token
  1, // start block
  2, // block count
  1, // questions
  1, // maxCount
  3, // maxValue
  1, // overwrites
  0, // maxTotalCost
  10000, // costExponent
  integer(0n),
  integer(0n),
  integer(0n),
  ZERO, // census key
  Buffer.alloc(20), // settlement
  ZERO, // params signature
  metadata,
  censusRoot,
  "",
];
const statement = [0, declaration, []];
const attestation = {
  domain,
  types: {
    Attestation: [
      { name: "subject", type: "bytes32" },
      { name: "sequence", type: "uint64" },
      { name: "revision", type: "uint8" },
      { name: "evmBlock", type: "bytes32" },
      { name: "statement", type: "bytes32" },
    ],
  },
  primaryType: "Attestation",
  message: {
    subject: toHex(processId),
    sequence: 0n,
    revision: 0,
    evmBlock: toHex(ZERO),
    statement: toHex(sha256(cbor(statement))),
  },
};
const attest = cbor([
  3,
  processId,
  0, // sequence
  0, // revision
  ZERO,
  statement,
  bytes(oracle.address),
  bytes(await oracle.signTypedData(attestation)),
]);

// --- Votes by name, with certificates.
async function vote(voter, weight, value, nonce) {
  const certificate = hashTypedData({
    domain: { name: "Psephos certificate", version: "1" },
    types: {
      CensusCertificate: [
        { name: "scope", type: "uint256" },
        { name: "voter", type: "address" },
        { name: "weight", type: "uint256" },
      ],
    },
    primaryType: "CensusCertificate",
    message: { scope, voter: low(voter.address), weight },
  });
  const certified = bytes(await sign({ hash: certificate, privateKey: secret("authority"), to: "hex" }));
  const votePackage = Buffer.from(JSON.stringify({ type: "poll-vote", votes: [value] }));
  const text = JSON.stringify({
    encryptionKeyIndexes: [],
    nonce,
    processId: toHex(processId),
    scope: pad(toHex(scope), { size: 32 }),
    votePackage: votePackage.toString("base64"),
    voter: low(voter.address),
    weight: weight.toString(),
  });
  const signature = bytes(await voter.signMessage({ message: text }));
  const transaction = cbor([
    1,
    processId,
    nonce,
    Buffer.alloc(0),
    votePackage,
    integer(weight),
    null,
    bytes(voter.address),
    signature,
    [2, certified],
  ]);
  const digests = concat([keccak256("0x"), keccak256(votePackage)]);
  const envelopeHash = BigInt(keccak256(concat([toHex(word(BigInt(nonce), 8)), digests]))) >> 8n;
  const voterId = bytes(keccak256(concat([low(voter.address), pad(toHex(scope), { size: 32 })])));
  return { transaction, voterId, weight, nonce, envelopeHash };
}
const votes = [await vote(ada, 2n, 1, 0), await vote(bob, 3n, 0, 0), await vote(ada, 2n, 2, 1)];
const entry = ({ transaction, voterId, weight, nonce, envelopeHash }, height) =>
  Buffer.concat([
    word(BigInt(height), 8),
    voterId,
    word(weight, 16),
    word(BigInt(nonce), 8),
    ZERO,
    word(envelopeHash),
    sha256(transaction),
  ]);

// --- The state after each block.
const listsBytes = cbor([[[bytes(oracle.address)], 1, [], []], 0, [], []]);
const EMPTY = sha256();
const record = (log, { startedAt = 0, endedAt = 0, voters = 0, counted = [] } = {}) =>
  cbor([
    0, // number
    processId,
    sha256(cbor(declaration)),
    1, // declared at
    0, // READY
    1, // ready at
    startedAt,
    endedAt,
    0, // without key
    0, // question
    [0],
    [[censusRoot, 0]],
    1, // sequence
    [],
    0, // key at
    ZERO, // ceremony
    0, // rollup
    log.length,
    merkleRoot(log.map(leafHash)),
    voters,
    0, // without package
    [0, EMPTY, ZERO],
    counted,
  ]);
const root = (height, processes) =>
  toHex(sha256(genesisHash, word(BigInt(height), 8), merkleRoot(processes.map(leafHash)), sha256(listsBytes)));

const log = [entry(votes[0], 3), entry(votes[1], 3), entry(votes[2], 4)];
const results = `${JSON.stringify({
  questions: [
    {
      invalid: "0",
      results: [3n, 0n, 2n, 0n].map((count, value) => ({ value: `${value}`, count: `${count}` })),
    },
  ],
})}\n`;
const countedLeaf = ({ voterId, weight, envelopeHash }, index) =>
  Buffer.concat([voterId, word(weight, 16), ZERO, word(envelopeHash), word(BigInt(index), 8)]);
const counted = [countedLeaf(votes[1], 1), countedLeaf(votes[2], 2)].sort(Buffer.compare);
const countedFields = [counted.length, merkleRoot(counted.map(leafHash)), bytes(keccak256(Buffer.from(results)))];

const blocks = [
  [[attest], [record([])]],
  [[], [record([])]],
  [[votes[0].transaction, votes[1].transaction], [record(log.slice(0, 2), { startedAt: 3, voters: 2 })]],
  [[votes[2].transaction], [record(log, { startedAt: 3, voters: 2 })]],
  [[], [record(log, { startedAt: 3, endedAt: 5, voters: 2, counted: countedFields })]],
];
const lines = [
  JSON.stringify({ genesis }),
  ...blocks.map(([transactions, processes], i) =>
    JSON.stringify({
      height: i + 1,
      transactions: transactions.map((one) => one.toString("base64")),
      stateRoot: root(i + 1, processes),
    }),
  ),
];
writeFileSync(new URL("chain.jsonl", import.meta.url), `${lines.join("\n")}\n`);
