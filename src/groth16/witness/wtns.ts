/**
 * The `.wtns` file: "wtns", version 2, two sections. Section 1: the size of an element in bytes, the prime,
 * the number of wires; section 2: the wires. All little-endian.
 */
import { SCALAR_FIELD_ORDER } from "../../engine/index.js";

const HEADER = 12;
const SECTION = 12;
const ELEMENT = 32;

/** Writes a witness, 32 little-endian bytes a wire, as a `.wtns` file. */
export function wtnsToBytes(witness: Uint8Array): Uint8Array {
  const first = 4 + ELEMENT + 4;
  const bytes = new Uint8Array(HEADER + SECTION + first + SECTION + witness.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x77, 0x74, 0x6e, 0x73]);
  view.setUint32(4, 2, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 1, true);
  view.setBigUint64(16, BigInt(first), true);
  view.setUint32(24, ELEMENT, true);
  for (let i = 0, rest = SCALAR_FIELD_ORDER; i < ELEMENT; i++, rest >>= 8n)
    bytes[28 + i] = Number(rest & 0xffn);
  view.setUint32(60, witness.length / ELEMENT, true);
  view.setUint32(64, 2, true);
  view.setBigUint64(68, BigInt(witness.length), true);
  bytes.set(witness, 76);
  return bytes;
}
