/** From the bytes behind a process's metadata URI to questions that may be shown to a voter. */
import { ensure } from "../errors/index.js";
import { type FetchContentOptions, fetchContent } from "./content-fetch.js";
import type { Mode } from "./flags.js";
import { parseMetadata } from "./metadata.js";
import { type BallotParams, checkBallot } from "./metadata-ballot.js";
import { decryptMetadata, ENCRYPTED_METADATA_BYTES, isEncryptedMetadata } from "./metadata-encryption.js";
import { METADATA_LIMITS, type ProcessMetadata } from "./metadata-schema.js";

/** The part of the process parameters that the metadata must agree with. */
export type MetadataParams = BallotParams & { mode: Pick<Mode, "encryptedMetadata"> };

/**
 * Reads the metadata of a process: decrypts it if the process says that it is encrypted, and checks it against its
 * schema and the process's parameters. The document must be encrypted if ENCRYPTED_METADATA is set, and plain otherwise.
 * @param bytes as fetched; the caller has checked their hash against the URI
 * @param key 32 bytes; encrypted metadata only
 * @throws PsephosError `process/metadata-flag` if the document is not what the flag says,
 *   `process/metadata-key` if the key is missing or another one, `process/metadata-sealed`, `process/json-…`;
 *   DocumentError `process/metadata`, `process/metadata-envelope`, `process/metadata-params`
 */
export function openMetadata(bytes: Uint8Array, params: MetadataParams, key?: Uint8Array): ProcessMetadata {
  const encrypted = isEncryptedMetadata(bytes);
  ensure(
    encrypted === params.mode.encryptedMetadata,
    "process/metadata-flag",
    encrypted
      ? "the metadata is encrypted, but the process does not say so"
      : "the process says that its metadata is encrypted, but it is not",
  );
  ensure(
    !encrypted || key !== undefined,
    "process/metadata-key",
    "the metadata is encrypted",
    "Ask the organiser for its key.",
  );
  const metadata = encrypted ? decryptMetadata(bytes, key!) : parseMetadata(bytes);
  checkBallot(metadata, params);
  return metadata;
}

/** How to fetch metadata; the caller cannot choose the size or the hash. */
export interface FetchMetadataOptions extends Omit<FetchContentOptions, "maxBytes" | "allowUnhashed"> {
  /** 32 bytes; encrypted metadata only. */
  key?: Uint8Array;
}

/**
 * Fetches and opens the metadata of a process. Its URI must name its hash.
 * @throws as `fetchContent` and `openMetadata`
 */
export async function fetchMetadata(
  process: MetadataParams & { metadata: string },
  { key, ...options }: FetchMetadataOptions = {},
): Promise<ProcessMetadata> {
  const maxBytes = process.mode.encryptedMetadata ? ENCRYPTED_METADATA_BYTES : METADATA_LIMITS.bytes;
  const { bytes } = await fetchContent(process.metadata, { ...options, maxBytes, allowUnhashed: false });
  return openMetadata(bytes, process, key);
}
