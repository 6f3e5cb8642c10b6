/**
 * Alters every fact of a bundle, one at a time: each byte class of the container, each field of each document, line and transaction; and lines dropped,
 * doubled, exchanged and moved. Each alteration but those of the container comes with right hashes. It says which line of an audit has to find it.
 */
import { createHash } from "node:crypto";
import type { Check } from "../../../src/audit/index.js";
import { LOCAL_HEADER_BYTES } from "../../../src/audit/zip-headers.js";
import { changed, leavesOf } from "../json-leaves.js";
import { bytesOfLines, linesOf, pack, textOf, type Unpacked, unpack, withFiles, zipOf } from "./repack.js";
import { transactionAttacks } from "./transaction-attacks.js";

export interface Attack {
  readonly name: string;
  /** The lines of which one has to be the first wrong one. */
  readonly found: readonly Check[];
  /** It may also change nothing that the chain commits to: then the audit gives the same record and results. */
  readonly harmless?: boolean;
  /** The altered bundle. */
  readonly make: () => Uint8Array;
}

/** A document in the form of bundles, with one leaf changed. */
function withLeaf(text: string, path: readonly string[]): string {
  const document = JSON.parse(text);
  const parent = path.slice(0, -1).reduce((one, key) => one[key], document);
  const key = path.at(-1)!;
  parent[key] = other(parent[key]);
  return text.startsWith("{\n") || text.startsWith("[\n")
    ? `${JSON.stringify(document, null, 1)}\n`
    : JSON.stringify(document) + (text.endsWith("\n") ? "\n" : "");
}

/** Another value of the same form. */
function other(value: unknown): unknown {
  if (value === null) return [0];
  if (typeof value === "boolean") return !value;
  if (typeof value === "string" && value.length < 5) return value === "1" ? "2" : "1";
  return changed(value);
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
};

/** Every byte of every header, in turn, and what is left out or added. */
function* containerAttacks(bytes: Uint8Array): Generator<Attack> {
  const { files } = unpack(bytes);
  const attack = (name: string, make: () => Uint8Array): Attack => ({ name, found: ["file"], make });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (view.getUint32(at, true) === 0x04034b50) {
    const [size, length] = [view.getUint32(at + 22, true), view.getUint16(at + 26, true)];
    const name = textOf(bytes.subarray(at + LOCAL_HEADER_BYTES, at + LOCAL_HEADER_BYTES + length));
    for (let i = 0; i < LOCAL_HEADER_BYTES + length; i++) {
      const place = at + i;
      yield attack(`header of ${name}, byte ${i}`, () => flipped(bytes, place));
    }
    const middle = at + LOCAL_HEADER_BYTES + length + Math.floor(size / 2);
    if (size > 0) yield attack(`content of ${name}, without its hash`, () => flipped(bytes, middle));
    at += LOCAL_HEADER_BYTES + length + size;
  }
  for (let place = at; place < bytes.length; place++)
    yield attack(`directory, byte ${place - at}`, () => flipped(bytes, place));
  yield attack("cut off", () => bytes.slice(0, -1));
  yield attack("cut off in the middle", () => bytes.slice(0, bytes.length >> 1));
  yield attack("a byte more", () => new Uint8Array([...bytes, 0]));
  yield attack("empty", () => new Uint8Array());
  const names = [...files.keys()];
  for (const name of names) {
    const required = !/^metadata$|pspc$|vkey|transcript|results|rollup/.test(name);
    if (required)
      yield attack(`without ${name}`, () => pack(withFiles(unpack(bytes), (all) => void all.delete(name))));
  }
  yield attack("an unknown file", () =>
    pack(withFiles(unpack(bytes), (all) => void all.set("more.json", new Uint8Array([123, 125])))),
  );
  yield attack("files in another order", () => {
    const { manifest, files: all } = unpack(bytes);
    const [first, second, ...rest] = [...all];
    return pack({ manifest, files: new Map([second!, first!, ...rest]) });
  });
}

/** The fields of the manifest. */
function* manifestAttacks(bytes: Uint8Array): Generator<Attack> {
  const bundle = unpack(bytes);
  const found: Record<string, readonly Check[]> = {
    genesisHash: ["chain"],
    processId: ["process"],
    height: ["record"],
  };
  const text = (files: Unpacked) => textOf(unpackManifest(pack(files)));
  for (const path of leavesOf(JSON.parse(text(bundle))))
    yield {
      name: `manifest.json: ${path.join(".")}`,
      found: found[path[0]!] ?? ["file"],
      make: () => zipOf([["manifest.json", Buffer.from(withLeaf(text(bundle), path))], ...bundle.files]),
    };
}

const unpackManifest = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const begin = LOCAL_HEADER_BYTES + view.getUint16(26, true);
  return bytes.subarray(begin, begin + view.getUint32(22, true));
};

