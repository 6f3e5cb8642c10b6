/** The verification keys of census circuits. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Refusal } from "psephos";
import { createVerifier, type VerificationKeyJson, type Verifier } from "psephos/groth16";
import { pathsOf } from "./home.js";
import type { Settings } from "./settings.js";

/** A census circuit's verification key. */
export interface CensusKeyFile {
  readonly circuit: string;
  readonly verificationKey: VerificationKeyJson;
}

const KEY_FILE = /^(census-(\d{1,2}))\.vkey\.json$/;

/** Levels of a census circuit's tree, by its name. @throws PsephosError `node/verification-key` */
export function depthOf(circuit: string): number {
  const [, , depth] = KEY_FILE.exec(`${circuit}.vkey.json`) ?? [];
  if (depth === undefined) throw new Refusal("node/verification-key", `${circuit} is not a census circuit`);
  return Number(depth);
}

/** @throws PsephosError `node/verification-key` */
export function readCensusKey(path: string): CensusKeyFile {
  const [, circuit] = KEY_FILE.exec(basename(path)) ?? [];
  const refuse = (why: string, cause?: unknown) =>
    new Refusal("node/verification-key", `${path} is not a census circuit's verification key: ${why}`, {
      cause,
      hint: "Take the file CIRCUIT.vkey.json of the release, under its own name.",
    });
  if (circuit === undefined) throw refuse("its name is not census-DEPTH.vkey.json");
  try {
    return { circuit, verificationKey: JSON.parse(readFileSync(path, "utf8")) };
  } catch (cause) {
    throw refuse("it cannot be read as JSON", cause);
  }
}

/** The keys of a home and those that the settings name besides. @throws PsephosError `node/verification-key` */
export function censusKeysOf({ home, keys }: Pick<Settings, "home" | "keys">): CensusKeyFile[] {
  const folder = pathsOf(home).keys;
  const own = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => KEY_FILE.test(name))
        .sort()
    : [];
  return [...own.map((name) => join(folder, name)), ...keys].map(readCensusKey);
}

/** Opens the verifiers of keys. The caller closes them. */
export async function censusVerifiers(
  files: readonly CensusKeyFile[],
): Promise<{ readonly circuit: string; readonly verifier: Verifier }[]> {
  return Promise.all(
    files.map(async ({ circuit, verificationKey }) => ({
      circuit,
      verifier: await createVerifier(verificationKey),
    })),
  );
}
