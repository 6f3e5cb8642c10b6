/**
 * What a voter's browser keeps between visits, in IndexedDB: in the clear, or sealed by a passphrase.
 *
 *     key = PBKDF2-HMAC-SHA-256(NFKC passphrase, salt (16), 600,000 rounds); AES-256-GCM, a fresh nonce (12) for each writing
 *
 * The salt, the nonce and the name are public. The name is bound as associated data, so no sealed record passes for that of another election.
 */
import { del, get, keys, set } from "idb-keyval";
import { ensure, Failure } from "../../src/errors/index.js";
import type {} from "./codes.js";

const ROUNDS = 600_000;
/** Characters: a passphrase guards a file that its thief can try at leisure. */
export const SHORTEST_PASSPHRASE = 12;

interface Sealed {
  readonly version: 1;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly content: ArrayBuffer;
}
type Stored = { readonly version: 1; readonly text: string } | Sealed;

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function keyOf(passphrase: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey(
    "raw",
    bytes(passphrase.normalize("NFKC")),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function storage<T>(what: () => Promise<T>): Promise<T> {
  try {
    return await what();
  } catch (cause) {
    throw new Failure("shared/storage", "this browser does not let the page keep anything", { cause });
  }
}

/** The names of all records here. @throws PsephosError `shared/storage` */
export const recordNames = async (): Promise<string[]> => (await storage(() => keys())).map(String);

/** One record. Open it before its text is read or written. */
export class Vault {
  readonly #name: string;
  #key: { readonly salt: Uint8Array<ArrayBuffer>; readonly key: CryptoKey } | undefined;

  /** @param name of the record: the same on every visit */
  constructor(name: string) {
    this.#name = name;
  }

  /** What there is. @throws PsephosError `shared/storage` */
  async look(): Promise<"nothing" | "plain" | "sealed"> {
    const stored = await storage(() => get<Stored>(this.#name));
    if (stored?.version !== 1) return "nothing";
    return "text" in stored ? "plain" : "sealed";
  }

  /** @param passphrase of a sealed record. @throws PsephosError `shared/passphrase`, `shared/storage` */
  async read(passphrase?: string): Promise<string | undefined> {
    const stored = await storage(() => get<Stored>(this.#name));
    if (stored?.version !== 1) return undefined;
    if ("text" in stored) return stored.text;
    const { salt, nonce, content } = stored;
    const key = passphrase === undefined ? this.#key?.key : await keyOf(passphrase, salt);
    const opened = key && (await this.#open(key, nonce, content));
    ensure(opened !== undefined, "shared/passphrase", "this is not the passphrase");
    this.#key = { salt, key: key! };
    return opened;
  }

  async #open(
    key: CryptoKey,
    nonce: Uint8Array<ArrayBuffer>,
    content: ArrayBuffer,
  ): Promise<string | undefined> {
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: bytes(this.#name) };
    try {
      return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, content));
    } catch {
      return undefined;
    }
  }

  /** Seals what is written from now on. @param passphrase at least {@link SHORTEST_PASSPHRASE} characters */
  async seal(passphrase: string): Promise<void> {
    ensure(passphrase.length >= SHORTEST_PASSPHRASE, "shared/passphrase", "the passphrase is too short");
    const salt = crypto.getRandomValues(new Uint8Array(16));
    this.#key = { salt, key: await keyOf(passphrase, salt) };
  }

  /** @throws PsephosError `shared/storage` */
  async write(text: string): Promise<void> {
    if (!this.#key) return storage(() => set(this.#name, { version: 1, text } satisfies Stored));
    const { salt, key } = this.#key;
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: bytes(this.#name) };
    const content = await crypto.subtle.encrypt(algorithm, key, bytes(text));
    await storage(() => set(this.#name, { version: 1, salt, nonce, content } satisfies Stored));
  }

  /** Removes the record from this browser. @throws PsephosError `shared/storage` */
  async forget(): Promise<void> {
    this.#key = undefined;
    await storage(() => del(this.#name));
  }
}
