/**
 * Section 7 of a .ptau: the record of each contribution [snarkjs 0.7.6, `src/powersoftau_utils.js`, `keypair.js`].
 * `u32 n`, then n times
 *   [τ]₁ ‖ [τ]₂ ‖ [α]₁ ‖ [β]₁ ‖ [β]₂ after it ‖ for x = τ, α, β: [s]₁ ‖ [s·x]₁ ‖ then [s'·x]₂ of each ‖
 *   unfinished hash ‖ next challenge ‖ u32 type ‖ u32 length ‖ parameters (as in a .zkey),
 * where the challenge is BLAKE2b-512 of the previous response's hash and all points; the response's hash is that of the
 * challenge, all new points compressed, and the key; and s' is hashed from the challenge, x's number, [s]₁ and [s·x]₁.
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { BASE_FIELD_ORDER } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { G1_BYTES, G2_BYTES, RecordReader, viewOf } from "../../groth16/index.js";
import type { Beacon } from "../beacon.js";
import type { SetupCurve } from "../curve.js";
import { fromPartialHash, PARTIAL_HASH_BYTES } from "../formats/partial-hash.js";
import { toUncompressed } from "../formats/points.js";

/** The secrets of a contribution, in the order of their numbers. */
export const SECRETS = ["tau", "alpha", "beta"] as const;

/** The proof of one secret x. */
export interface ShownSecret {
  readonly g1S: Uint8Array;
  readonly g1SX: Uint8Array;
  readonly g2SpX: Uint8Array;
}

/** The five points that fix the powers after a contribution. */
export interface Standing {
  readonly tauG1: Uint8Array;
  readonly tauG2: Uint8Array;
  readonly alphaG1: Uint8Array;
  readonly betaG1: Uint8Array;
  readonly betaG2: Uint8Array;
}

export interface PtauRecord extends Standing {
  /** Of τ, α, β. */
  readonly key: readonly [ShownSecret, ShownSecret, ShownSecret];
  readonly partialHash: Uint8Array;
  readonly nextChallenge: Uint8Array;
  readonly name: string | undefined;
  readonly beacon: Beacon | undefined;
}

const CODE = "setup/ptau-contributions" as const;
const FILE = { extension: ".ptau", code: CODE, pointCode: CODE };

function readRecord(reader: RecordReader): PtauRecord {
  const g1 = (): Uint8Array => reader.point(G1_BYTES);
  const g2 = (): Uint8Array => reader.point(G2_BYTES);
  const standing = { tauG1: g1(), tauG2: g2(), alphaG1: g1(), betaG1: g1(), betaG2: g2() };
  const pairs = SECRETS.map(() => ({ g1S: g1(), g1SX: g1() }));
  const key = pairs.map((pair) => ({ ...pair, g2SpX: g2() })) as [ShownSecret, ShownSecret, ShownSecret];
  const partialHash = reader.take(PARTIAL_HASH_BYTES);
  const nextChallenge = reader.take(64);
  return { ...standing, key, partialHash, nextChallenge, ...reader.contributor() };
}

/**
 * Reads section 7. It does not check whether the contributions are right.
 * @throws PsephosError `setup/ptau-contributions`
 */
export function parsePtauRecords(section: Uint8Array): PtauRecord[] {
  const reader = new RecordReader(section, FILE);
  const records: PtauRecord[] = [];
  for (let left = reader.u32(); left > 0; left--) records.push(readRecord(reader));
  ensure(reader.done, CODE, "the .ptau has bytes after its last contribution");
  return records;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

/** The key's points as the files hold them. */
const keyPoints = ({ key }: Pick<PtauRecord, "key">): { g1: Uint8Array; g2: Uint8Array } => ({
  g1: concatBytes(...key.flatMap(({ g1S, g1SX }) => [g1S, g1SX])),
  g2: concatBytes(...key.map(({ g2SpX }) => g2SpX)),
});

function formatRecord(record: PtauRecord): Uint8Array {
  const { tauG1, tauG2, alphaG1, betaG1, betaG2, partialHash, nextChallenge, name, beacon } = record;
  const { g1, g2 } = keyPoints(record);
  const text = name === undefined ? undefined : utf8ToBytes(name);
  const parameters = concatBytes(
    text === undefined ? new Uint8Array(0) : Uint8Array.of(1, text.length, ...text),
    beacon
      ? Uint8Array.of(2, beacon.iterationsExponent, 3, beacon.hash.length, ...beacon.hash)
      : new Uint8Array(0),
  );
  const standing = [tauG1, tauG2, alphaG1, betaG1, betaG2];
  const type = u32(beacon ? 1 : 0);
  return concatBytes(
    ...standing,
    g1,
    g2,
    partialHash,
    nextChallenge,
    type,
    u32(parameters.length),
    parameters,
  );
}

/** Section 7. */
export function formatPtauRecords(records: readonly PtauRecord[]): Uint8Array {
  return concatBytes(u32(records.length), ...records.map(formatRecord));
}

/** The key of a contribution as it is hashed. */
export function hashedKey(record: Pick<PtauRecord, "key">): Uint8Array {
  const { g1, g2 } = keyPoints(record);
  return concatBytes(toUncompressed(g1, G1_BYTES), toUncompressed(g2, G2_BYTES));
}

/** The hash that a contributor publishes (snarkjs's "response hash"). */
export function responseHash(record: Pick<PtauRecord, "key" | "partialHash">): Uint8Array {
  return fromPartialHash(record.partialHash).update(hashedKey(record)).digest();
}

/** The point of G2 that shows secret number `index` after `challenge`, times `scalar`. */
export function shownBase(
  curve: SetupCurve,
  index: number,
  challenge: Uint8Array,
  { g1S, g1SX }: Pick<ShownSecret, "g1S" | "g1SX">,
  scalar: bigint,
): Uint8Array {
  const shown = [g1S, g1SX].map((point) => toUncompressed(point, G1_BYTES));
  return curve.hashToG2(
    blake2b(concatBytes(Uint8Array.of(index), challenge, ...shown), { dkLen: 64 }),
    scalar,
  );
}

/** Affine points' first coordinates and a bit for their second: snarkjs's "compressed" form, from the uncompressed. */
export function compress(uncompressed: Uint8Array, pointBytes: number): Uint8Array {
  const half = pointBytes / 2;
  const result = new Uint8Array(uncompressed.length / 2);
  for (let at = 0; at < uncompressed.length; at += pointBytes) {
    const x = uncompressed.subarray(at, at + half);
    const y = uncompressed.subarray(at + half, at + pointBytes);
    result.set(x, at / 2);
    if (isZero(x) && isZero(y)) result[at / 2] = 0x40;
    else if (isUpperHalf(y)) result[at / 2]! |= 0x80;
  }
  return result;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** (p + 1)/2, big-endian. */
const HALF = Uint8Array.from({ length: 32 }, (_, i) =>
  Number((((BASE_FIELD_ORDER + 1n) / 2n) >> BigInt(8 * (31 - i))) & 0xffn),
);

/** Whether y, or for G2 its first part that is not zero (imaginary first), is at least (p + 1)/2. */
function isUpperHalf(y: Uint8Array): boolean {
  const part = y.length === 64 && isZero(y.subarray(0, 32)) ? y.subarray(32) : y.subarray(0, 32);
  for (let i = 0; i < 32; i++) if (part[i] !== HALF[i]) return part[i]! > HALF[i]!;
  return true;
}
