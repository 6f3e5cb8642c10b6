/**
 * Checks that the parts of a declaration agree, before it is sent and cannot be changed: the contract's own rules, the form of the census
 * root by origin, the URIs, and the metadata document that the declaration names by its hash.
 */
import { fixedHex, parseScalarHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { readAuthorityRoot } from "./authority-root.js";
import { type CensusOrigin, isEvmOrigin, isTreeOrigin } from "./census-origin.js";
import { contentHash, parseContentUri } from "./content-uri.js";
import { isEncryptedMetadata } from "./metadata-encryption.js";
import { openMetadata } from "./metadata-open.js";
import type { ProcessMetadata } from "./metadata-schema.js";
import { encodeParams, type ProcessParams } from "./params.js";
import { checkParams } from "./params-rules.js";
import { Problems } from "./problems.js";

/** What is wrong with a census root of the given origin; undefined if nothing is wrong. */
function rootFault(root: string, origin: CensusOrigin): string | undefined {
  if (isTreeOrigin(origin)) {
    try {
      if (parseScalarHex(root) !== 0n) return undefined;
    } catch {
      // reported below
    }
    return "is not the root of a census tree: 0x and 64 lower-case hex digits, a field element other than 0; `psephos census info` prints it";
  }
  if (isEvmOrigin(origin)) {
    try {
      if (fixedHex(root, 32, "it").some((byte) => byte !== 0)) return undefined;
    } catch {
      // reported below
    }
    return "is not the storage root of a token: 0x and 64 lower-case hex digits, not all 0";
  }
  return readAuthorityRoot(root)
    ? undefined
    : "is not an authority's key: 0x and 66 lower-case hex digits (compressed secp256k1), or 776 (voters, then an RSA modulus of 3072 bits)";
}

/** What is wrong with a content URI; undefined if nothing is wrong. */
function uriFault(uri: string, hashed: boolean): string | undefined {
  try {
    const { hash } = parseContentUri(uri);
    return hashed && hash === undefined
      ? "names no hash, so voters' programs refuse it: put ! and the hash after the addresses; `psephos metadata hash` prints it"
      : undefined;
  } catch (error) {
    return `is not a content URI: ${(error as Error).message}`;
  }
}

/** Adds what is wrong with a census root and its URI. */
function addCensusFaults(
  problems: Problems,
  { censusOrigin, censusRoot, censusUri }: Pick<ProcessParams, "censusOrigin" | "censusRoot" | "censusUri">,
): void {
  const root = rootFault(censusRoot, censusOrigin);
  if (root !== undefined) problems.add("censusRoot", root);
  const needed = censusUri !== "" || isTreeOrigin(censusOrigin);
  const uri = needed ? uriFault(censusUri, false) : undefined;
  if (uri !== undefined) problems.add("censusUri", uri);
}

/**
 * Checks a declaration against the contract's rules, and its texts against the form that voters and nodes require. The contract
 * does not check the texts.
 * @throws PsephosError with the contract's rule as `checkParams`; then DocumentError `process/declaration`, with every place
 */
export function checkDeclaration(params: ProcessParams): void {
  checkParams(encodeParams(params));
  const problems = new Problems();
  addCensusFaults(problems, params);
  const uri = uriFault(params.metadata, true);
  if (uri !== undefined) problems.add("metadata", uri);
  if (params.envelopeType.uniqueValues && params.maxCount > params.maxValue + 1)
    problems.add(
      "maxCount",
      `is ${params.maxCount}, but with uniqueValues there are only ${params.maxValue + 1} different values: no ballot would be valid`,
    );
  problems.throwIfAny("process/declaration", "the parameters contradict each other:");
}

/**
 * The same for a census that replaces a process's census.
 * @throws DocumentError `process/declaration`
 */
export function checkNewCensus(
  census: Pick<ProcessParams, "censusOrigin" | "censusRoot" | "censusUri">,
): void {
  const problems = new Problems();
  addCensusFaults(problems, census);
  problems.throwIfAny("process/declaration", "a process cannot have this census:");
}

/**
 * Checks bytes against the hash that a content URI names, if it names one.
 * @param what what the file is, for the error
 * @throws PsephosError `process/content-uri`, `process/content-hash`
 */
export function checkContentHash(bytes: Uint8Array, uri: string, what: string): void {
  const { hash } = parseContentUri(uri);
  ensure(
    hash === undefined || hash === contentHash(bytes),
    "process/content-hash",
    () =>
      `${what} is not the one that its URI names: its hash is ${contentHash(bytes)}, but the URI says ${hash}`,
    "Publish the file as it is now, and put its hash after the ! of the URI.",
  );
}

/**
 * Checks a metadata file against the declaration that names it: its hash, whether it is encrypted, its questions and choices.
 * @param key 32 bytes; encrypted metadata only. Without it the questions of an encrypted document are not checked.
 * @returns the document; undefined if it is encrypted and no key was given
 * @throws as `checkContentHash` and `openMetadata`
 */
export function checkDeclaredMetadata(
  params: ProcessParams,
  bytes: Uint8Array,
  key?: Uint8Array,
): ProcessMetadata | undefined {
  checkContentHash(bytes, params.metadata, "the metadata");
  if (key === undefined && params.mode.encryptedMetadata && isEncryptedMetadata(bytes)) return undefined;
  return openMetadata(bytes, params, key);
}
