/**
 * A proving key that can only be used to prove (.pkey): a .zkey without the parts that proving does not need. Points at infinity
 * and the contributions are not stored; the coefficients are in the kernel's form, equal rows once. It has a third of the size of a
 * hash circuit's .zkey, and needs no processing when it is loaded. It depends only on the .zkey.
 *
 * The container is the one of iden3's files, with magic "pkey" and version 1.
 *
 * | section | |
 * | --- | --- |
 * | 1 | SHA-256 of the .zkey; then, for a development key, its kind as ASCII |
 * | 2 | the .zkey's header: section 2 of it, byte for byte |
 * | 3 | the rows: u32 words as in `kernel/rows.h` |
 * | 4 | the rows' coefficients, as in the .zkey, 32 bytes each |
 * | 5 … 9 | A, B₁, B₂, C, H: a bit for each of the .zkey's points, 1 if it is finite, the lowest bit first; padded with zeros to a multiple of 8 bytes; then the finite points |
 */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { prepareRows, type Rows } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { DEVELOPMENT_KEY_KIND } from "../key-kind.js";
import { isDevelopmentKey } from "./contributions.js";
import { readSections, requireSection, type Sections, viewOf, writeSections } from "./sections.js";
import { firstNotBelow, WORD } from "./words.js";
import { G1_BYTES, G2_BYTES, parseZkey, readHeader, type ZkeyHeader } from "./zkey.js";

const MAGIC = "pkey";
const HASH_BYTES = 32;
const DEVELOPMENT_MARK = utf8ToBytes(DEVELOPMENT_KEY_KIND);
const IDS = { a: 5, b1: 6, b2: 7, c: 8, h: 9 } as const;
type Name = keyof typeof IDS;
const NAMES = Object.keys(IDS) as Name[];

/** The finite points of a section, and the place of each among all points. */
export interface KeptPoints {
  readonly points: Uint8Array;
  readonly places: Uint32Array;
}

/** What a compact key says about the .zkey that it was made from. */
export interface CompactKeyOrigin {
  readonly zkeySha256: Uint8Array;
  /** Whether the .zkey says that it is a development key. */
  readonly development: boolean;
}

export interface CompactKey extends ZkeyHeader, CompactKeyOrigin {
  /** Not yet checked: the kernel does that (`rows_valid`). */
  readonly rows: Rows;
  readonly sections: Readonly<Record<Name, KeptPoints>>;
}

const sizeOf = (name: Name): number => (name === "b2" ? G2_BYTES : G1_BYTES);
const bitmapBytes = (count: number): number => 8 * Math.ceil(count / 64);

/** How many points the .zkey has in a section. */
function countOf(name: Name, { nVars, nPublic, domainSize }: ZkeyHeader): number {
  if (name === "h") return domainSize;
  return name === "c" ? nVars - nPublic - 1 : nVars;
}

