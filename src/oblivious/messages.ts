/**
 * Oblivious HTTP, RFC 9458: a request is sealed for a gateway, and its answer for who sealed it. Who carries them sees lengths and times.
 *
 *     head    = uint8 key id ‖ uint16 KEM ‖ uint16 KDF ‖ uint16 AEAD
 *     request = head ‖ enc (32) ‖ HPKE(info = "message/bhttp request" ‖ 0 ‖ head, plaintext)
 *     answer  = nonce (16) ‖ AES-128-GCM(key, iv, plaintext)
 *     key, iv = HKDF-Expand(HKDF-Extract(enc ‖ nonce, exported("message/bhttp response", 16)), "key" | "nonce")
 */
import { gcm } from "@noble/ciphers/aes.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure, Refusal } from "../errors/index.js";
import { KEY_BYTES, openWith, type SealedMessage, SUITE, sealTo } from "./hpke.js";
import { type GatewayKey, word } from "./keys.js";

export const REQUEST_MEDIA = "message/ohttp-req";
export const ANSWER_MEDIA = "message/ohttp-res";

const REQUEST_LABEL = utf8ToBytes("message/bhttp request");
const ANSWER_LABEL = utf8ToBytes("message/bhttp response");
const KEY = 16;
const NONCE = 16;
const IV = 12;
const TAG = 16;
const HEAD = 7;

const headOf = (id: number): Uint8Array =>
  concatBytes(Uint8Array.of(id), word(SUITE.kem), word(SUITE.kdf), word(SUITE.aead));
const infoOf = (head: Uint8Array): Uint8Array => concatBytes(REQUEST_LABEL, Uint8Array.of(0), head);

async function answerCipher(
  { exported }: Pick<SealedMessage, "exported">,
  enc: Uint8Array,
  nonce: Uint8Array,
): Promise<ReturnType<typeof gcm>> {
  const prk = extract(sha256, await exported(ANSWER_LABEL, KEY), concatBytes(enc, nonce));
  const make = (label: string, length: number) => expand(sha256, prk, utf8ToBytes(label), length);
  return gcm(make("key", KEY), make("nonce", IV));
}

export interface SealedRequest {
  readonly bytes: Uint8Array;
  /** Opens the answer. @throws PsephosError `oblivious/sealed` */
  readonly open: (answer: Uint8Array) => Promise<Uint8Array>;
}

/** Seals a request. @param ephemeral for test vectors alone */
export async function sealRequest(
  { id, publicKey }: GatewayKey,
  request: Uint8Array,
  ephemeral?: Uint8Array,
): Promise<SealedRequest> {
  const head = headOf(id);
  const sealed = await sealTo(publicKey, infoOf(head), request, ephemeral);
  return {
    bytes: concatBytes(head, sealed.enc, sealed.ciphertext),
    open: async (answer) => {
      ensure(answer.length >= NONCE + TAG, "oblivious/sealed", "the sealed answer is cut off");
      const cipher = await answerCipher(sealed, sealed.enc, answer.subarray(0, NONCE));
      try {
        return cipher.decrypt(answer.subarray(NONCE));
      } catch {
        throw new Refusal("oblivious/sealed", "the answer is not the gateway's to this request");
      }
    },
  };
}

export interface OpenedRequest {
  readonly request: Uint8Array;
  /** The encapsulated key, which no two requests share: a repeated one shows a repeated request. */
  readonly enc: Uint8Array;
  /** Seals the answer. @param nonce for test vectors alone */
  readonly seal: (answer: Uint8Array, nonce?: Uint8Array) => Promise<Uint8Array>;
}

/** A gateway's key with its secret. */
export interface GatewaySecret extends GatewayKey {
  /** X25519, 32 bytes. */
  readonly secretKey: Uint8Array;
}

/** Opens a request. @throws PsephosError `oblivious/form`, `oblivious/key` (another key or suite), `oblivious/sealed` */
export async function openRequest(
  { id, secretKey }: GatewaySecret,
  bytes: Uint8Array,
): Promise<OpenedRequest> {
  ensure(bytes.length >= HEAD + KEY_BYTES + TAG, "oblivious/form", "the sealed request is cut off");
  const head = bytes.subarray(0, HEAD);
  ensure(
    headOf(id).every((byte, i) => byte === head[i]),
    "oblivious/key",
    "the request is sealed for another key, or with another suite",
    "Fetch the gateway's keys again.",
  );
  const enc = bytes.slice(HEAD, HEAD + KEY_BYTES);
  let opened: Awaited<ReturnType<typeof openWith>>;
  try {
    opened = await openWith(secretKey, infoOf(head), { enc, ciphertext: bytes.subarray(HEAD + KEY_BYTES) });
  } catch {
    throw new Refusal("oblivious/sealed", "the request cannot be opened with the gateway's key", {
      hint: "Fetch the gateway's keys again.",
    });
  }
  return {
    request: opened.plaintext,
    enc,
    seal: async (answer, nonce = randomBytes(NONCE)) =>
      concatBytes(nonce, (await answerCipher(opened, enc, nonce)).encrypt(answer)),
  };
}
