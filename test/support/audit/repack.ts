/** A bundle's files in memory, to alter them and write the bundle again with right hashes: what a forger would do. */
import { createHash } from "node:crypto";
import { crc32 } from "../../../src/audit/crc32.js";
import { type BundleManifest, manifestText, parseManifest } from "../../../src/audit/manifest.js";
import { directory, LOCAL_HEADER_BYTES, localHeader } from "../../../src/audit/zip-headers.js";

/** Contents by name, in order; without the manifest. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Unpacked {
  readonly manifest: BundleManifest;
  readonly files: Files;
}

/** The files of a bundle's bytes. */
export function unpack(bytes: Uint8Array): Unpacked {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (view.getUint32(at, true) === 0x04034b50) {
    const [size, length] = [view.getUint32(at + 22, true), view.getUint16(at + 26, true)];
    const begin = at + LOCAL_HEADER_BYTES + length;
    const name = new TextDecoder().decode(bytes.subarray(begin - length, begin));
    files.set(name, bytes.slice(begin, begin + size));
    at = begin + size;
  }
  const manifest = parseManifest(files.get("manifest.json")!);
  files.delete("manifest.json");
  return { manifest, files };
}

/** The container of files, the manifest among them. */
export function zipOf(files: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const entries = files.map(([name, bytes]) => ({ name, bytes: bytes.length, crc: crc32(bytes) }));
  const parts = files.flatMap(([, bytes], i) => [localHeader(entries[i]!), bytes]);
  return new Uint8Array(Buffer.concat([...parts, directory(entries)]));
}

const sha256 = (bytes: Uint8Array) => `0x${createHash("sha256").update(bytes).digest("hex")}` as const;

/** A bundle of these files, with a manifest that has their hashes. */
export function pack({ manifest, files }: Unpacked): Uint8Array {
  const listed = [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }));
  const text = manifestText({ ...manifest, files: listed });
  return zipOf([["manifest.json", Buffer.from(text)], ...files]);
}

/** The same with other files. */
export const withFiles = (bundle: Unpacked, change: (files: Map<string, Uint8Array>) => void): Unpacked => {
  const files = new Map(bundle.files);
  change(files);
  return { ...bundle, files };
};

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const linesOf = (bytes: Uint8Array): string[] => textOf(bytes).split("\n").slice(0, -1);
export const bytesOfLines = (lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
