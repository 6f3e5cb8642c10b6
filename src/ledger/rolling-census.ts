/**
 * The rolling census of a PRE_REGISTER process: who registered which commitment, and the census tree over the commitments, which the chain builds.
 * A registration hashes one path, independent of the number of earlier ones.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import {
  addressBytes,
  type Hex,
  readInteger,
  scalarFromBytes,
  scalarToBytes,
  scalarToHex,
  toHex,
  uintBytes,
} from "../bytes/index.js";
import { ARITY, censusLeaf, emptyNode, treeNode } from "../census/index.js";
import { decodeCbor, encodeCbor } from "./cbor.js";
import { leafHash, type MerkleTree, setLeaf } from "./merkle.js";
import type { ProcessRecord } from "./process-record.js";
import { type RecordList, readRecord, writeRecord } from "./records.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

/** A registration that counts. */
export interface Registered {
  readonly voter: Hex;
  readonly nonce: number;
  readonly commitment: bigint;
  readonly weight: bigint;
}

const REGISTERED_BYTES = 20 + 1 + 32 + 16;

/** `address (20) ‖ uint8 nonce ‖ commitment (32) ‖ uint128 weight`: 69 bytes. */
export const encodeRegistered = ({ voter, nonce, commitment, weight }: Registered): Uint8Array =>
  concatBytes(
    addressBytes(voter, "the voter"),
    uintBytes(nonce, 1, "a nonce"),
    scalarToBytes(commitment),
    uintBytes(weight, 16, "a weight"),
  );

export const decodeRegistered = (bytes: Uint8Array): Registered => ({
  voter: toHex(bytes.subarray(0, 20)),
  nonce: bytes[20]!,
  commitment: scalarFromBytes(bytes.slice(21, 53), "a commitment"),
  weight: readInteger(bytes, 53, 16),
});

const list = (number: number): RecordList => ({
  prefix: `registry/${keyNumber(number)}`,
  bytes: REGISTERED_BYTES,
});
const placeKey = (number: number, voter: Hex) => `registered/${keyNumber(number)}/${voter.slice(2)}`;
const level = (number: number, height: number): RecordList => ({
  prefix: `census/${keyNumber(number)}/${keyNumber(height, 2)}`,
  bytes: 32,
});

/** The stored nodes of a height of the census tree; the leaves have height 0. */
export const censusLevel = ({ number }: ProcessRecord, height: number): RecordList => level(number, height);

export const registryTree = ({ number, registry }: ProcessRecord): MerkleTree => ({
  prefix: `registry-tree/${keyNumber(number)}`,
  size: registry.size,
});

/** The root of an empty census of this depth. */
export const emptyCensusRoot = (depth: number): Hex => scalarToHex(emptyNode(depth));

/** The place of a voter's registration, or undefined. */
export function registeredPlace(reader: Reader, { number }: ProcessRecord, voter: Hex): number | undefined {
  const bytes = reader.get(placeKey(number, voter));
  return bytes && (decodeCbor(bytes, "a place in the census") as number);
}

export function readRegistered(
  reader: Reader,
  { number }: ProcessRecord,
  place: number,
): Registered | undefined {
  const bytes = readRecord(reader, list(number), place);
  return bytes && decodeRegistered(bytes);
}

/** Sets a leaf of the census tree, and the nodes above it. @returns the root */
function setCensusLeaf(draft: Draft, number: number, depth: number, place: number, leaf: bigint): bigint {
  const nodeAt = (height: number, index: number): bigint => {
    const bytes = readRecord(draft, level(number, height), index);
    return bytes ? readInteger(bytes, 0, 32) : emptyNode(height);
  };
  writeRecord(draft, level(number, 0), place, scalarToBytes(leaf));
  let [node, at] = [leaf, place];
  for (let height = 0; height < depth; height++) {
    at = Math.floor(at / ARITY);
    node = treeNode(Array.from({ length: ARITY }, (_, k) => nodeAt(height, at * ARITY + k)));
    writeRecord(draft, level(number, height + 1), at, scalarToBytes(node));
  }
  return node;
}

/**
 * Adds a registration to the census: at the end, or in place of the voter's earlier one.
 * @param depth of the census tree
 * @returns the record with its census; the root of the list is computed at the block's end
 */
export function putRegistered(
  draft: Draft,
  record: ProcessRecord,
  depth: number,
  it: Registered,
): ProcessRecord {
  const { number, registry } = record;
  const place = registeredPlace(draft, record, it.voter) ?? registry.size;
  const encoded = encodeRegistered(it);
  writeRecord(draft, list(number), place, encoded);
  draft.put(placeKey(number, it.voter), encodeCbor(place));
  const { size } = setLeaf(draft, registryTree(record), place, leafHash(encoded));
  const root = setCensusLeaf(draft, number, depth, place, censusLeaf(it));
  return { ...record, registry: { ...registry, size, censusRoot: scalarToHex(root) } };
}

/** The rolling census, place by place: a voter downloads all of it. */
export function* registrations(reader: Reader, record: ProcessRecord): Iterable<Registered> {
  for (let place = 0; place < record.registry.size; place++) yield readRegistered(reader, record, place)!;
}
