/** Checks, reads and writes a document of `metadata-schema.ts`. */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { parseJson } from "./json.js";
import { MetadataReader } from "./metadata-reader.js";
import { METADATA_LIMITS, type ProcessMetadata } from "./metadata-schema.js";

/**
 * Checks a document that is already in memory.
 * @returns a copy with the keys in the schema's order, and `default` before the other languages
 * @throws DocumentError `process/metadata`, with every place that is wrong
 */
export function checkMetadata(document: unknown): ProcessMetadata {
  return new MetadataReader().read(document);
}

/**
 * Reads a fetched document.
 * @throws DocumentError `process/metadata`; PsephosError `process/json-…`
 */
export function parseMetadata(bytes: Uint8Array): ProcessMetadata {
  return checkMetadata(parseJson(bytes, { maxBytes: METADATA_LIMITS.bytes }));
}

/**
 * The bytes to publish: the same for the same document, in whatever order its keys were set.
 * @throws DocumentError `process/metadata`; PsephosError `process/json-size`
 */
export function encodeMetadata(document: ProcessMetadata): Uint8Array {
  const bytes = utf8ToBytes(JSON.stringify(checkMetadata(document)));
  ensure(
    bytes.length <= METADATA_LIMITS.bytes,
    "process/json-size",
    `the metadata takes ${bytes.length} bytes, more than ${METADATA_LIMITS.bytes}`,
  );
  return bytes;
}
