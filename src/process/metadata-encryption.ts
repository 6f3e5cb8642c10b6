/**
 * Metadata that can be read only with a key (ENCRYPTED_METADATA):
 *
 *     { "version": "1.2", "encryption": "xchacha20-poly1305",
 *       "keyHash": "<64 hex>", "nonce": "<48 hex>", "ciphertext": "<hex>" }
 *
 * XChaCha20-Poly1305 with a random nonce, over the plain document filled with spaces to a multiple of
 * 1024 bytes, so that its length reveals little. The associated data is the version and the algorithm.
 *
 * `keyHash = sha3-256("psephos metadata key" ‖ key)` is necessary because this cipher does not commit to its
 * key. Without it, someone could make one ciphertext that two keys open to two different ballots, and voters of one
 * process would see different questions. The key is 32 random bytes, so its hash reveals nothing.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { randomBytes } from "@noble/ciphers/utils.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure, Refusal } from "../errors/index.js";
import { parseJson } from "./json.js";
import { encodeMetadata, parseMetadata } from "./metadata.js";
import { METADATA_LIMITS, METADATA_VERSION, type ProcessMetadata } from "./metadata-schema.js";
import { Problems } from "./problems.js";

const ALGORITHM = "xchacha20-poly1305";
const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const PADDED_TO = 1024;
const SPACE = 0x20;
const ASSOCIATED = utf8ToBytes(`psephos metadata ${METADATA_VERSION} ${ALGORITHM}`);
/** The most bytes of an encrypted document: twice the document, because of hex, and some hundred for the other fields. */
export const ENCRYPTED_METADATA_BYTES = 2 * (METADATA_LIMITS.bytes + PADDED_TO + TAG_BYTES) + 512;

/** A new random key, for those who may read the metadata. */
export function newMetadataKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

function checkKey(key: Uint8Array): void {
  ensure(
    key instanceof Uint8Array && key.length === KEY_BYTES,
    "process/metadata-key",
    `the key of encrypted metadata is ${KEY_BYTES} bytes`,
  );
}

function keyHash(key: Uint8Array): string {
  return bytesToHex(sha3_256(concatBytes(utf8ToBytes("psephos metadata key"), key)));
}

/**
 * Encrypts a document.
 * @param key 32 random bytes (`newMetadataKey`)
 * @returns the bytes to publish
 * @throws DocumentError `process/metadata`; PsephosError `process/metadata-key`, `process/json-size`
 */
export function encryptMetadata(document: ProcessMetadata, key: Uint8Array): Uint8Array {
  checkKey(key);
  const plain = encodeMetadata(document);
  const padded = new Uint8Array(Math.ceil(plain.length / PADDED_TO) * PADDED_TO).fill(SPACE);
  padded.set(plain);
  const nonce = randomBytes(NONCE_BYTES);
  const envelope = {
    version: METADATA_VERSION,
    encryption: ALGORITHM,
    keyHash: keyHash(key),
    nonce: bytesToHex(nonce),
    ciphertext: bytesToHex(xchacha20poly1305(key, nonce, ASSOCIATED).encrypt(padded)),
  };
  return utf8ToBytes(JSON.stringify(envelope));
}

interface Envelope {
  keyHash: string;
  nonce: Uint8Array;
  ciphertext: Uint8Array;
}

const HEX_FIELDS = {
  keyHash: (length: number) => length === 32,
  nonce: (length: number) => length === NONCE_BYTES,
  ciphertext: (length: number) => length >= PADDED_TO + TAG_BYTES && length % PADDED_TO === TAG_BYTES,
};

function parseEnvelope(bytes: Uint8Array): Envelope {
  const problems = new Problems();
  const value = parseJson(bytes, { maxBytes: ENCRYPTED_METADATA_BYTES, maxDepth: 1 });
  const fields = Object.keys(HEX_FIELDS) as (keyof typeof HEX_FIELDS)[];
  const it = problems.object(value, "", ["version", "encryption", ...fields]) ?? {};
  if (it.version !== METADATA_VERSION) problems.add("version", `is not "${METADATA_VERSION}"`);
  if (it.encryption !== ALGORITHM) problems.add("encryption", `is not "${ALGORITHM}"`);
  for (const field of fields) {
    const text = it[field];
    const valid = typeof text === "string" && /^(?:[0-9a-f]{2})*$/.test(text);
    if (!valid || !HEX_FIELDS[field](text.length / 2)) problems.add(field, "is not hex of the right length");
  }
  problems.throwIfAny("process/metadata-envelope", "the encrypted metadata has mistakes:");
  return {
    keyHash: it.keyHash as string,
    nonce: hexToBytes(it.nonce as string),
    ciphertext: hexToBytes(it.ciphertext as string),
  };
}

/**
 * Opens an encrypted document.
 * @throws PsephosError `process/metadata-key` if the key is another one, `process/metadata-sealed` if the
 *   document was altered, `process/json-…`; DocumentError `process/metadata-envelope`, `process/metadata`
 */
export function decryptMetadata(bytes: Uint8Array, key: Uint8Array): ProcessMetadata {
  checkKey(key);
  const envelope = parseEnvelope(bytes);
  ensure(
    envelope.keyHash === keyHash(key),
    "process/metadata-key",
    "this is not the key of this metadata",
    "Ask the organiser for the key of this process.",
  );
  let plain: Uint8Array;
  try {
    plain = xchacha20poly1305(key, envelope.nonce, ASSOCIATED).decrypt(envelope.ciphertext);
  } catch (cause) {
    throw new Refusal("process/metadata-sealed", "the encrypted metadata was altered", { cause });
  }
  let end = plain.length;
  while (end > 0 && plain[end - 1] === SPACE) end--;
  return parseMetadata(plain.subarray(0, end));
}

/** Whether the bytes are an encrypted document rather than a plain one; the bytes may still be malformed. */
export function isEncryptedMetadata(bytes: Uint8Array): boolean {
  const value = parseJson(bytes, { maxBytes: ENCRYPTED_METADATA_BYTES });
  return typeof value === "object" && value !== null && Object.hasOwn(value, "encryption");
}
