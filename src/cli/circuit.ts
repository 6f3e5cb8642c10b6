/** A circuit's files for the commands: its program and its key, made for development where there is none. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensure, ensureAble } from "../errors/index.js";
import type { VerificationKeyJson } from "../groth16/index.js";
import {
  BUNDLED_CIRCUITS,
  type CeremonyTranscript,
  DEVELOPMENT_KEY_KIND,
  type DevelopmentKeyOptions,
  developmentCircuit,
  isBundledCircuit,
  isDevelopmentKey,
  parseTranscript,
  prepareDevelopmentKey,
  type RecordedKind,
  recordedKind,
  transcriptKind,
  verificationKeyHash,
} from "../setup/index.js";
import { readBytes, readJson, readText } from "./files.js";
import { keyLabel, warnOfKind } from "./key-kind.js";
import type { Output } from "./output.js";

/** What commands need of a circuit that only verify. */
export interface VerifyingCircuit {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
  readonly kind: RecordedKind;
  /** The kind, for people. */
  readonly label: string;
}

export interface Circuit extends VerifyingCircuit {
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
}

const HERE = fileURLToPath(new URL("../..", import.meta.url));
/** Where a clone's script build:circuits puts its files. An installed package has neither. */
const BUILD = join(HERE, "build");

/** What to do about a circuit whose files are not there. */
const missingHint = (name: string): string =>
  existsSync(join(HERE, "scripts", "build-circuits.ts"))
    ? `Run \`npm run build:circuits -- ${name}\`, or name the folder with --artifacts.`
    : "Name the folder that has them with --artifacts.";

const has = (folder: string, name: string): boolean => existsSync(join(folder, name, `${name}.wasm`));

const fileOf = (folder: string, name: string) => (suffix: string) => join(folder, `${name}${suffix}`);

/** How the making of a development key is told. */
const making = (signal: AbortSignal, progress: (text: string) => void): DevelopmentKeyOptions => ({
  signal,
  onProgress: ({ done, total }) => progress(`making it: ${Math.floor((100 * done) / total)} %`),
});

/** A circuit that the package brings, with its development key. */
async function loadBundled(name: string, output: Output, signal: AbortSignal): Promise<Circuit> {
  const kind = DEVELOPMENT_KEY_KIND;
  const { wasm, zkey, verificationKey } = await output.step(
    `Loading the development key of ${name}`,
    (progress) => developmentCircuit(name, making(signal, progress)),
  );
  warnOfKind(output, kind);
  return { name, wasm, zkey, verificationKey, kind, label: keyLabel(kind) };
}

/**
 * Reads a circuit's program and key. A ceremony's key (`NAME.zkey`, `NAME.vkey.json`, `NAME.transcript.json`) goes before a development
 * key, which is made if there is neither, and made anew when the circuit has changed.
 * @param artifacts the folder of the circuits' folders; unless told, the clone's build/ where it has the circuit, else what the package brings
 * @throws PsephosError `cli/read`, `cli/key`, `cli/no-circuit`, and what key making throws
 */
export async function loadCircuit(
  name: string,
  output: Output,
  signal: AbortSignal,
  artifacts?: string,
): Promise<Circuit> {
  if (artifacts === undefined && !has(BUILD, name) && isBundledCircuit(name))
    return loadBundled(name, output, signal);
  const folder = join(artifacts ?? BUILD, name);
  const file = fileOf(folder, name);
  if (artifacts === undefined) ensureAble(has(BUILD, name), "cli/no-circuit", ...notBrought(name));
  const wasm = await readBytes(file(".wasm"), missingHint(name));
  if (existsSync(file(".zkey"))) {
    const key = await output.step(`Loading the key of ${name}`, () => readFinishedKey(file, wasm));
    warnOfKind(output, key.kind);
    return { name, wasm, ...key, label: keyLabel(key.kind) };
  }
  const r1cs = await readBytes(file(".r1cs"), missingHint(name));
  const { zkey, verificationKey } = await output.step(`Loading the development key of ${name}`, (progress) =>
    prepareDevelopmentKey({ folder, name, r1cs }, making(signal, progress)),
  );
  warnOfKind(output, DEVELOPMENT_KEY_KIND);
  const kind = DEVELOPMENT_KEY_KIND;
  return { name, wasm, zkey, verificationKey, kind, label: keyLabel(kind) };
}

