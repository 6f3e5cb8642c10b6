/**
 * A key's matrices A and B in a compact form, made once: the input of `kernel/rows.h`.
 *
 * Rows of hash circuits repeat themselves: S-boxes are `x·x`, `x²·x²`, `x⁴·x` with the same long combination `x` three
 * times. So every distinct combination is stored once, and so is every distinct coefficient: a tenth of section 4.
 */
import { ensure, Refusal } from "../../errors/index.js";
import { DistinctValues } from "./distinct-values.js";

/** The bytes of a coefficient in section 4: u32 matrix, constraint, wire; value·2^512 mod r. */
const RECORD = 44;
const RECORD_WORDS = RECORD / 4;
/** Records are read in copies of this many, which are aligned. */
const CHUNK = 1 << 14;
/** The kernel's limit (ntt.h). */
const MAX_LOG = 24;

export interface RowsShape {
  /** A power of two, 2 to 2^24, above every constraint. */
  readonly domainSize: number;
  /** Wires of the circuit, including the constant. */
  readonly wires: number;
}

/** Matrices A and B, ready for the kernel. */
export interface Rows extends RowsShape {
  /** Distinct combinations of wires among the rows, the empty one included. */
  readonly combinations: number;
  /** The words of rows.h, as bytes. */
  readonly words: Uint8Array;
  /** The distinct coefficients, 32 bytes each as in the key, 1 the first. */
  readonly values: Uint8Array;
}

/** All coefficients in the order of their rows: row 2c is constraint c's of A, row 2c + 1 is B's. */
interface Sorted {
  /** Where each row begins, and the end. */
  readonly starts: Uint32Array;
  readonly wires: Uint32Array;
  /** Numbers of distinct coefficients: 0 is 1, 1 is -1. */
  readonly coefficients: Uint32Array;
  readonly values: Uint8Array;
}

/**
 * Reads section 4, once. These loops read every coefficient of a key, on a cold start before they are compiled: they
 * are written for the interpreter, without callbacks and temporary objects.
 */
function readRows(bytes: Uint8Array, { domainSize, wires: wireCount }: RowsShape): Sorted {
  const count = bytes.length / RECORD;
  const starts = new Uint32Array(2 * domainSize + 1);
  const rows = new Uint32Array(count);
  const wires = new Uint32Array(count);
  const coefficients = new Uint32Array(count);
  const distinct = new DistinctValues();
  let sorted = true;
  let last = 0;
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    const words = new Uint32Array(bytes.slice(from * RECORD, to * RECORD).buffer);
    for (let record = from, at = 0; record < to; record++, at += RECORD_WORDS) {
      const matrix = words[at]!;
      const constraint = words[at + 1]!;
      const wire = words[at + 2]!;
      if (matrix > 1 || constraint >= domainSize || wire >= wireCount)
        throw new Refusal(
          "engine/coefficient",
          `coefficient ${record} names a matrix, constraint or wire that does not exist`,
        );
      const row = 2 * constraint + matrix;
      if (row < last) sorted = false;
      last = row;
      rows[record] = row;
      wires[record] = wire;
      coefficients[record] = distinct.numberOf(words, at + 3);
      starts[row + 1]!++;
    }
  }
  for (let row = 0; row < 2 * domainSize; row++) starts[row + 1]! += starts[row]!;
  const values = distinct.bytes();
  // Keys are usually written in this order; a key in another order is sorted by counting.
  if (sorted) return { starts, wires, coefficients, values };
  const next = starts.slice();
  const [wiresByRow, coefficientsByRow] = [new Uint32Array(count), new Uint32Array(count)];
  for (let record = 0; record < count; record++) {
    const place = next[rows[record]!]!++;
    wiresByRow[place] = wires[record]!;
    coefficientsByRow[place] = coefficients[record]!;
  }
  return { starts, wires: wiresByRow, coefficients: coefficientsByRow, values };
}