/** Each leaf of a JSON file. */
export function* leafAttacks(
  bundle: Unpacked,
  name: string,
  found: (path: readonly string[]) => readonly Check[],
): Generator<Attack> {
  const file = bundle.files.get(name);
  if (!file) return;
  const text = textOf(file);
  for (const path of leavesOf(JSON.parse(text)))
    yield {
      name: `${name}: ${path.join(".")}`,
      found: found(path),
      make: () => pack(withFiles(bundle, (all) => void all.set(name, Buffer.from(withLeaf(text, path))))),
    };
}

/** Each leaf of each line, and each line dropped, doubled, and exchanged with the next one. */
export function* lineAttacks(bundle: Unpacked, name: string, found: readonly Check[]): Generator<Attack> {
  const lines = linesOf(bundle.files.get(name)!);
  const write = (changed: readonly string[]) =>
    pack(withFiles(bundle, (all) => void all.set(name, bytesOfLines(changed))));
  for (const [i, line] of lines.entries()) {
    for (const path of leavesOf(JSON.parse(line)))
      yield {
        name: `${name}, line ${i + 1}: ${path.join(".")}`,
        found,
        make: () => write(lines.with(i, withLeaf(line, path))),
      };
    yield { name: `${name}, line ${i + 1}: dropped`, found, make: () => write(lines.toSpliced(i, 1)) };
    yield { name: `${name}, line ${i + 1}: doubled`, found, make: () => write(lines.toSpliced(i, 0, line)) };
    if (i + 1 < lines.length)
      yield {
        name: `${name}, line ${i + 1}: exchanged with the next`,
        found,
        make: () => write(lines.toSpliced(i, 2, lines[i + 1]!, line)),
      };
  }
  if (lines.length > 0)
    yield {
      name: `${name}: without its last line feed`,
      found,
      make: () => pack(withFiles(bundle, (all) => void all.set(name, bundle.files.get(name)!.slice(0, -1)))),
    };
}

/** The genesis document with one leaf changed, and its hash in the manifest: another chain, for which nothing in the bundle was signed. */
function* genesisAttacks({ manifest, files }: Unpacked): Generator<Attack> {
  const text = textOf(files.get("genesis.json")!);
  for (const path of leavesOf(JSON.parse(text))) {
    const genesis = Buffer.from(withLeaf(text, path));
    const genesisHash = `0x${createHash("sha256").update(genesis).digest("hex")}` as const;
    yield {
      name: `genesis.json, with its hash: ${path.join(".")}`,
      found: ["chain", "process", "history"],
      make: () =>
        pack(
          withFiles(
            { manifest: { ...manifest, genesisHash }, files },
            (all) => void all.set("genesis.json", genesis),
          ),
        ),
    };
  }
}

/** Some bytes of a binary file. */
function* byteAttacks(
  bundle: Unpacked,
  name: string,
  found: readonly Check[],
  step: number,
): Generator<Attack> {
  const file = bundle.files.get(name);
  if (!file) return;
  for (let at = 0; at < file.length; at += step)
    yield {
      name: `${name}: byte ${at}`,
      found,
      make: () => pack(withFiles(bundle, (all) => void all.set(name, flipped(file, at)))),
    };
}

const without = (bundle: Unpacked, name: string, found: readonly Check[]): Attack => ({
  name: `without ${name}`,
  found,
  make: () => pack(withFiles(bundle, (all) => void all.delete(name))),
});

/** Every alteration of a bundle. @param bytes the right one */
export function* attacksOn(bytes: Uint8Array): Generator<Attack> {
  const bundle = unpack(bytes);
  yield* containerAttacks(bytes);
  yield* manifestAttacks(bytes);
  yield* leafAttacks(bundle, "genesis.json", () => ["chain"]);
  yield* genesisAttacks(bundle);
  yield* leafAttacks(bundle, "process.json", () => ["process"]);
  yield* byteAttacks(bundle, "metadata", ["process"], 97);
  for (const name of bundle.files.keys())
    if (name.endsWith(".pspc")) yield* byteAttacks(bundle, name, ["census"], 7);
  yield* leafAttacks(bundle, "census-7.vkey.json", () => ["key"]);
  yield* transactionAttacks(bundle);
  yield* leafAttacks(bundle, "record.json", () => ["record"]);
  yield* lineAttacks(bundle, "heads.jsonl", ["signed"]);
  yield* lineAttacks(bundle, "votes.jsonl", ["ballots"]);
  yield* leafAttacks(bundle, "results.json", () => ["count"]);
  if (bundle.files.has("results.json")) yield without(bundle, "results.json", ["count"]);
  if (bundle.files.has("census-7.vkey.json")) yield without(bundle, "census-7.vkey.json", ["key"]);
}
