/** The only binary form of what the voting chain hashes and stores: deterministic CBOR (RFC 8949, section 4.2), of arrays, unsigned integers, bytes and text. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { decode, encode } from "cborg";
import { ensure, Refusal } from "../errors/index.js";

/** The values that can be encoded. There are no maps, floats, tags or negative integers, so each value has one encoding. */
export type Cbor = number | boolean | null | string | Uint8Array | readonly Cbor[];

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};

export const encodeCbor = (value: unknown): Uint8Array => encode(value);

/**
 * Reads deterministic CBOR.
 * @param what the name of what is read, for the error
 * @throws PsephosError `ledger/cbor`: malformed, followed by more bytes, or not the bytes that {@link encodeCbor} writes
 */
export function decodeCbor(bytes: Uint8Array, what: string): Cbor {
  let value: Cbor;
  let again: Uint8Array;
  try {
    value = decode(bytes, STRICT) as Cbor;
    again = encode(value); // within the try: nested thousands of levels deep, it has no stack left
  } catch {
    throw new Refusal("ledger/cbor", `${what} is not deterministic CBOR`);
  }
  ensure(equalBytes(again, bytes), "ledger/cbor", `${what} is not in canonical form`);
  return value;
}
