import { ensure } from "../errors/index.js";

/**
 * A copy of a caller's bytes, so that the caller cannot change them after they were checked.
 * @throws PsephosError `seal/bytes`: not a Uint8Array, or another length
 */
export function fixedBytes(value: unknown, length: number, name: string): Uint8Array {
  ensure(value instanceof Uint8Array && value.length === length, "seal/bytes", `${name} has ${length} bytes`);
  return Uint8Array.from(value);
}
