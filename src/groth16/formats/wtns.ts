/**
 * circom's .wtns, version 2: section 1 is `u32` 32, r, `u32` the number of wires; section 2 the wires, 32
 * little-endian bytes each. Wire 0 is the constant one, followed by the public signals.
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { readSections, requireSection, viewOf, writeSections } from "./sections.js";
import { firstNotBelow, readWord, WORD, writeWord } from "./words.js";

const HEADER_BYTES = 4 + WORD + 4;

/**
 * Reads and checks a witness file. No error contains a wire's value.
 * @returns the wires, 32 little-endian bytes each: a view of the file's bytes.
 * @throws PsephosError `groth16/file-…` for a broken container; `groth16/wtns-field`, `groth16/wtns-counts`,
 *   `groth16/wtns-value`
 */
export function parseWtns(bytes: Uint8Array): Uint8Array {
  const sections = readSections(bytes, "wtns", 2, [1, 2]);
  const header = requireSection(sections, 1, "header");
  const view = viewOf(header);
  ensure(
    header.length === HEADER_BYTES &&
      view.getUint32(0, true) === WORD &&
      readWord(view, 4) === SCALAR_FIELD_ORDER,
    "groth16/wtns-field",
    "the .wtns is not over BN254's scalar field",
  );
  const count = view.getUint32(4 + WORD, true);
  const wires = requireSection(sections, 2, "wires");
  ensure(
    count > 0 && wires.length === count * WORD,
    "groth16/wtns-counts",
    `the .wtns declares ${count} wires, but has ${wires.length} bytes of them`,
  );
  const bad = firstNotBelow(wires, SCALAR_FIELD_ORDER);
  ensure(bad < 0, "groth16/wtns-value", () => `wire ${bad} of the .wtns is not below r`);
  ensure(readWord(viewOf(wires), 0) === 1n, "groth16/wtns-value", "wire 0 of the .wtns is not one");
  return wires;
}

/** Writes wires, 32 little-endian bytes each, as a .wtns file. */
export function formatWtns(wires: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = viewOf(header);
  view.setUint32(0, WORD, true);
  writeWord(view, 4, SCALAR_FIELD_ORDER);
  view.setUint32(4 + WORD, wires.length / WORD, true);
  return writeSections("wtns", 2, [
    [1, header],
    [2, wires],
  ]);
}
