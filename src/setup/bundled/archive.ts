/**
 * The circuits' files in the package, so that it works without the sources and the compiler: dist/circuits/, written by
 * scripts/build-bundled-circuits.ts. All files of one extension are one Brotli stream, because the circuits share most of their bytes:
 * alone, each is two or three times as large. index.json says where each file begins and what its hash is.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensureAble, Failure } from "../../errors/index.js";

/** The circuits in the package: the census circuits, and the small instance of the rollup. */
export const BUNDLED_CIRCUITS = ["census-7", "census-11", "tally-8", "tally-open-8"] as const;
export type BundledCircuit = (typeof BUNDLED_CIRCUITS)[number];

/** Constraints, circom's witness program, and the straight-line witness program if there is one. */
export const BUNDLED_EXTENSIONS = ["r1cs", "wasm", "pwit"] as const;
export type BundledExtension = (typeof BUNDLED_EXTENSIONS)[number];

/** A file's place in the stream of its extension, in bytes, and its SHA-256 in hex. */
export interface BundledEntry {
  readonly offset: number;
  readonly size: number;
  readonly sha256: string;
}
export type BundledIndex = Readonly<
  Record<BundledExtension, Readonly<Partial<Record<BundledCircuit, BundledEntry>>>>
>;

/** This path is the same from src/ and from dist/. */
const FOLDER = new URL("../../../dist/circuits/", import.meta.url);

export const isBundledCircuit = (name: string): name is BundledCircuit =>
  (BUNDLED_CIRCUITS as readonly string[]).includes(name);

async function readPart(name: string, folder: URL): Promise<Uint8Array> {
  try {
    return await readFile(new URL(name, folder));
  } catch (cause) {
    throw new Failure(
      "setup/bundled-missing",
      `the circuits' files are not beside the package: no ${name} in ${fileURLToPath(folder)}`,
      {
        cause,
        hint: "Install psephos again. A program that is bundled into one file has to read a circuit's files from a release instead.",
      },
    );
  }
}

/**
 * A file of a circuit in the package.
 * @param folder where the package has them
 * @returns undefined for a circuit that has no such file
 * @throws PsephosError `setup/bundled-missing`, `setup/bundled-damaged`
 */
export async function readBundledFile(
  circuit: BundledCircuit,
  extension: BundledExtension,
  folder = FOLDER,
): Promise<Uint8Array | undefined> {
  const index = JSON.parse(new TextDecoder().decode(await readPart("index.json", folder))) as BundledIndex;
  const entries = index[extension];
  const entry = entries[circuit];
  if (entry === undefined) return undefined;
  const { offset, size } = entry;
  const total = Object.values(entries).reduce((sum, { size }) => sum + size, 0);
  const packed = await readPart(`${extension}.br`, folder);
  const stream = await promisify(brotliDecompress)(packed, { maxOutputLength: total }).catch(() => undefined);
  const bytes = stream && new Uint8Array(stream.subarray(offset, offset + size));
  ensureAble(
    bytes !== undefined && bytesToHex(sha256(bytes)) === entry.sha256,
    "setup/bundled-damaged",
    `${circuit}.${extension} in the package is damaged`,
    "Install psephos again.",
  );
  return bytes;
}
