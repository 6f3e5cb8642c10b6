// Makes rollup.json: a rollup of eleven votes on tally-8, opened, counted, hashed and bound with circomlibjs and viem alone.
import { writeFileSync } from "node:fs";
import { buildPoseidon } from "circomlibjs";
import { concat, encodeAbiParameters, keccak256, stringToHex, toHex } from "viem";

const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const [SLOTS, FIELDS, VALUES] = [8, 4, 4];
const circomlib = await buildPoseidon();
const poseidon = (...inputs) => BigInt(circomlib.F.toString(circomlib(inputs)));
const toField = (hex) => BigInt(keccak256(hex)) >> 8n;
const encode = (...words) => encodeAbiParameters(words.map(() => ({ type: "uint256" })), words);
const split = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(size * i, size * (i + 1)));
const chain = (list) =>
  split(list, 7).reduce((hash, next) => poseidon(hash, ...next, ...Array(7 - next.length).fill(0n)), 0n);

const processId = keccak256(stringToHex("a process"));
const contract = `0x${"c0".repeat(20)}`;
const scope = toField(concat([contract, processId, "0x00"]));
const ballot = { maxCount: 3, maxValue: 2, maxTotalCost: 4, costExponent: 20_000, uniqueValues: false };

// Within the rules; a cost of 8, above the limit; a value of 3; a ballot that nobody opens; a package of another length.
const ballots = [[0, 1, 2], [1, 1, 1], [2, 2, 0], [0, 0, 3], [0, 0, 0], [2, 0, 0], [1, 0, 1], [0, 2, 0], [1, 1], [0, 1, 0], [1, 2, 2]];
const votes = ballots.map((values, i) => {
  const nonce = keccak256(stringToHex(`nonce ${i}`)).slice(2, 64);
  const packed = values.reduce((sum, value, k) => sum + BigInt(value) * 256n ** BigInt(k), BigInt(values.length) << 200n);
  const proof = concat(Array.from({ length: 8 }, (_, k) => keccak256(stringToHex(`proof ${i}/${k}`))));
  const nullifier = toField(stringToHex(`nullifier ${i}`));
  const sent = JSON.stringify({ type: "snark-vote", nonce, votes: values });
  // The fourth was sent sealed, the sixth is an overwrite: what is opened is not always what was sent.
  const [number, keysDigest, packageDigest] = [i % 3, keccak256(i === 3 ? "0x0002" : "0x"), keccak256(stringToHex(i === 3 ? "sealed" : sent))];
  return {
    nullifier,
    weight: i === 7 ? 2n ** 128n - 1n : BigInt(i),
    voteHash: poseidon(packed, BigInt(`0x${nonce}`), nullifier),
    proof,
    votePackage: i === 4 ? null : sent,
    nonce: number,
    keysDigest,
    packageDigest,
    envelopeHash: toField(concat([toHex(number, { size: 8 }), keysDigest, packageDigest])),
    values,
  };
});

const opened = ({ votePackage, values }) => votePackage !== null && values.length === ballot.maxCount;
const valid = ({ values }) => values.every((value) => value <= ballot.maxValue) && values.reduce((cost, value) => cost + value ** 2, 0) <= ballot.maxTotalCost;
const table = [0n, 1n, 4n, 0n].map((cost) => cost << 16n);
const params = [scope, 3n, 2n, 0n, 0n, 1n, 4n, ...table];

const results = Array.from({ length: FIELDS }, () => Array(VALUES).fill(0n));
let [last, voteCount, invalid, votesDigest] = [0n, 0n, 0n, `0x${"00".repeat(32)}`];
const stateNow = () => poseidon(last >> 127n, last % 2n ** 127n, voteCount, chain([invalid, ...results.flat()]));

const sorted = votes.toSorted((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
const batches = split(sorted, SLOTS).map((slots, batchIndex) => {
  const stateBefore = stateNow();
  const leaves = slots.map(({ nullifier, weight, voteHash, envelopeHash }) => poseidon(nullifier, weight, voteHash, envelopeHash));
  while (leaves.length < SLOTS) leaves.push(0n);
  const bitmap = slots.reduce((bits, vote, i) => bits + (opened(vote) ? 2n ** BigInt(i) : 0n), 0n);
  for (const vote of slots) {
    if (opened(vote) && valid(vote)) vote.values.forEach((value, field) => (results[field][value] += vote.weight));
    else invalid += vote.weight;
    [last, voteCount] = [vote.nullifier, voteCount + 1n];
  }
  const stateAfter = stateNow();
  const commitment = poseidon(poseidon(...leaves), chain(params));
  const D = [...leaves, bitmap, ...params];
  const z = toField(encode(BigInt(processId), BigInt(batchIndex), BigInt(keccak256(encode(...D))), commitment, stateBefore, stateAfter));
  votesDigest = keccak256(encode(BigInt(votesDigest), ...leaves, bitmap));
  return { leaves, bitmap, commitment, stateBefore, stateAfter, z, y: evaluate(D, z) };
});

function evaluate(vector, z) {
  let [sum, power] = [0n, 1n];
  for (const element of vector) [sum, power] = [(sum + element * power) % r, (power * z) % r];
  return sum;
}

const D = [voteCount, invalid, ...results.flat()];
const z = toField(encode(BigInt(keccak256(encode(...D))), stateNow()));
const rollup = {
  instance: "tally-8",
  contract,
  processId,
  ballot,
  votes: votes.map(({ values: _, ...vote }) => vote),
  scope,
  params,
  batches,
  votesDigest,
  voteCount,
  invalid,
  results,
  opening: { state: stateNow(), z, y: evaluate(D, z) },
};
const text = JSON.stringify(rollup, (_, value) => (typeof value === "bigint" ? value.toString() : value), 1);
writeFileSync(new URL("rollup.json", import.meta.url), `${text}\n`);
