/**
 * Sections of points without those at infinity. A wire that is in no constraint's left or right side has none of the
 * section's points (35 % of B's in hash circuits): its point is infinity, which adds nothing to a sum.
 */
import { viewOf } from "../formats/sections.js";

/** The indices of the points of `size` bytes that are not at infinity, which is all zeros. */
export function finitePoints(section: Uint8Array, size: number): Uint32Array {
  const view = viewOf(section);
  const indices = new Uint32Array(section.length / size);
  let kept = 0;
  for (let at = 0; at < section.length; at += size) {
    for (let i = at; i < at + size; i += 4) {
      if (view.getUint32(i, true) !== 0) {
        indices[kept++] = at / size;
        break;
      }
    }
  }
  return indices.slice(0, kept);
}

/** The items of `size` bytes at these indices, in this order. */
export function gather(items: Uint8Array, size: number, indices: Uint32Array): Uint8Array {
  const result = new Uint8Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i]! * size;
    result.set(items.subarray(at, at + size), i * size);
  }
  return result;
}
