/** Parts of proofs as JSON: the same in a receipt and in the proof of a record. */
import { base64 } from "@scure/base";
import { fixedHex, toHex } from "../bytes/index.js";
import { Refusal, type RefusedCode } from "../errors/index.js";
import type { Inclusion } from "../ledger/index.js";
import { listOf, type Of, object } from "./schema.js";
import { COUNT, HEX_32 } from "./values.js";

/** A Merkle path as in RFC 6962. */
export const INCLUSION = object({ index: COUNT, path: listOf(HEX_32, 64), size: COUNT });

export const inclusionJson = ({ index, size, path }: Inclusion): Of<typeof INCLUSION> => ({
  index,
  path: path.map(toHex),
  size,
});

export const inclusionOf = ({ index, size, path }: Of<typeof INCLUSION>): Inclusion => ({
  index,
  size,
  path: path.map((hash) => fixedHex(hash, 32, "a hash")),
});

/** @param what for example "the receipt's entry" */
export function base64Bytes(text: string, code: RefusedCode, what: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch {
    throw new Refusal(code, `${what} is not base64`);
  }
}
