/** A circuit's files for the commands: its program and its key. A development key is made if there is none. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureAble } from "../errors/index.js";
import type { VerificationKeyJson } from "../groth16/index.js";
import {
  BUNDLED_CIRCUITS,
  DEVELOPMENT_KEY_KIND,
  type DevelopmentKeyOptions,
  developmentCircuit,
  findBundledVerificationKey,
  findCompactDevelopmentKey,
  findDevelopmentRecord,
  isBundledCircuit,
  prepareDevelopmentKey,
  type RecordedKind,
} from "../setup/index.js";
import { readBytes } from "./files.js";
import {
  type FileOf,
  hasFinishedKey,
  isProgramOf,
  type PublishedKey,
  readFinishedKey,
  readPublishedKey,
} from "./finished-key.js";
import { keyLabel, warnOfKind } from "./key-kind.js";
import type { Output } from "./output.js";

/** What commands that only verify need of a circuit. */
export interface VerifyingCircuit {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
  readonly kind: RecordedKind;
  /** The kind, for people. */
  readonly label: string;
}

/** What a prover needs in addition. Each file is in its smaller form, if there is one. */
export interface Circuit extends VerifyingCircuit {
  /** The witness program: straight-line (.pwit), or circom's (.wasm). */
  readonly wasm: Uint8Array;
  /** The proving key: compact (.pkey), or as it was made (.zkey). */
  readonly zkey: Uint8Array;
}

const HERE = fileURLToPath(new URL("../..", import.meta.url));
/** Where a clone's script build:circuits puts its files. An installed package has neither. */
const BUILD = join(HERE, "build");

/** What to do if a circuit's files are missing. */
const missingHint = (name: string): string =>
  existsSync(join(HERE, "scripts", "build-circuits.ts"))
    ? `Run \`npm run build:circuits -- ${name}\`, or give the folder with --artifacts.`
    : "Give the folder that has them with --artifacts.";

const fileOf = (folder: string, name: string) => (suffix: string) => join(folder, name, `${name}${suffix}`);

const inBuild = (name: string): boolean => existsSync(fileOf(BUILD, name)(".wasm"));

/** Whether a circuit's files are taken from the package. */
const isOfPackage = (name: string, artifacts: string | undefined): boolean =>
  artifacts === undefined && !inBuild(name) && isBundledCircuit(name);

const notBrought = (name: string) =>
  [
    `psephos does not bring the files of ${name}: it brings ${BUNDLED_CIRCUITS.join(", ")}`,
    missingHint(name),
  ] as const;

/** Shows the progress of making a development key. */
const making = (signal: AbortSignal, progress: (text: string) => void): DevelopmentKeyOptions => ({
  signal,
  onProgress: ({ done, total }) => progress(`making it: ${Math.floor((100 * done) / total)} %`),
});

/** A key with its name. Its kind has been shown. */
function named<T extends PublishedKey>(name: string, key: T, output: Output): T & VerifyingCircuit {
  warnOfKind(output, key.kind);
  return { ...key, name, label: keyLabel(key.kind) };
}

/** A circuit that the package brings, with its development key. */
async function loadBundled(name: string, output: Output, signal: AbortSignal): Promise<Circuit> {
  const { wasm, pwit, zkey, verificationKey } = await output.step(
    `Loading the development key of ${name}`,
    (progress) => developmentCircuit(name, making(signal, progress)),
  );
  return named(name, { wasm: pwit ?? wasm, zkey, verificationKey, kind: DEVELOPMENT_KEY_KIND }, output);
}

/** The straight-line program if it was made from these constraints, otherwise circom's. */
async function readDevelopmentProgram(name: string, file: FileOf, r1cs: Uint8Array): Promise<Uint8Array> {
  if (existsSync(file(".pwit"))) {
    const pwit = await readBytes(file(".pwit"));
    if (isProgramOf(pwit, createHash("sha256").update(r1cs).digest("hex"))) return pwit;
  }
  return readBytes(file(".wasm"), missingHint(name));
}

/**
 * Reads a circuit's program and key. A ceremony's key (`NAME.zkey` or `NAME.pkey`, `NAME.vkey.json`, `NAME.transcript.json`) goes before a
 * development key, which is made if there is neither, and made again if the circuit has changed. The compact forms `NAME.pkey` and
 * `NAME.pwit` are read in place of `NAME.zkey` and `NAME.wasm` where they are there.
 * @param artifacts the folder of the circuits' folders; by default the clone's build/ if it has the circuit, otherwise the package's files
 * @throws PsephosError `cli/read`, `cli/key`, `cli/no-circuit`, and what key making throws
 */
export async function loadCircuit(
  name: string,
  output: Output,
  signal: AbortSignal,
  artifacts?: string,
): Promise<Circuit> {
  if (isOfPackage(name, artifacts)) return loadBundled(name, output, signal);
  const file = fileOf(artifacts ?? BUILD, name);
  if (artifacts === undefined) ensureAble(inBuild(name), "cli/no-circuit", ...notBrought(name));
  if (hasFinishedKey(file)) {
    const key = await output.step(`Loading the key of ${name}`, () =>
      readFinishedKey(file, missingHint(name)),
    );
    return named(name, key, output);
  }
  const r1cs = await readBytes(file(".r1cs"), missingHint(name));
  const wasm = await readDevelopmentProgram(name, file, r1cs);
  const place = { folder: join(artifacts ?? BUILD, name), name, r1cs };
  const key = await output.step(`Loading the development key of ${name}`, async (progress) => {
    const compact = await findCompactDevelopmentKey(place);
    if (compact) return { zkey: compact.pkey, verificationKey: compact.verificationKey };
    const { zkey, verificationKey } = await prepareDevelopmentKey(place, making(signal, progress));
    return { zkey, verificationKey };
  });
  return named(name, { wasm, ...key, kind: DEVELOPMENT_KEY_KIND }, output);
}

/** The verification key of a development key that was made before, where there is no ceremony's. */
async function findDevelopmentVerificationKey(name: string, artifacts: string | undefined) {
  if (isOfPackage(name, artifacts)) return findBundledVerificationKey(name);
  const folder = artifacts ?? BUILD;
  const file = fileOf(folder, name);
  const other = hasFinishedKey(file) || existsSync(file(".vkey.json")) || !existsSync(file(".r1cs"));
  if (other) return undefined;
  const r1cs = await readBytes(file(".r1cs"));
  return (await findDevelopmentRecord({ folder: join(folder, name), name, r1cs }))?.verificationKey;
}

/**
 * Reads a circuit's verification key, and no proving key where that is enough: of a ceremony's key where `NAME.vkey.json` and
 * `NAME.transcript.json` are there, of a development key where it was made before. All else is as with {@link loadCircuit}.
 * @throws PsephosError as `loadCircuit`
 */
export async function loadVerifyingCircuit(
  name: string,
  output: Output,
  signal: AbortSignal,
  artifacts?: string,
): Promise<VerifyingCircuit> {
  const verificationKey = await findDevelopmentVerificationKey(name, artifacts);
  if (verificationKey) return named(name, { verificationKey, kind: DEVELOPMENT_KEY_KIND }, output);
  const file = fileOf(artifacts ?? BUILD, name);
  if (existsSync(file(".vkey.json"))) return named(name, await readPublishedKey(file), output);
  return loadCircuit(name, output, signal, artifacts);
}
