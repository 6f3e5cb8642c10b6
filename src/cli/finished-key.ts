/** A ceremony's key in a folder: `NAME.zkey` or its compact form `NAME.pkey`, `NAME.vkey.json` and `NAME.transcript.json`. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { parseWitnessProgram, readCompactKeyOrigin, type VerificationKeyJson } from "../groth16/index.js";
import {
  type CeremonyTranscript,
  DEVELOPMENT_KEY_KIND,
  isDevelopmentKey,
  parseTranscript,
  type RecordedKind,
  recordedKind,
  type SetupTranscript,
  transcriptKind,
  verificationKeyHash,
} from "../setup/index.js";
import { readBytes, readJson, readText } from "./files.js";

/** The path of a circuit's file with this ending. */
export type FileOf = (suffix: string) => string;

/** A key that only verifies. */
export interface PublishedKey {
  readonly verificationKey: VerificationKeyJson;
  readonly kind: RecordedKind;
}

/** A key that proves, and the witness program that goes with it. */
export interface FinishedKey extends PublishedKey {
  /** Compact if there is such a file, otherwise the .zkey. */
  readonly zkey: Uint8Array;
  /** The straight-line program if there is one, otherwise circom's. */
  readonly wasm: Uint8Array;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const disguised = (path: string) =>
  [
    `${path} is a development key under a ceremony key's name`,
    "Remove it and the .vkey.json beside it. A development key is then made under its own name.",
  ] as const;

const notClosed = (file: FileOf) =>
  [
    `${file(".transcript.json")} calls a ceremony's what no public beacon closed`,
    "A constant or counting value is not a beacon. Check the setup with `psephos setup replay`.",
  ] as const;

/** A ceremony's verification key, with the transcript that names it. */
async function readTranscribed(file: FileOf) {
  const verificationKey = (await readJson(file(".vkey.json"))) as VerificationKeyJson;
  ensure(!isDevelopmentKey(verificationKey), "cli/key", ...disguised(file(".vkey.json")));
  const hint =
    "Download it from the source of the key. Without its transcript, nothing shows who made a key.";
  const transcript = parseTranscript(await readText(file(".transcript.json"), hint));
  ensure(
    transcript.verificationKeySha256 === verificationKeyHash(verificationKey),
    "cli/key",
    `${file(".transcript.json")} is the transcript of another key`,
  );
  const { keyKind } = transcript;
  ensure(keyKind !== "ceremony" || transcriptKind(transcript) === keyKind, "cli/key", ...notClosed(file));
  return { verificationKey, transcript };
}

/** Whether there is a ceremony's proving key, in either form. */
export const hasFinishedKey = (file: FileOf): boolean =>
  existsSync(file(".zkey")) || existsSync(file(".pkey"));

/** A ceremony's verification key alone. @throws PsephosError `cli/read`, `cli/key` */
export async function readPublishedKey(file: FileOf): Promise<PublishedKey> {
  const { verificationKey, transcript } = await readTranscribed(file);
  return { verificationKey, kind: transcript.keyKind };
}

/** The compact key. It names the .zkey that it was made from. A false one makes proofs that do not verify, and the prover checks its own proofs. */
async function readCompact(path: string, { zkeySha256 }: SetupTranscript): Promise<Uint8Array> {
  const pkey = await readBytes(path);
  const origin = readCompactKeyOrigin(pkey);
  ensure(!origin.development, "cli/key", ...disguised(path));
  ensure(
    bytesToHex(origin.zkeySha256) === zkeySha256,
    "cli/key",
    `${path} is the compact form of another key than the transcript's`,
    "Remove it, or make it again from the .zkey with `psephos compact key`.",
  );
  return pkey;
}

async function readWhole(file: FileOf, { keyKind, zkeySha256 }: SetupTranscript): Promise<Uint8Array> {
  const zkey = await readBytes(file(".zkey"));
  const kind = recordedKind(zkey);
  ensure(kind !== DEVELOPMENT_KEY_KIND, "cli/key", ...disguised(file(".zkey")));
  ensure(
    zkeySha256 === sha256(zkey),
    "cli/key",
    `${file(".transcript.json")} is the transcript of another key`,
  );
  ensure(keyKind !== "ceremony" || kind === "ceremony", "cli/key", ...notClosed(file));
  return zkey;
}

/** Whether a straight-line witness program says that it was made from these constraints. @throws PsephosError `groth16/…` for a broken file */
export const isProgramOf = (pwit: Uint8Array, r1csSha256: string): boolean =>
  bytesToHex(parseWitnessProgram(pwit).r1csSha256) === r1csSha256;

/** The witness program that the key's transcript names; one of the circuit, if it names none. */
async function readProgram(file: FileOf, { circuit }: SetupTranscript, missing: string): Promise<Uint8Array> {
  const { program } = circuit as Partial<CeremonyTranscript["circuit"]>;
  const straight = existsSync(file(".pwit")) && program?.pwitSha256 !== null;
  const path = file(straight ? ".pwit" : ".wasm");
  const bytes = await readBytes(path, missing);
  ensure(
    (!program || sha256(bytes) === (straight ? program.pwitSha256 : program.wasmSha256)) &&
      (!straight || isProgramOf(bytes, circuit.r1csSha256)),
    "cli/key",
    `${path} is not the witness program that the key's transcript names`,
    "Download it from the source of the key, or build it from the sources that the transcript names.",
  );
  return bytes;
}

/**
 * A ceremony's key. The transcript beside it says which kind it is, and which witness program belongs to it.
 * @param missing what to do if the witness program is missing
 * @throws PsephosError `cli/read`, `cli/key`; `groth16/…` for a broken file
 */
export async function readFinishedKey(file: FileOf, missing: string): Promise<FinishedKey> {
  const { verificationKey, transcript } = await readTranscribed(file);
  const zkey = existsSync(file(".pkey"))
    ? await readCompact(file(".pkey"), transcript)
    : await readWhole(file, transcript);
  const wasm = await readProgram(file, transcript, missing);
  return { zkey, wasm, verificationKey, kind: transcript.keyKind };
}