/** Whether the bytes begin like such a file. */
export function isCompactKey(bytes: Uint8Array): boolean {
  return [...MAGIC].every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

const notInfinity = (point: Uint8Array): boolean => point.some((byte) => byte !== 0);

function compactSection(points: Uint8Array, size: number): Uint8Array {
  const count = points.length / size;
  const finite: number[] = [];
  for (let i = 0; i < count; i++) if (notInfinity(points.subarray(i * size, (i + 1) * size))) finite.push(i);
  const start = bitmapBytes(count);
  const bytes = new Uint8Array(start + finite.length * size);
  finite.forEach((place, i) => {
    bytes[place >> 3]! |= 1 << (place & 7);
    bytes.set(points.subarray(place * size, (place + 1) * size), start + i * size);
  });
  return bytes;
}

/**
 * Makes the compact form of a key.
 * @param zkey the bytes of a .zkey file.
 * @throws PsephosError as `parseZkey`
 */
export async function compactKey(zkey: Uint8Array): Promise<Uint8Array> {
  const key = parseZkey(zkey);
  const { domainSize, nVars, coefficients } = key;
  const rows = prepareRows(coefficients, { domainSize, wires: nVars });
  const hash = await crypto.subtle.digest("SHA-256", zkey as Uint8Array<ArrayBuffer>);
  const header = requireSection(readSections(zkey, "zkey", 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 2, "header");
  return writeSections(MAGIC, 1, [
    [1, concatBytes(new Uint8Array(hash), isDevelopmentKey(key) ? DEVELOPMENT_MARK : new Uint8Array(0))],
    [2, header],
    [3, rows.words],
    [4, rows.values],
    ...NAMES.map((name) => [IDS[name], compactSection(key[name], sizeOf(name))] as const),
  ]);
}

function readPoints(sections: Sections, name: Name, count: number): KeptPoints {
  const size = sizeOf(name);
  const body = requireSection(sections, IDS[name], name.toUpperCase());
  const start = bitmapBytes(count);
  const wrong = `section ${IDS[name]} of the .pkey: declared size does not match actual size`;
  ensure(body.length >= start, "groth16/pkey-section", wrong);
  const places = new Uint32Array((body.length - start) / size);
  let kept = 0;
  for (let at = 0; at < start; at++) {
    for (let bits = body[at]!; bits !== 0; bits &= bits - 1) {
      const place = 8 * at + 31 - Math.clz32(bits & -bits);
      ensure(place < count, "groth16/pkey-section", wrong);
      places[kept++] = place; // a place past the end is not stored, but it is counted
    }
  }
  ensure(body.length === start + kept * size, "groth16/pkey-section", wrong);
  const points = body.subarray(start);
  ensure(
    firstNotBelow(points, BASE_FIELD_ORDER) < 0,
    "groth16/non-canonical-coordinate",
    `a point of section ${IDS[name]} of the .pkey is not canonical`,
  );
  return { points, places };
}

/** Section 1. */
function readOrigin(section: Uint8Array): CompactKeyOrigin {
  const mark = section.subarray(HASH_BYTES);
  const marked =
    mark.length === DEVELOPMENT_MARK.length && mark.every((byte, i) => byte === DEVELOPMENT_MARK[i]);
  ensure(
    section.length >= HASH_BYTES && (marked || mark.length === 0),
    "groth16/pkey-section",
    "section 1 of the .pkey is neither a hash nor a hash with a development key's mark",
  );
  return { zkeySha256: section.slice(0, HASH_BYTES), development: marked };
}

const SECTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Reads what a compact key says about its origin, and nothing else. Only making it again shows whether it was made from that .zkey.
 * @throws PsephosError `groth16/file-…` for a broken container; `groth16/pkey-section`
 */
export const readCompactKeyOrigin = (bytes: Uint8Array): CompactKeyOrigin =>
  readOrigin(requireSection(readSections(bytes, MAGIC, 1, SECTIONS), 1, "hash"));

/**
 * Reads a compact key. As with a .zkey, a prover checks that the points are on their curves when it loads them.
 * @throws PsephosError `groth16/file-…` for a broken container; `groth16/zkey-curve`, `groth16/zkey-counts`,
 *   `groth16/non-canonical-coordinate`, `groth16/pkey-section`, `groth16/pkey-rows`
 */
export function parseCompactKey(bytes: Uint8Array): CompactKey {
  const sections = readSections(bytes, MAGIC, 1, SECTIONS);
  const { zkeySha256, development } = readOrigin(requireSection(sections, 1, "hash"));
  const header = readHeader(requireSection(sections, 2, "header"));
  const { domainSize, nVars } = header;
  const words = requireSection(sections, 3, "rows");
  const values = requireSection(sections, 4, "coefficients");
  ensure(
    words.length >= 16 && words.length % 4 === 0 && values.length >= WORD && values.length % WORD === 0,
    "groth16/pkey-rows",
    "the rows of the .pkey are cut off",
  );
  const bad = firstNotBelow(values, SCALAR_FIELD_ORDER);
  ensure(bad < 0, "groth16/pkey-rows", () => `coefficient ${bad} of the .pkey is not below r`);
  return {
    ...header,
    zkeySha256,
    development,
    rows: { domainSize, wires: nVars, combinations: viewOf(words).getUint32(8, true), words, values },
    sections: Object.fromEntries(
      NAMES.map((name) => [name, readPoints(sections, name, countOf(name, header))]),
    ) as CompactKey["sections"],
  };
}
