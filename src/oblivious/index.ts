/** Oblivious HTTP (RFC 9458): requests that a relay carries and cannot read, to a gateway that cannot see who sent them. */
export { binaryFetch, type Exchange } from "./binary-fetch.js";
export {
  type BinaryAnswer,
  type BinaryRequest,
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  type Fields,
} from "./binary-http.js";
export type {} from "./codes.js";
export { type ObliviousOptions, obliviousFetch, relayAddress } from "./fetch.js";
export { publicOf } from "./hpke.js";
export { decodeKeys, encodeKeys, type GatewayKey, KEYS_MEDIA } from "./keys.js";
export {
  ANSWER_MEDIA,
  type GatewaySecret,
  type OpenedRequest,
  openRequest,
  REQUEST_MEDIA,
  type SealedRequest,
  sealRequest,
} from "./messages.js";