/**
 * Reads a circuit's verification key. Of a ceremony's key (`NAME.vkey.json`, `NAME.transcript.json`) that is enough: it is read
 * alone where no proving key is beside it; all else is as with {@link loadCircuit}.
 * @throws PsephosError as `loadCircuit`
 */
export async function loadVerifyingCircuit(
  name: string,
  output: Output,
  signal: AbortSignal,
  artifacts?: string,
): Promise<VerifyingCircuit> {
  const file = fileOf(join(artifacts ?? BUILD, name), name);
  if (existsSync(file(".zkey")) || !existsSync(file(".vkey.json")))
    return loadCircuit(name, output, signal, artifacts);
  const { verificationKey, transcript } = await readPublishedKey(file);
  const { keyKind } = transcript;
  ensure(keyKind !== "ceremony" || transcriptKind(transcript) === keyKind, "cli/key", ...notClosed(file));
  warnOfKind(output, keyKind);
  return { name, verificationKey, kind: keyKind, label: keyLabel(keyKind) };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

type FileOf = ReturnType<typeof fileOf>;

const notBrought = (name: string) =>
  [
    `psephos does not bring the files of ${name}: it brings ${BUNDLED_CIRCUITS.join(", ")}`,
    missingHint(name),
  ] as const;

const disguised = (file: FileOf) =>
  [
    `${file(".zkey")} is a development key under a ceremony key's name`,
    "Remove it and the .vkey.json beside it; a development key is made anew under its own name.",
  ] as const;

const notClosed = (file: FileOf) =>
  [
    `${file(".transcript.json")} calls a ceremony's what no public beacon closed`,
    "A constant or counting value is no beacon: check the setup with `psephos setup replay`.",
  ] as const;

/** A ceremony's verification key, with the transcript that names it. */
async function readPublishedKey(file: FileOf) {
  const verificationKey = (await readJson(file(".vkey.json"))) as VerificationKeyJson;
  ensure(!isDevelopmentKey(verificationKey), "cli/key", ...disguised(file));
  const hint = "Take it from where the key is from: a key without its transcript is anybody's.";
  const transcript = parseTranscript(await readText(file(".transcript.json"), hint));
  ensure(
    transcript.verificationKeySha256 === verificationKeyHash(verificationKey),
    "cli/key",
    `${file(".transcript.json")} is the transcript of another key`,
  );
  return { verificationKey, transcript };
}

/** A ceremony's key, of which the transcript beside it says which kind it is, and which witness program goes with it. */
async function readFinishedKey(file: FileOf, wasm: Uint8Array) {
  const zkey = await readBytes(file(".zkey"));
  ensure(recordedKind(zkey) !== DEVELOPMENT_KEY_KIND, "cli/key", ...disguised(file));
  const { verificationKey, transcript } = await readPublishedKey(file);
  ensure(
    transcript.zkeySha256 === sha256(zkey),
    "cli/key",
    `${file(".transcript.json")} is the transcript of another key`,
  );
  ensure(
    transcript.keyKind !== "ceremony" || recordedKind(zkey) === "ceremony",
    "cli/key",
    ...notClosed(file),
  );
  const { program } = transcript.circuit as Partial<CeremonyTranscript["circuit"]>;
  ensure(
    !program || program.wasmSha256 === sha256(wasm),
    "cli/key",
    `${file(".wasm")} is not the witness program that the key's transcript names`,
    "Take it from where the key is from, or build it from the sources that the transcript names.",
  );
  return { zkey, verificationKey, kind: transcript.keyKind };
}