/** Gives a number to each row's combination, equal ones the same number, and stores one row for each. The empty one is 0. */
function numberCombinations({ starts, wires, coefficients }: Sorted): {
  numbers: Uint32Array;
  examples: number[];
} {
  const rowCount = starts.length - 1;
  const numbers = new Uint32Array(rowCount);
  const examples = [-1];
  const mask = 2 ** Math.ceil(Math.log2(2 * rowCount)) - 1;
  const table = new Uint32Array(mask + 1); // 0 if free: the empty combination is not searched
  const same = (row: number, other: number): boolean => {
    const [a, b, length] = [starts[row]!, starts[other]!, starts[row + 1]! - starts[row]!];
    if (starts[other + 1]! - b !== length) return false;
    for (let i = 0; i < length; i++)
      if (wires[a + i] !== wires[b + i] || coefficients[a + i] !== coefficients[b + i]) return false;
    return true;
  };
  for (let row = 0; row < rowCount; row++) {
    const end = starts[row + 1]!;
    let i = starts[row]!;
    if (i === end) continue;
    let hash = 0;
    for (; i < end; i++) {
      hash =
        Math.imul(hash ^ (hash >>> 15) ^ wires[i]!, 0x9e3779b1) + Math.imul(coefficients[i]!, 0x85ebca6b);
    }
    let slot = (hash ^ (hash >>> 16)) & mask;
    while (table[slot] !== 0 && !same(row, examples[table[slot]!]!)) slot = (slot + 1) & mask;
    if (table[slot] === 0) table[slot] = examples.push(row) - 1;
    numbers[row] = table[slot]!;
  }
  return { numbers, examples };
}

/**
 * Makes the compact form.
 * @param coefficients section 4 of a .zkey without its count: 44 bytes a coefficient, in any order; values below r.
 * @throws PsephosError `engine/domain-size`, `engine/coefficient`
 */
export function prepareRows(coefficients: Uint8Array, shape: RowsShape): Rows {
  const { domainSize, wires } = shape;
  const log = Math.log2(domainSize);
  ensure(
    Number.isInteger(log) && log >= 1 && log <= MAX_LOG,
    "engine/domain-size",
    `the engine takes domains of 2 to 2^${MAX_LOG} points, in powers of two, not ${domainSize}`,
  );
  ensure(
    coefficients.length % RECORD === 0,
    "engine/coefficient",
    `a coefficient has ${RECORD} bytes, so ${coefficients.length} bytes are not a number of coefficients`,
  );
  const sorted = readRows(coefficients, shape);
  const { starts, wires: wireOf, coefficients: coefficientOf } = sorted;
  const { numbers, examples } = numberCombinations(sorted);
  let terms = 0;
  for (const row of examples.slice(1)) terms += starts[row + 1]! - starts[row]!;
  const header = [log, wires, examples.length, terms];
  const startsAt = header.length + numbers.length;
  const wiresAt = startsAt + 3 * examples.length + 1;
  const words = new Uint32Array(wiresAt + 2 * terms);
  words.set(header);
  for (let c = 0; c < domainSize; c++) {
    words[header.length + c] = numbers[2 * c]!;
    words[header.length + domainSize + c] = numbers[2 * c + 1]!;
  }
  let place = 0;
  let startAt = startsAt;
  const put = (i: number): void => {
    words[wiresAt + place] = wireOf[i]!;
    words[wiresAt + terms + place] = coefficientOf[i]!;
    place++;
  };
  for (const row of examples) {
    const [from, to] = row < 0 ? [0, 0] : [starts[row]!, starts[row + 1]!];
    words[startAt++] = place;
    for (let i = from; i < to; i++) if (coefficientOf[i] === 0) put(i);
    words[startAt++] = place;
    for (let i = from; i < to; i++) if (coefficientOf[i] === 1) put(i);
    words[startAt++] = place;
    for (let i = from; i < to; i++) if (coefficientOf[i]! > 1) put(i);
  }
  words[startAt] = place;
  return {
    domainSize,
    wires,
    combinations: examples.length,
    words: new Uint8Array(words.buffer),
    values: sorted.values,
  };
}
