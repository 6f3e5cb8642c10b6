import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import fc from "fast-check";
import {
  checkMetadata,
  type DocumentError,
  decryptMetadata,
  ENCRYPTED_METADATA_BYTES,
  encodeMetadata,
  encryptMetadata,
  isEncryptedMetadata,
  METADATA_LIMITS,
  newMetadataKey,
} from "../../src/process/index.js";
import { example, metadata } from "./metadata-samples.js";
import { throwsCode, utf8 } from "./support.js";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const fixed = Uint8Array.from({ length: 32 }, (_, i) => i);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

interface Envelope {
  version: string;
  encryption: string;
  keyHash: string;
  nonce: string;
  ciphertext: string;
}
const envelopeOf = (bytes: Uint8Array): Envelope => JSON.parse(new TextDecoder().decode(bytes));

/** `text` with the digit at `at` changed. */
const flipped = (text: string, at: number) =>
  text.slice(0, at) + ((Number.parseInt(text[at]!, 16) ^ 1) & 15).toString(16) + text.slice(at + 1);

describe("process/metadata-encryption", () => {
  it("decrypts what it encrypts", () => {
    fc.assert(
      fc.property(metadata, key, (document, key) => {
        const bytes = encryptMetadata(document, key);
        assert.ok(isEncryptedMetadata(bytes));
        assert.deepEqual(decryptMetadata(bytes, key), document);
      }),
    );
  });

  it("makes keys and nonces anew each time", () => {
    const keys = Array.from({ length: 20 }, () => hex(newMetadataKey()));
    assert.equal(new Set(keys).size, 20);
    assert.ok(keys.every((key) => key.length === 64));
    const nonces = Array.from({ length: 20 }, () => envelopeOf(encryptMetadata(example, fixed)).nonce);
    assert.equal(new Set(nonces).size, 20);
  });

  it("opens one envelope made elsewhere, field by field as documented", () => {
    const nonce = new Uint8Array(24).fill(7);
    const associated = utf8("psephos metadata 1.2 xchacha20-poly1305");
    const padded = new Uint8Array(2048).fill(0x20);
    padded.set(encodeMetadata(example));
    const envelope: Envelope = {
      version: "1.2",
      encryption: "xchacha20-poly1305",
      keyHash: createHash("sha3-256").update("psephos metadata key").update(fixed).digest("hex"),
      nonce: hex(nonce),
      ciphertext: hex(xchacha20poly1305(fixed, nonce, associated).encrypt(padded)),
    };
    assert.deepEqual(decryptMetadata(utf8(JSON.stringify(envelope)), fixed), example);
  });

  it("tells little by its length", () => {
    const length = (title: string) =>
      encryptMetadata({ ...example, title: { default: title, ca: title } }, fixed).length;
    assert.equal(length("a"), length("a".repeat(50)));
    const { ciphertext } = envelopeOf(encryptMetadata(example, fixed));
    assert.equal((ciphertext.length / 2) % 1024, 16);
  });

  it("opens with no other key, and says so before it tries", () => {
    const bytes = encryptMetadata(example, fixed);
    fc.assert(
      fc.property(key, (other) => {
        fc.pre(hex(other) !== hex(fixed));
        throwsCode(() => decryptMetadata(bytes, other), "process/metadata-key");
      }),
    );
    const wrong = [new Uint8Array(31), new Uint8Array(33), new Uint8Array(0), "0".repeat(32), undefined];
    for (const key of wrong) {
      throwsCode(() => decryptMetadata(bytes, key as Uint8Array), "process/metadata-key");
      throwsCode(() => encryptMetadata(example, key as Uint8Array), "process/metadata-key");
    }
  });

  it("opens with neither key if its hash and its seal are of different ones", () => {
    const other = newMetadataKey();
    const { keyHash } = envelopeOf(encryptMetadata(example, fixed));
    const mixed = utf8(JSON.stringify({ ...envelopeOf(encryptMetadata(example, other)), keyHash }));
    throwsCode(() => decryptMetadata(mixed, fixed), "process/metadata-sealed");
    throwsCode(() => decryptMetadata(mixed, other), "process/metadata-key");
  });

  it("notices every altered digit", () => {
    const envelope = envelopeOf(encryptMetadata(example, fixed));
    const alter = (field: "keyHash" | "nonce" | "ciphertext", at: number) =>
      utf8(JSON.stringify({ ...envelope, [field]: flipped(envelope[field], at) }));
    for (let at = 0; at < 64; at++) {
      throwsCode(() => decryptMetadata(alter("keyHash", at), fixed), "process/metadata-key");
    }
    for (let at = 0; at < 48; at++) {
      throwsCode(() => decryptMetadata(alter("nonce", at), fixed), "process/metadata-sealed");
    }
    for (let at = 0; at < envelope.ciphertext.length; at += 61) {
      throwsCode(() => decryptMetadata(alter("ciphertext", at), fixed), "process/metadata-sealed");
    }
  });

  it("refuses an envelope of another form", () => {
    const envelope = envelopeOf(encryptMetadata(example, fixed));
    const { keyHash: _, ...without } = envelope;
    const wrong: object[] = [
      without,
      { ...envelope, more: 1 },
      { ...envelope, version: "1.3" },
      { ...envelope, encryption: "none" },
      { ...envelope, nonce: envelope.nonce.slice(2) },
      { ...envelope, nonce: envelope.nonce.toUpperCase().replace(/\d/g, "A") },
      { ...envelope, keyHash: 7 },
      { ...envelope, ciphertext: "" },
      { ...envelope, ciphertext: envelope.ciphertext.slice(0, 32) },
      { ...envelope, ciphertext: envelope.ciphertext.slice(2) },
      { ...envelope, ciphertext: `${envelope.ciphertext.slice(0, -1)}g` },
      [],
    ];
    for (const each of wrong) {
      throwsCode(() => decryptMetadata(utf8(JSON.stringify(each)), fixed), "process/metadata-envelope");
    }
    throwsCode(() => decryptMetadata(utf8("{"), fixed), "process/json-syntax");
    throwsCode(() => decryptMetadata(utf8('{"version":{"a":1}}'), fixed), "process/json-depth");
    throwsCode(
      () => decryptMetadata(new Uint8Array(ENCRYPTED_METADATA_BYTES + 1), fixed),
      "process/json-size",
    );
  });

  it("holds the document inside to its schema", () => {
    const nonce = new Uint8Array(24);
    const sealed = (plain: string) => {
      const associated = utf8("psephos metadata 1.2 xchacha20-poly1305");
      const ciphertext = hex(
        xchacha20poly1305(fixed, nonce, associated).encrypt(utf8(plain.padEnd(1024, " "))),
      );
      const envelope = envelopeOf(encryptMetadata(example, fixed));
      return utf8(JSON.stringify({ ...envelope, nonce: hex(nonce), ciphertext }));
    };
    throwsCode(() => decryptMetadata(sealed('{"version":"1.2"}'), fixed), "process/metadata");
    throwsCode(() => decryptMetadata(sealed(""), fixed), "process/json-syntax");
    throwsCode(() => encryptMetadata({ ...example, layout: "x" as never }, fixed), "process/metadata");
  });

  it("encrypts the largest document there can be", () => {
    const question = (size: number) => ({
      ...example.questions[0]!,
      description: { default: "x".repeat(size), ca: "x" },
    });
    const empty = { ...example, questions: Array(54).fill(question(19_000)) };
    const room = METADATA_LIMITS.bytes - encodeMetadata(empty).length;
    assert.ok(room > 0 && room < 54 * 1000);
    const questions = Array.from({ length: 54 }, (_, i) =>
      question(19_000 + Math.min(1000, Math.max(0, room - 1000 * i))),
    );
    const largest = checkMetadata({ ...example, questions });
    assert.equal(encodeMetadata(largest).length, METADATA_LIMITS.bytes);
    assert.deepEqual(decryptMetadata(encryptMetadata(largest, fixed), fixed), largest);
  });

  it("keeps the key and the document out of its errors", () => {
    const bytes = encryptMetadata(example, fixed);
    const envelope = envelopeOf(bytes);
    const altered = utf8(JSON.stringify({ ...envelope, ciphertext: flipped(envelope.ciphertext, 9) }));
    const attempts = [
      () => decryptMetadata(bytes, newMetadataKey()),
      () => decryptMetadata(altered, fixed),
      () => decryptMetadata(utf8(JSON.stringify({ ...envelope, nonce: hex(fixed) })), fixed),
      () => decryptMetadata(bytes, hex(fixed) as never),
    ];
    for (const attempt of attempts) {
      try {
        attempt();
        assert.fail("it was opened");
      } catch (error) {
        const { message, hint, cause, problems } = error as DocumentError;
        const told = [message, hint, String(cause), JSON.stringify(problems ?? "")].join("\n");
        assert.ok(!told.includes(hex(fixed)) && !told.includes("Basic income"), told);
      }
    }
  });
});
