/**
 * The pages that this page is one of, as an election announces them: by the hash of their manifest, which is beside them. The organiser gives voters links to the same host, so anyone
 * can check that it serves to voters what it served here (`psephos audit --page`).
 */
import { readUpTo } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import {
  contentHash,
  formatContentUri,
  PAGES_LIMITS,
  PAGES_MANIFEST,
  parsePageManifest,
} from "../../src/process/index.js";

const LATE = 10_000;
const CID = "Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{50,120}";
const PATH_GATEWAY = new RegExp(`^/ipfs/((?:${CID})(?:/.*)?)$`);
const SUBDOMAIN_GATEWAY = new RegExp(`^(${CID})\\.ipfs\\.`);

/** The address of a file as a content URI has it: of a gateway's, the file on IPFS, which any other gateway gives as well. */
export function announcedAddress({ href, hostname, pathname }: URL): string {
  const path = PATH_GATEWAY.exec(pathname)?.[1];
  if (path !== undefined) return `ipfs://${path}`;
  const root = SUBDOMAIN_GATEWAY.exec(hostname)?.[1];
  return root === undefined ? href : `ipfs://${root}${pathname}`;
}

/**
 * The content URI of the manifest; undefined if these pages have none, or no address that others can ask.
 * @param here the address of a file in a folder of the pages, such as a worker's
 */
export async function ownPages(here: string | undefined): Promise<string | undefined> {
  if (here === undefined) return undefined;
  const address = new URL(`../${PAGES_MANIFEST}`, here);
  try {
    const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(LATE) });
    if (!response.ok) return undefined;
    const bytes = await readUpTo(response, PAGES_LIMITS.bytes, () => new TypeError("too large"));
    parsePageManifest(bytes);
    return formatContentUri({ addresses: [announcedAddress(address)], hash: contentHash(bytes) });
  } catch (error) {
    // No manifest, or no answer: the election announces nothing, and the page says so.
    if (error instanceof PsephosError || error instanceof TypeError || error instanceof DOMException)
      return undefined;
    throw error;
  }
}
