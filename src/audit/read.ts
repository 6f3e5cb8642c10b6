/** Reads a bundle from its first byte to its last. Headers are made again and compared: nothing in the container is believed. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { crc32 } from "./crc32.js";
import {
  type BundleManifest,
  MANIFEST,
  MANIFEST_BYTES,
  MOST_BYTES,
  manifestText,
  parseManifest,
} from "./manifest.js";
import { type BundleSource, ByteReader, readSource } from "./source.js";
import { containerBytes, directory, LOCAL_HEADER_BYTES, localHeader, type ZipEntry } from "./zip-headers.js";

/** Where a local header has the CRC. */
const CRC_AT = 14;
const SIZE_AT = 22;

const must = (condition: unknown, what: string) =>
  ensure(
    condition,
    "audit/file",
    `the file is damaged, or is no bundle: ${what}`,
    "Get the bundle again, and compare its SHA-256 with the published one.",
  );

const uint32 = (bytes: Uint8Array, at: number) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);

/** Gets each file of a bundle, in order. */
export interface FileVisitor {
  manifest(manifest: BundleManifest): void;
  /** A part of a file's content. */
  content(name: string, part: Uint8Array): void | Promise<void>;
  /** A file is whole, and has the hash in the manifest. */
  end(name: string): void | Promise<void>;
}

class Container {
  readonly #reader: ByteReader;
  readonly #entries: ZipEntry[] = [];

  constructor(parts: AsyncIterable<Uint8Array>) {
    this.#reader = new ByteReader(parts);
  }

  /** Reads the header of the entry that has to come now. @param bytes the content's length; any if left out */
  async header(name: string, bytes?: number): Promise<ZipEntry> {
    const found = await this.#reader.exactly(LOCAL_HEADER_BYTES + name.length);
    must(found.length === LOCAL_HEADER_BYTES + name.length, `it ends before ${name}`);
    const entry = { name, bytes: bytes ?? uint32(found, SIZE_AT), crc: uint32(found, CRC_AT) };
    must(equalBytes(found, localHeader(entry)), `the header of ${name}`);
    this.#entries.push(entry);
    return entry;
  }

  /** Reads the content of an entry, in parts. */
  async *content({ name, bytes, crc }: ZipEntry): AsyncGenerator<Uint8Array> {
    let [left, found] = [bytes, 0];
    while (left > 0) {
      const part = await this.#reader.some(left);
      must(part, `it ends within ${name}`);
      found = crc32(part!, found);
      left -= part!.length;
      yield part!;
    }
    must(found === crc, `the CRC of ${name}`);
  }

  async end(): Promise<void> {
    const expected = directory(this.#entries);
    const found = await this.#reader.exactly(expected.length);
    must(found.length === expected.length && equalBytes(found, expected), "its directory");
    must((await this.#reader.some(1)) === undefined, "something follows its end");
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

async function readManifest(container: Container): Promise<BundleManifest> {
  const entry = await container.header(MANIFEST);
  must(entry.bytes <= MANIFEST_BYTES, "its manifest is too long");
  const bytes = new Uint8Array(entry.bytes);
  let at = 0;
  for await (const part of container.content(entry)) {
    bytes.set(part, at);
    at += part.length;
  }
  return parseManifest(bytes);
}

/** A larger file would have offsets that do not fit, and other programs would read other entries. @throws PsephosError `audit/file` */
function ensureSize(manifest: BundleManifest): void {
  const first = { name: MANIFEST, bytes: utf8ToBytes(manifestText(manifest)).length };
  const bytes = containerBytes([first, ...manifest.files]);
  must(bytes < MOST_BYTES, `its files give ${bytes} bytes, and a bundle has fewer than ${MOST_BYTES}`);
}

/** Parts, hashed as they pass. */
async function* hashed(parts: AsyncIterable<Uint8Array>, hash: ReturnType<typeof sha256.create>) {
  for await (const part of parts) {
    hash.update(part);
    yield part;
  }
}

/** A bundle whose container and hashes were checked. */
export interface OpenedBundle {
  readonly source: BundleSource;
  readonly manifest: BundleManifest;
  /** SHA-256 of the whole file. */
  readonly sha256: Hex;
}

/**
 * Reads a whole bundle, and checks container and hashes.
 * @throws PsephosError `audit/file`, `audit/manifest`
 */
export async function readBundle(source: BundleSource, visitor: FileVisitor): Promise<OpenedBundle> {
  const whole = sha256.create();
  const container = new Container(hashed(readSource(source), whole));
  try {
    const manifest = await readManifest(container);
    ensureSize(manifest);
    visitor.manifest(manifest);
    for (const { name, bytes, sha256: expected } of manifest.files) {
      const entry = await container.header(name, bytes);
      const hash = sha256.create();
      for await (const part of container.content(entry)) {
        hash.update(part);
        await visitor.content(name, part);
      }
      must(toHex(hash.digest()) === expected, `${name} does not have the hash in the manifest`);
      await visitor.end(name);
    }
    await container.end();
    return { source, manifest, sha256: toHex(whole.digest()) };
  } finally {
    await container.close();
  }
}

/** Where a file's content begins. */
function offsetOf({ manifest }: OpenedBundle, wanted: string): number {
  const first = { name: MANIFEST, bytes: utf8ToBytes(manifestText(manifest)).length };
  let at = 0;
  for (const { name, bytes } of [first, ...manifest.files]) {
    at += LOCAL_HEADER_BYTES + name.length;
    if (name === wanted) return at;
    at += bytes;
  }
  return at;
}

/**
 * Reads one file of a bundle again; its hash is compared again, because the source may have changed.
 * @throws PsephosError `audit/file`
 */
export async function* readFile(bundle: OpenedBundle, name: string): AsyncGenerator<Uint8Array> {
  const { bytes, sha256: expected } = bundle.manifest.files.find((one) => one.name === name)!;
  const reader = new ByteReader(readSource(bundle.source, offsetOf(bundle, name)));
  try {
    const hash = sha256.create();
    for (let left = bytes; left > 0; ) {
      const part = await reader.some(left);
      must(part, `it ends within ${name}`);
      hash.update(part!);
      left -= part!.length;
      yield part!;
    }
    must(toHex(hash.digest()) === expected, `${name} changed while it was read`);
  } finally {
    await reader.close();
  }
}

/** UTF-8 text, byte for byte; undefined if the bytes are not. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return equalBytes(utf8ToBytes(text), bytes) ? text : undefined;
  } catch {
    return undefined;
  }
}
