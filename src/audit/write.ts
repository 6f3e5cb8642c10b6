/** Writes a bundle: its files get their hashes as they come, and then the container is written from the first byte to the last. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { crc32 } from "./crc32.js";
import { type BundleFile, type BundleManifest, MANIFEST, MOST_BYTES, manifestText } from "./manifest.js";
import { memorySpool, type Spool } from "./spool.js";
import { containerBytes, directory, localHeader, type ZipEntry } from "./zip-headers.js";

/** A file of a bundle, ready to be written. */
export interface PreparedFile extends BundleFile, ZipEntry {
  read(): AsyncIterable<Uint8Array>;
}

/** Lines are given to the spool in parts of about this length. */
const PART = 1 << 16;

/** Collects a file, in text, part by part. */
export class FileWriter {
  readonly #name: string;
  readonly #spool: Spool;
  readonly #hash = sha256.create();
  #waiting: string[] = [];
  #characters = 0;
  #bytes = 0;
  #crc = 0;

  constructor(name: string, spool: Spool) {
    this.#name = name;
    this.#spool = spool;
  }

  async text(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#characters += text.length;
    if (this.#characters >= PART) await this.#flush();
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.#flush();
    this.#hash.update(bytes);
    this.#crc = crc32(bytes, this.#crc);
    this.#bytes += bytes.length;
    await this.#spool.append(bytes);
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = utf8ToBytes(this.#waiting.join(""));
    [this.#waiting, this.#characters] = [[], 0];
    await this.bytes(bytes);
  }

  async end(): Promise<PreparedFile> {
    await this.#flush();
    return {
      name: this.#name,
      bytes: this.#bytes,
      sha256: toHex(this.#hash.digest()),
      crc: this.#crc,
      read: () => this.#spool.read(),
    };
  }
}

/** A file that is in memory. */
export async function smallFile(name: string, content: string | Uint8Array): Promise<PreparedFile> {
  const writer = new FileWriter(name, memorySpool());
  await writer.bytes(typeof content === "string" ? utf8ToBytes(content) : content);
  return writer.end();
}

/** A bundle that is ready to be written. */
export interface PreparedBundle {
  readonly manifest: BundleManifest;
  /** In the manifest's order. */
  readonly files: readonly PreparedFile[];
}

/**
 * The bytes of a bundle, in parts.
 * @throws PsephosError `audit/too-large`
 */
export async function* bundleBytes({ manifest, files }: PreparedBundle): AsyncGenerator<Uint8Array> {
  const all = [await smallFile(MANIFEST, manifestText(manifest)), ...files];
  const end = directory(all);
  const bytes = containerBytes(all);
  ensure(
    bytes < MOST_BYTES,
    "audit/too-large",
    `the bundle would have ${bytes} bytes, and a bundle has fewer than ${MOST_BYTES}`,
  );
  for (const file of all) {
    yield localHeader(file);
    yield* file.read();
  }
  yield end;
}
