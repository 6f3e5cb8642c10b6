/**
 * The sizes of a witness program's input signals, for programs of circom 2's first versions, which do not report them
 * (no `getInputSignalSize`) and write a value beyond a signal's end into the next signal. Their memory has a table of 256
 * entries of 12 bytes, `u64 hash ‖ u32 position`, each in the first free slot from the hash modulo 256 on. Inputs are stored one
 * after another, so a signal ends where the next begins.
 */
import { viewOf } from "../formats/sections.js";

/** FNV-1a of a name, 64 bits. */
export interface NameHash {
  readonly high: number;
  readonly low: number;
}

const SLOTS = 256;
const ENTRY_BYTES = 12;
/** The possible places of the table: at the start of the memory. */
const SEARCHED_BYTES = 1 << 16;

interface Entry extends NameHash {
  readonly position: number;
}

/** The table at `base`, or undefined if there is no table. */
function readTable(view: DataView, base: number, inputSize: number): Entry[] | undefined {
  const slots = Array.from({ length: SLOTS }, (_, slot): Entry => {
    const at = base + slot * ENTRY_BYTES;
    const [low, high, position] = [0, 4, 8].map((word) => view.getUint32(at + word, true));
    return { low: low!, high: high!, position: position! };
  });
  const used = (slot: number): boolean => slots[slot % SLOTS]!.low !== 0 || slots[slot % SLOTS]!.high !== 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    if (!used(slot)) continue;
    const home = slots[slot]!.low % SLOTS;
    for (let before = home; before % SLOTS !== slot; before++) if (!used(before)) return undefined;
  }
  const entries = slots.filter((_, slot) => used(slot)).sort((a, b) => a.position - b.position);
  const positions = entries.map(({ position }) => position);
  const inOrder = positions.every((position, i) => i === 0 || position > positions[i - 1]!);
  const fits = entries.length > 0 && positions.at(-1)! < positions[0]! + inputSize;
  return inOrder && fits ? entries : undefined;
}

const keyOf = ({ high, low }: NameHash): string => `${high}:${low}`;

/**
 * Finds the table.
 * @param memory of a program that was just made
 * @param known hashes of names, one of which is an input of the circuit
 * @param inputSize how many values all inputs take
 * @returns how many values a signal takes: 0 if there is no such signal; undefined if no table is found
 */
export function findInputSizes(
  memory: Uint8Array,
  known: readonly NameHash[],
  inputSize: number,
): ((hash: NameHash) => number) | undefined {
  const view = viewOf(memory);
  const end = Math.min(SEARCHED_BYTES, memory.length) - SLOTS * ENTRY_BYTES;
  for (const { high, low } of known) {
    for (let at = 0; at < end + SLOTS * ENTRY_BYTES - 8; at += 4) {
      if (view.getUint32(at, true) !== low || view.getUint32(at + 4, true) !== high) continue;
      // Other entries may have moved an entry to a later slot.
      for (let moved = 0; moved < SLOTS; moved++) {
        const base = at - ENTRY_BYTES * ((low + moved) % SLOTS);
        const entries = base < 0 || base > end ? undefined : readTable(view, base, inputSize);
        if (entries === undefined) continue;
        const last = entries[0]!.position + inputSize;
        const sizes = new Map(
          entries.map((entry, i) => [keyOf(entry), (entries[i + 1]?.position ?? last) - entry.position]),
        );
        return (hash) => sizes.get(keyOf(hash)) ?? 0;
      }
    }
  }
  return undefined;
}
