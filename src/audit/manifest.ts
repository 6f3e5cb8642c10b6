/** The manifest of a bundle: which election it is of, and the length and hash of each file. */
import { fixedHex, type Hex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { parseJson } from "../process/index.js";

export interface BundleFile {
  readonly name: string;
  readonly bytes: number;
  /** 32 bytes. */
  readonly sha256: Hex;
}

export interface BundleManifest {
  /** SHA-256 of the genesis document. */
  readonly genesisHash: Hex;
  readonly processId: Hex;
  /** Of the record. */
  readonly height: number;
  /** All others than the manifest, in their order in the file. */
  readonly files: readonly BundleFile[];
}

export const MANIFEST = "manifest.json";
export const MANIFEST_BYTES = 65_536;
/** There is no ZIP64: a bundle has fewer bytes than this. */
export const MOST_BYTES = 2 ** 32 - 1;

const NAME = /^[a-z0-9][a-z0-9.-]{0,127}$/;

/** A document of a bundle: indented by one, and a newline. */
export const documentText = (document: unknown): string => `${JSON.stringify(document, null, 1)}\n`;

export const manifestText = ({ genesisHash, processId, height, files }: BundleManifest): string =>
  documentText({
    type: "psephos-bundle",
    version: 1,
    genesisHash,
    processId,
    height,
    files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  });

const refuse = (what: string): never => {
  throw new Refusal("audit/manifest", `this is not the manifest of a bundle: ${what}`);
};

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function fileOf(value: unknown): BundleFile {
  const { name, bytes, sha256 } = (typeof value === "object" && value !== null ? value : {}) as BundleFile;
  if (typeof name !== "string" || !NAME.test(name) || name === MANIFEST) refuse("the name of a file");
  if (!isSize(bytes) || bytes >= MOST_BYTES) refuse(`the length of ${name}`);
  fixedHex(sha256, 32, `the hash of ${name}`);
  return { name, bytes, sha256 };
}

/**
 * Reads a manifest in its only form.
 * @throws PsephosError `audit/manifest`
 */
export function parseManifest(bytes: Uint8Array): BundleManifest {
  let manifest: BundleManifest;
  try {
    const document = parseJson(bytes, { maxBytes: MANIFEST_BYTES, integers: true }) as Readonly<
      Record<string, unknown>
    >;
    if (document?.type !== "psephos-bundle" || document.version !== 1) refuse("its type and version");
    const { genesisHash, processId, height, files } = document;
    if (!isSize(height)) refuse("its height");
    if (!Array.isArray(files)) refuse("its files");
    fixedHex(genesisHash, 32, "the genesis hash");
    fixedHex(processId, 32, "the process id");
    manifest = {
      genesisHash: genesisHash as Hex,
      processId: processId as Hex,
      height: height as number,
      files: (files as unknown[]).map(fileOf),
    };
  } catch (error) {
    if (error instanceof PsephosError && error.code !== "audit/manifest") return refuse(error.message);
    throw error;
  }
  const names = manifest.files.map(({ name }) => name);
  if (new Set(names).size !== names.length) refuse("two files have one name");
  ensure(
    manifestText(manifest) === new TextDecoder().decode(bytes),
    "audit/manifest",
    "the bundle's manifest is not in canonical form",
  );
  return manifest;
}
