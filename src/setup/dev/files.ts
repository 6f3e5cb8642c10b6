/** A development key's files: made once for a circuit, found again when they are whole and of that circuit. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { writeWhole } from "../../files/index.js";
import { formatVerificationKeyFile, verificationKeyHash } from "../../groth16/index.js";
import { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "./create.js";
import type { DevelopmentKeyOptions } from "./key-file.js";
import { DEVELOPMENT_SEED } from "./secrets.js";

/** A key that is not of the circuit any more is replaced: it can be made again. */
const ANEW = { replace: true } as const;

/** Where a development key's files stand; each name says INSECURE. */
export interface DevelopmentKeyPaths {
  readonly zkey: string;
  readonly verificationKey: string;
  readonly transcript: string;
}

/** A key on disk. */
export interface StoredDevelopmentKey extends DevelopmentKey {
  readonly paths: DevelopmentKeyPaths;
  /** False when the key was found there. */
  readonly made: boolean;
}

/** The paths of the development key of circuit `name` in `folder`. */
export function developmentKeyPaths(folder: string, name: string): DevelopmentKeyPaths {
  const path = (extension: string): string => join(folder, `${name}.dev-INSECURE.${extension}`);
  return { zkey: path("zkey"), verificationKey: path("vkey.json"), transcript: path("transcript.json") };
}

/** The key in those files, if they are whole and what this version makes of this circuit and seed. */
async function find(
  paths: DevelopmentKeyPaths,
  r1csHash: string,
  seed: string,
): Promise<DevelopmentKey | undefined> {
  try {
    const [zkey, verificationKeyText, transcriptText] = await Promise.all([
      readFile(paths.zkey),
      readFile(paths.verificationKey, "utf8"),
      readFile(paths.transcript, "utf8"),
    ]);
    const transcript: DevelopmentTranscript = JSON.parse(transcriptText);
    const verificationKey: DevelopmentKey["verificationKey"] = JSON.parse(verificationKeyText);
    const whole =
      transcript.version === 1 &&
      transcript.seed === seed &&
      transcript.circuit.r1csSha256 === r1csHash &&
      transcript.zkeySha256 === bytesToHex(sha256(zkey)) &&
      transcript.verificationKeySha256 === verificationKeyHash(verificationKey);
    return whole ? { zkey: new Uint8Array(zkey), verificationKey, transcript } : undefined;
  } catch {
    return undefined; // absent or damaged: made anew, which is always possible
  }
}

/**
 * The development key of a circuit in `folder` (made if need be): found there when its files are whole and were
 * made for the same circuit and seed, else made and written. INSECURE by design, see `createDevelopmentKey`.
 * @param input `name`: the files' first name, as "census-7"; `r1cs`: the bytes of circom's .r1cs file.
 * @throws as `createDevelopmentKey`, and what the file system throws on writing.
 */
export async function prepareDevelopmentKey(
  input: {
    readonly folder: string;
    readonly name: string;
    readonly r1cs: Uint8Array;
    readonly seed?: string;
  },
  options: DevelopmentKeyOptions & {
    /** A folder that cannot be written to is no error: the key is made, and not kept. */
    readonly unkept?: boolean;
  } = {},
): Promise<StoredDevelopmentKey> {
  const { folder, name, r1cs, seed = DEVELOPMENT_SEED } = input;
  const paths = developmentKeyPaths(folder, name);
  const found = await find(paths, bytesToHex(sha256(r1cs)), seed);
  if (found) return { ...found, paths, made: false };
  const key = await createDevelopmentKey({ r1cs, seed }, options);
  try {
    await writeWhole(paths.zkey, key.zkey, ANEW);
    await writeWhole(paths.verificationKey, formatVerificationKeyFile(key.verificationKey), ANEW);
    await writeWhole(paths.transcript, `${JSON.stringify(key.transcript, null, 2)}\n`, ANEW);
  } catch (error) {
    if (!options.unkept) throw error;
  }
  return { ...key, paths, made: true };
}
