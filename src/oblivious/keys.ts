/**
 * The keys of a gateway as RFC 9458 has them, media type application/ohttp-keys:
 *
 *     uint16 length ‖ ( uint8 id ‖ uint16 KEM ‖ public key ‖ uint16 length ‖ (uint16 KDF ‖ uint16 AEAD)* ), once or more
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { KEY_BYTES, SUITE } from "./hpke.js";

export interface GatewayKey {
  /** 0 to 255. */
  readonly id: number;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export const KEYS_MEDIA = "application/ohttp-keys";
const MOST_KEYS = 16;

export const word = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** One key configuration, without its length. */
const configOf = ({ id, publicKey }: GatewayKey): Uint8Array =>
  concatBytes(Uint8Array.of(id), word(SUITE.kem), publicKey, word(4), word(SUITE.kdf), word(SUITE.aead));

export function encodeKeys(keys: readonly GatewayKey[]): Uint8Array {
  return concatBytes(
    ...keys.flatMap((key) => {
      const config = configOf(key);
      return [word(config.length), config];
    }),
  );
}

/** The key of one configuration; undefined if it is of another suite. @throws PsephosError `oblivious/key` */
export function parseConfig(config: Uint8Array): GatewayKey | undefined {
  const view = new DataView(config.buffer, config.byteOffset, config.length);
  ensure(config.length >= 3, "oblivious/key", "a gateway's key is cut off");
  if (view.getUint16(1) !== SUITE.kem) return undefined;
  ensure(config.length >= 3 + KEY_BYTES + 2, "oblivious/key", "a gateway's key is cut off");
  const at = 3 + KEY_BYTES;
  const length = view.getUint16(at);
  ensure(
    length >= 4 && length % 4 === 0 && config.length === at + 2 + length,
    "oblivious/key",
    "the list of a gateway's algorithms is malformed",
  );
  for (let i = at + 2; i < config.length; i += 4)
    if (view.getUint16(i) === SUITE.kdf && view.getUint16(i + 2) === SUITE.aead)
      return { id: config[0]!, publicKey: config.slice(3, at) };
  return undefined;
}

/** The first key with a suite that is known here. @throws PsephosError `oblivious/key` */
export function decodeKeys(bytes: Uint8Array): GatewayKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let found: GatewayKey | undefined;
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    ensure(++count <= MOST_KEYS, "oblivious/key", `a gateway has at most ${MOST_KEYS} keys`);
    ensure(at + 2 <= bytes.length, "oblivious/key", "the gateway's keys are cut off");
    const length = view.getUint16(at);
    ensure(at + 2 + length <= bytes.length, "oblivious/key", "the gateway's keys are cut off");
    found ??= parseConfig(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  ensure(
    found !== undefined,
    "oblivious/key",
    "the gateway has no key of DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM",
  );
  return found;
}
