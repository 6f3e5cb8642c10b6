/**
 * Writes snarkjs's .zkey for Groth16 (snarkjs 0.7.6, `src/zkey_utils.js` and `src/zkey_new.js`), its sections
 * in the order that `snarkjs zkey contribute` leaves them in; the groth16 room reads them.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { viewOf, writeSections, writeWord, type ZkeyContributions } from "../../groth16/index.js";
import { multiply } from "../field.js";
import { formatContributions } from "./contributions.js";
import { publicCount, type R1cs } from "./r1cs.js";
import { unitsOf, WORD_UNITS } from "./word-numbers.js";

/** The points of a key. */
export interface ZkeyPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  readonly ic: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  /** The private wires' points, divided by delta (snarkjs's section "C"). */
  readonly l: Uint8Array;
  readonly h: Uint8Array;
}

const GROTH16 = 1;
/** Units of 4 bytes. */
const COEFFICIENT_UNITS = 3 + WORD_UNITS;
/** Coefficients are stored as c·2^512 mod r: twice in Montgomery form. */
const MONTGOMERY_SQUARED = (1n << 512n) % SCALAR_FIELD_ORDER;

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

function integer32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  writeWord(viewOf(bytes), 0, value);
  return bytes;
}

/** The terms of A and B, constraint after constraint, then the rows that put the public wires into A. */
function coefficientSection(r1cs: R1cs): Uint8Array {
  const extra = publicCount(r1cs) + 1;
  const count = r1cs.a.wires.length + r1cs.b.wires.length + extra;
  const one = r1cs.values.length;
  const words = unitsOf([...r1cs.values, 1n].map((value) => multiply(value, MONTGOMERY_SQUARED)));
  const units = new Uint32Array(1 + count * COEFFICIENT_UNITS);
  units[0] = count;
  let at = 1;
  const write = (matrix: number, row: number, wire: number, value: number): void => {
    units[at] = matrix;
    units[at + 1] = row;
    units[at + 2] = wire;
    for (let i = 0; i < WORD_UNITS; i++) units[at + 3 + i] = words[WORD_UNITS * value + i]!;
    at += COEFFICIENT_UNITS;
  };
  for (let row = 0; row < r1cs.nConstraints; row++) {
    for (let matrix = 0; matrix < 2; matrix++) {
      const { rowStart, wires, coefficients } = matrix === 0 ? r1cs.a : r1cs.b;
      const end = rowStart[row + 1]!;
      for (let term = rowStart[row]!; term < end; term++)
        write(matrix, row, wires[term]!, coefficients[term]!);
    }
  }
  for (let wire = 0; wire < extra; wire++) write(0, r1cs.nConstraints + wire, wire, one);
  return new Uint8Array(units.buffer);
}

/** A .zkey file. */
export function writeZkey(
  r1cs: R1cs,
  domainSize: number,
  points: ZkeyPoints,
  contributions: ZkeyContributions,
): Uint8Array {
  const { alpha1, beta1, beta2, gamma2, delta1, delta2 } = points;
  const fields = [u32(32), integer32(BASE_FIELD_ORDER), u32(32), integer32(SCALAR_FIELD_ORDER)];
  const counts = [r1cs.nWires, publicCount(r1cs), domainSize].map(u32);
  return writeSections("zkey", 1, [
    [1, u32(GROTH16)],
    [2, concatBytes(...fields, ...counts, alpha1, beta1, beta2, gamma2, delta1, delta2)],
    [3, points.ic],
    [4, coefficientSection(r1cs)],
    [5, points.a],
    [6, points.b1],
    [7, points.b2],
    [8, points.l],
    [9, points.h],
    [10, formatContributions(contributions)],
  ]);
}
