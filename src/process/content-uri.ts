/**
 * Content URIs: one field that says where a file is, with fallbacks, and what it must be:
 *
 *     ipfs://bafy…/metadata.json,https://example.org/metadata.json!5b2c…
 *
 * Addresses are tried from left to right. After `!` comes the SHA3-256 (FIPS 202, not Keccak-256) of the
 * file's bytes, 64 lower-case hex digits. Vocdoni's first library computed the same hash for its
 * "Content Hashed URI"; later versions of it wrote SHA-256, which looks the same but is a different hash.
 */
import { sha3_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { isLoopbackHost } from "../net/index.js";

/** The most characters of a content URI and the most addresses in it. */
export const CONTENT_URI_LIMITS = { characters: 2048, addresses: 8 } as const;

/** The parts of a content URI. */
export interface ContentUri {
  /** `ipfs://` and `https://` addresses, first choice first; `http://` only on this machine. */
  addresses: readonly string[];
  /** SHA3-256 of the content as 64 lower-case hex digits, or undefined if the URI names none. */
  hash: string | undefined;
}

// The characters of a URI (RFC 3986), without the two that separate addresses and hash.
const ADDRESS = /^[a-z]+:\/\/[A-Za-z0-9\-._~:/?#[\]@$&'()*+;=%]+$/;
// A CIDv0, or a CIDv1 in base32 (what IPFS prints), and a path below it.
const IPFS = /^ipfs:\/\/(?:Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{50,120})((?:\/[^/?#]+)*)$/;

/** Why an address cannot be part of a content URI, or undefined if it can. */
function fault(address: string): string | undefined {
  if (!ADDRESS.test(address)) return "has characters that a URI does not have";
  if (address.startsWith("ipfs:")) {
    const path = IPFS.exec(address)?.[1];
    if (path === undefined) return "does not name an IPFS file: ipfs://CID or ipfs://CID/path";
    if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path)) return "has . or .. in its path";
    return undefined;
  }
  if (!URL.canParse(address)) return "is not a URL";
  const url = new URL(address);
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) return "is plain http";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "is neither ipfs nor https";
  if (url.username !== "" || url.password !== "") return "has a user name or a password";
  if (address.includes("#")) return "has a fragment";
  return undefined;
}

function check({ addresses, hash }: ContentUri): void {
  ensure(
    addresses.length >= 1 && addresses.length <= CONTENT_URI_LIMITS.addresses,
    "process/content-uri",
    `a content URI has 1 to ${CONTENT_URI_LIMITS.addresses} addresses`,
  );
  addresses.forEach((address, i) => {
    const problem = fault(address);
    ensure(problem === undefined, "process/content-uri", `address ${i + 1} of the content URI ${problem}`);
  });
  ensure(
    hash === undefined || /^[0-9a-f]{64}$/.test(hash),
    "process/content-uri",
    "the hash of a content URI is the SHA3-256 of the content, 64 lower-case hex digits",
  );
}

/**
 * Divides a content URI into its parts.
 * @throws PsephosError `process/content-uri`
 */
export function parseContentUri(text: string): ContentUri {
  ensure(
    typeof text === "string" && text.length <= CONTENT_URI_LIMITS.characters,
    "process/content-uri",
    `a content URI is text of at most ${CONTENT_URI_LIMITS.characters} characters`,
  );
  const [addresses, hash, more] = text.split("!", 3) as [string, string?, string?];
  ensure(more === undefined, "process/content-uri", "a content URI has at most one !");
  const uri = { addresses: addresses.split(","), hash };
  check(uri);
  return uri;
}

/**
 * Joins the parts of a content URI; `parseContentUri` divides it again.
 * @throws PsephosError `process/content-uri`
 */
export function formatContentUri(uri: ContentUri): string {
  check(uri);
  const text = uri.addresses.join(",") + (uri.hash === undefined ? "" : `!${uri.hash}`);
  ensure(
    text.length <= CONTENT_URI_LIMITS.characters,
    "process/content-uri",
    `a content URI is text of at most ${CONTENT_URI_LIMITS.characters} characters`,
  );
  return text;
}

/** The hash that a content URI states: SHA3-256 (FIPS 202) as 64 lower-case hex digits. */
export function contentHash(bytes: Uint8Array): string {
  return bytesToHex(sha3_256(bytes));
}
