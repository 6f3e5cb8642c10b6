/** The key of encrypted metadata, from a file. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { option } from "../command.js";
import { readText } from "../files.js";

export const METADATA_KEY = option(
  "--metadata-key <file>",
  "the key of encrypted metadata, 64 hex digits in a file",
);

export interface MetadataKey {
  /** A file with the key of encrypted metadata. */
  readonly metadataKey?: string;
}

export async function readKey({ metadataKey }: MetadataKey): Promise<Uint8Array | undefined> {
  if (metadataKey === undefined) return undefined;
  const text = (await readText(metadataKey)).trim();
  ensure(
    /^[0-9a-f]{64}$/.test(text),
    "cli/metadata-key",
    `${metadataKey} does not hold a metadata key: 64 lower-case hex digits`,
  );
  return hexToBytes(text);
}

export const NO_KEY =
  "The metadata is encrypted: its questions were not checked. Give the key with --metadata-key.";
