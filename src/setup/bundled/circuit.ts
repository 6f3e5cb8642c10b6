/** A circuit of the package with its development key: everything that a program needs for a first try. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { platformFolder } from "../../artifacts/index.js";
import { ensure } from "../../errors/index.js";
import type { DevelopmentKey } from "../dev/create.js";
import { findDevelopmentRecord, prepareDevelopmentKey, type StoredDevelopmentKey } from "../dev/files.js";
import type { DevelopmentKeyOptions } from "../dev/key-file.js";
import { BUNDLED_CIRCUITS, type BundledCircuit, isBundledCircuit, readBundledFile } from "./archive.js";

/** A circuit's files. */
export interface CircuitFiles {
  readonly name: BundledCircuit;
  /** Its constraints, as circom writes them. */
  readonly r1cs: Uint8Array;
  /** circom's witness program. */
  readonly wasm: Uint8Array;
  /** The straight-line witness program, of the census circuits: smaller, and faster. */
  readonly pwit?: Uint8Array;
}

/** A circuit's files with an INSECURE key. */
export interface DevelopmentCircuit extends CircuitFiles, Omit<StoredDevelopmentKey, "paths"> {}

function ensureBundled(name: string): asserts name is BundledCircuit {
  ensure(
    isBundledCircuit(name),
    "setup/not-bundled",
    `psephos does not bring the files of ${name}`,
    `It brings ${BUNDLED_CIRCUITS.join(", ")}.`,
  );
}

/**
 * The files of a circuit in the package. The circuits of large rollups (tally-64) are not in it.
 * @param name one of `BUNDLED_CIRCUITS`
 * @throws PsephosError `setup/not-bundled`, `setup/bundled-missing`, `setup/bundled-damaged`
 */
export async function bundledCircuit(name: string): Promise<CircuitFiles> {
  ensureBundled(name);
  const r1cs = (await readBundledFile(name, "r1cs"))!;
  const wasm = (await readBundledFile(name, "wasm"))!;
  const pwit = await readBundledFile(name, "pwit");
  return { name, r1cs, wasm, ...(pwit && { pwit }) };
}

/** Where the development keys of bundled circuits are kept: one folder for each version of a circuit. */
function keyFolder({ name, r1cs }: Pick<CircuitFiles, "name" | "r1cs">): string {
  return `${platformFolder()}/dev-INSECURE/${name}-${bytesToHex(sha256(r1cs)).slice(0, 16)}`;
}

/**
 * The verification key of a bundled circuit's development key, INSECURE by design; nothing if the key was not made before.
 * @param name one of `BUNDLED_CIRCUITS`
 * @throws as `bundledCircuit`
 */
export async function findBundledVerificationKey(
  name: string,
): Promise<DevelopmentKey["verificationKey"] | undefined> {
  ensureBundled(name);
  const r1cs = (await readBundledFile(name, "r1cs"))!;
  return (await findDevelopmentRecord({ folder: keyFolder({ name, r1cs }), name, r1cs }))?.verificationKey;
}

/**
 * A circuit of the package, with its development key. INSECURE by design: anyone can forge proofs under this key. The key
 * is made the first time (in seconds; `tally-8` takes ten), and kept in `$XDG_CACHE_HOME/psephos` if that folder can be written to.
 * @param name one of `BUNDLED_CIRCUITS`
 * @throws as `bundledCircuit`; the signal's reason
 */
export async function developmentCircuit(
  name: string,
  options: DevelopmentKeyOptions = {},
): Promise<DevelopmentCircuit> {
  const files = await bundledCircuit(name);
  const input = { folder: keyFolder(files), name, r1cs: files.r1cs };
  const { paths: _, ...key } = await prepareDevelopmentKey(input, { ...options, unkept: true });
  return { ...files, ...key };
}
