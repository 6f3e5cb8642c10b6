import { ensure } from "../errors/index.js";

/**
 * A copy of what a caller gives as bytes, so that a later change of theirs does not reach what was checked.
 * @throws PsephosError `seal/bytes`: no Uint8Array, or another length
 */
export function fixedBytes(value: unknown, length: number, name: string): Uint8Array {
  ensure(value instanceof Uint8Array && value.length === length, "seal/bytes", `${name} has ${length} bytes`);
  return Uint8Array.from(value);
}
