/** A development key's files: made once for a circuit, and used again if they are complete and belong to that circuit. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesToHex } from "@noble/hashes/utils.js";
import { writeWhole } from "../../files/index.js";
import { formatVerificationKeyFile, readCompactKeyOrigin, verificationKeyHash } from "../../groth16/index.js";
import { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "./create.js";
import type { DevelopmentKeyOptions } from "./key-file.js";
import { DEVELOPMENT_SEED } from "./secrets.js";

/** A key of another version of the circuit is replaced: it can be made again. */
const ANEW = { replace: true } as const;

/** The paths of a development key's files; each name says INSECURE. */
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

const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Where a circuit's development key is looked for. */
export interface DevelopmentKeyPlace {
  readonly folder: string;
  /** The files' first name, as "census-7". */
  readonly name: string;
  /** The bytes of circom's .r1cs file. */
  readonly r1cs: Uint8Array;
  readonly seed?: string;
}

/** A development key without its proving key. */
type DevelopmentRecord = Pick<DevelopmentKey, "verificationKey" | "transcript">;

/**
 * The verification key and the transcript of the development key in `folder`; nothing unless both are complete, and belong to this circuit and
 * seed. The proving key is not read.
 */
export async function findDevelopmentRecord(
  place: DevelopmentKeyPlace,
): Promise<DevelopmentRecord | undefined> {
  const { folder, name, r1cs, seed = DEVELOPMENT_SEED } = place;
  const paths = developmentKeyPaths(folder, name);
  try {
    const transcript: DevelopmentTranscript = JSON.parse(await readFile(paths.transcript, "utf8"));
    const verificationKey: DevelopmentKey["verificationKey"] = JSON.parse(
      await readFile(paths.verificationKey, "utf8"),
    );
    const whole =
      transcript.version === 1 &&
      transcript.seed === seed &&
      transcript.circuit.r1csSha256 === sha256Hex(r1cs) &&
      transcript.verificationKeySha256 === verificationKeyHash(verificationKey);
    return whole ? { verificationKey, transcript } : undefined;
  } catch {
    return undefined; // absent or damaged: it is made again
  }
}

/** The same with the key in compact form, where `NAME.dev-INSECURE.pkey` is there and says that it was made from this key. */
export async function findCompactDevelopmentKey(
  place: DevelopmentKeyPlace,
): Promise<(DevelopmentRecord & { readonly pkey: Uint8Array }) | undefined> {
  const record = await findDevelopmentRecord(place);
  if (!record) return undefined;
  try {
    const { zkey } = developmentKeyPaths(place.folder, place.name);
    const pkey = new Uint8Array(await readFile(zkey.replace(/zkey$/, "pkey")));
    const { zkeySha256, development } = readCompactKeyOrigin(pkey);
    const same = development && bytesToHex(zkeySha256) === record.transcript.zkeySha256;
    return same ? { ...record, pkey } : undefined;
  } catch {
    return undefined;
  }
}

/** The key in `folder`, if its files are complete and this version would make the same from this circuit and seed. */
async function find(place: DevelopmentKeyPlace): Promise<DevelopmentKey | undefined> {
  const record = await findDevelopmentRecord(place);
  if (!record) return undefined;
  try {
    const zkey = new Uint8Array(await readFile(developmentKeyPaths(place.folder, place.name).zkey));
    return record.transcript.zkeySha256 === sha256Hex(zkey) ? { zkey, ...record } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The development key of a circuit in `folder`. It is found there if its files are complete and
 * belong to the same circuit and seed. Otherwise it is made and written. INSECURE by design, see `createDevelopmentKey`.
 * @throws as `createDevelopmentKey`, and what the file system throws on writing.
 */
export async function prepareDevelopmentKey(
  place: DevelopmentKeyPlace,
  options: DevelopmentKeyOptions & {
    /** A folder that cannot be written to is not an error: the key is made, and not kept. */
    readonly unkept?: boolean;
  } = {},
): Promise<StoredDevelopmentKey> {
  const { folder, name, r1cs, seed = DEVELOPMENT_SEED } = place;
  const paths = developmentKeyPaths(folder, name);
  const found = await find(place);
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
