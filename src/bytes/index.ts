/** What every room needs for bytes: hex, canonical integers and field elements, addresses, hashes into the field; answers' bodies up to a limit; and Node's own modules. */

export { addressBytes } from "./address.js";
export { readUpTo } from "./body.js";
export { builtin } from "./builtin.js";
export type {} from "./codes.js";
export { hashToField } from "./hash-to-field.js";
export { fixedHex, type Hex, toHex } from "./hex.js";
export { readInteger, uintBytes, writeInteger } from "./integers.js";
export { inRandomOrder, randomBelow } from "./random.js";
export {
  assertScalar,
  BASE_FIELD_ORDER,
  isScalar,
  parseScalar,
  parseScalarHex,
  SCALAR_FIELD_ORDER,
  scalarFromBytes,
  scalarToBytes,
  scalarToHex,
} from "./scalar.js";
export { isCanonicalSignature } from "./signature.js";
export { knownWords, nearestWord, quoted } from "./words.js";
