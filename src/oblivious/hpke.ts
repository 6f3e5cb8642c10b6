/** HPKE (RFC 9180), base mode, with the one suite that is used here: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
import { Aes128Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { x25519 } from "@noble/curves-2/ed25519.js";

/** The suite's numbers in the registry of HPKE. */
export const SUITE = { kem: 0x0020, kdf: 0x0001, aead: 0x0001 } as const;
/** Bytes of a public key, of an encapsulated key and of a secret key. */
export const KEY_BYTES = 32;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});

/** A buffer of exactly these bytes. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

export interface SealedMessage {
  /** The encapsulated key, 32 bytes. */
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** Makes a secret that both sides have. */
  readonly exported: (label: Uint8Array, length: number) => Promise<Uint8Array>;
}

export interface OpenedMessage extends Pick<SealedMessage, "exported"> {
  readonly plaintext: Uint8Array;
}

/** @param ephemeral the secret key of the sender, for test vectors alone; random if left out */
export async function sealTo(
  publicKey: Uint8Array,
  info: Uint8Array,
  plaintext: Uint8Array,
  ephemeral?: Uint8Array,
): Promise<SealedMessage> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(bufferOf(publicKey));
  const ekm = ephemeral && {
    privateKey: await suite.kem.deserializePrivateKey(bufferOf(ephemeral)),
    publicKey: await suite.kem.deserializePublicKey(bufferOf(publicOf(ephemeral))),
  };
  const context = await suite.createSenderContext({
    recipientPublicKey,
    info: bufferOf(info),
    ...(ekm && { ekm }),
  });
  return {
    enc: new Uint8Array(context.enc),
    ciphertext: new Uint8Array(await context.seal(bufferOf(plaintext))),
    exported: async (label, length) => new Uint8Array(await context.export(bufferOf(label), length)),
  };
}

/** @throws whatever the library throws for what cannot be opened */
export async function openWith(
  secretKey: Uint8Array,
  info: Uint8Array,
  { enc, ciphertext }: Pick<SealedMessage, "enc" | "ciphertext">,
): Promise<OpenedMessage> {
  const context = await suite.createRecipientContext({
    recipientKey: await suite.kem.deserializePrivateKey(bufferOf(secretKey)),
    enc: bufferOf(enc),
    info: bufferOf(info),
  });
  return {
    plaintext: new Uint8Array(await context.open(bufferOf(ciphertext))),
    exported: async (label, length) => new Uint8Array(await context.export(bufferOf(label), length)),
  };
}

/** The public key of a secret one. */
export const publicOf = (secretKey: Uint8Array): Uint8Array => x25519.getPublicKey(secretKey);
