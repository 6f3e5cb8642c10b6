/** A release's manifest: which files it has, how long they are, and their hashes. */
import { ensure, Refusal } from "../errors/index.js";
import { sha256Hex } from "./sha256.js";

/**
 * The files that a release can have: circom's witness program and the straight-line one (`pwit`), the proving key in
 * snarkjs's form and the compact one (`pkey`), the verification key, the constraints, the verifier contract's source, and the record of
 * the ceremony, for programs and for people.
 */
export const ARTIFACT_ROLES = [
  "wasm",
  "pwit",
  "zkey",
  "pkey",
  "vkey",
  "r1cs",
  "verifier",
  "transcript",
  "transcriptPage",
] as const;
export type ArtifactRole = (typeof ARTIFACT_ROLES)[number];

/** The kind of a release's key, from its transcript. */
export const KEY_KINDS = ["ceremony", "rehearsal-INSECURE", "development-INSECURE"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export interface ArtifactFile {
  /** The name in the release's folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ReleaseManifest {
  readonly format: "psephos-release";
  readonly version: 1;
  /** For example "census-7". */
  readonly circuit: string;
  readonly keyKind: KeyKind;
  readonly files: { readonly [Role in ArtifactRole]?: ArtifactFile };
}

/** The manifest's file name. */
export const MANIFEST_NAME = "manifest.json";
/** The largest file that a manifest may name, in bytes: a proving key of 2^24 rows is smaller. */
const MAX_SIZE = 2 ** 34;
export const MAX_MANIFEST = 2 ** 16;
const NAME = /^[A-Za-z0-9][\w.-]{0,127}$/;

/** A manifest's file: JSON indented by two, and a newline. */
export function formatManifest(manifest: ReleaseManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Makes the manifest of files in memory.
 * @param release `files`: name and bytes by role
 */
export async function makeManifest(release: {
  readonly circuit: string;
  readonly keyKind: KeyKind;
  readonly files: { readonly [Role in ArtifactRole]?: { readonly name: string; readonly bytes: Uint8Array } };
}): Promise<ReleaseManifest> {
  const files: { [Role in ArtifactRole]?: ArtifactFile } = {};
  for (const role of ARTIFACT_ROLES) {
    const file = release.files[role];
    if (!file) continue;
    const { name, bytes } = file;
    files[role] = { name, size: bytes.length, sha256: await sha256Hex(bytes) };
  }
  const { circuit, keyKind } = release;
  return { format: "psephos-release", version: 1, circuit, keyKind, files };
}

const refuse = (what: string): never => {
  throw new Refusal("artifacts/manifest-shape", `this is not a release's manifest: ${what}`);
};

function readEntry(role: string, value: unknown): ArtifactFile {
  const { name, size, sha256 } = (typeof value === "object" && value !== null ? value : {}) as ArtifactFile;
  if (typeof name !== "string" || !NAME.test(name)) refuse(`the name of its ${role}`);
  if (!Number.isInteger(size) || size < 0 || size > MAX_SIZE) refuse(`the size of its ${role}`);
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) refuse(`the hash of its ${role}`);
  return { name, size, sha256 };
}

/**
 * Reads a manifest.
 * @param text exactly as `formatManifest` writes it: no field unknown, given twice or out of order
 * @throws PsephosError `artifacts/manifest-size`, `artifacts/manifest-json`, `artifacts/manifest-shape`,
 *   `artifacts/manifest-form`
 */
export function parseManifest(text: string): ReleaseManifest {
  ensure(
    text.length <= MAX_MANIFEST,
    "artifacts/manifest-size",
    `a manifest of more than ${MAX_MANIFEST} characters`,
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refusal("artifacts/manifest-json", "the release's manifest is not JSON", { cause });
  }
  const given = (typeof value === "object" && value !== null ? value : {}) as ReleaseManifest;
  const { format, version, circuit, keyKind } = given;
  if (format !== "psephos-release" || version !== 1) refuse("its format or version");
  if (typeof circuit !== "string" || !/^[A-Za-z][\w-]{0,63}$/.test(circuit)) refuse("its circuit's name");
  if (!KEY_KINDS.includes(keyKind)) refuse("its kind of key");
  const entries = (typeof given.files === "object" && given.files !== null ? given.files : {}) as Record<
    string,
    unknown
  >;
  const files: { [Role in ArtifactRole]?: ArtifactFile } = {};
  for (const role of ARTIFACT_ROLES)
    if (Object.hasOwn(entries, role)) files[role] = readEntry(role, entries[role]);
  const manifest: ReleaseManifest = { format, version, circuit, keyKind, files };
  ensure(
    formatManifest(manifest) === text,
    "artifacts/manifest-form",
    "the release's manifest is not written as Psephos writes it, or has unknown fields",
  );
  return manifest;
}
