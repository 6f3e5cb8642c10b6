/** From where the pages that an election announces can be had: each place is asked for their manifest and for every file in it. */
import {
  ContentFetchError,
  contentHash,
  type FetchContentOptions,
  fetchContent,
  PAGES_LIMITS,
  PAGES_MANIFEST,
  type PageFile,
  PsephosError,
  pageFileHash,
  parseContentUri,
  parseMetadata,
  parsePageManifest,
} from "psephos";
import { type AvailableOptions, doorsOf, optionsFor, type Place } from "./available.js";
import { TRUSTLESS_GATEWAYS } from "./ipfs/verified.js";

const AT_ONCE = 4;
const MOST_NAMED = 3;

/** Why a file cannot be had there; undefined if it can. */
async function faultOf(
  root: string,
  { name, bytes, sha256 }: PageFile,
  options: FetchContentOptions,
): Promise<string | undefined> {
  try {
    const file = await fetchContent(
      { addresses: [root + name], hash: undefined },
      { ...options, allowHtml: true, maxBytes: bytes + 1 },
    );
    return pageFileHash(file.bytes) === sha256 ? undefined : "is another file";
  } catch (error) {
    if (!(error instanceof ContentFetchError)) throw error;
    return error.failures[0]?.detail ?? "did not come";
  }
}

async function askPlace(root: string, hash: string | undefined, options: FetchContentOptions) {
  const address = root + PAGES_MANIFEST;
  const { bytes } = await fetchContent(
    { addresses: [address], hash },
    { ...options, maxBytes: PAGES_LIMITS.bytes },
  );
  const { files } = parsePageManifest(bytes);
  const faults: string[] = [];
  let next = 0;
  const run = async () => {
    while (next < files.length) {
      const file = files[next++]!;
      const fault = await faultOf(root, file, options);
      if (fault !== undefined) faults.push(`${file.name} ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return { files, faults: faults.sort() };
}

async function placeOf(place: string, asking: ReturnType<typeof askPlace>): Promise<Place> {
  try {
    const { files, faults } = await asking;
    if (faults.length === 0)
      return { place, bytes: files.reduce((sum, file) => sum + file.bytes, 0), problem: null };
    const named = faults.slice(0, MOST_NAMED).join("; ");
    return { place, bytes: null, problem: `${faults.length} of ${files.length} files are wrong: ${named}` };
  } catch (error) {
    if (error instanceof ContentFetchError)
      return { place, bytes: null, problem: error.failures[0]?.detail ?? "it did not answer" };
    if (!(error instanceof PsephosError) || error.kind === "failed") throw error;
    return { place, bytes: null, problem: error.message };
  }
}

/** The most bytes of a questions' document. */
const MOST_QUESTIONS = 2 ** 20;

/**
 * The content URI of the pages that a process announces; undefined if it announces none, or if its questions cannot be had or read.
 * @param metadata the content URI of its questions
 * @throws PsephosError `process/content-uri`
 */
export async function announcedPages(
  metadata: string,
  options: AvailableOptions,
): Promise<string | undefined> {
  const { hash } = parseContentUri(metadata);
  const { gateways = TRUSTLESS_GATEWAYS, node } = options;
  const anywhere = { ...optionsFor(undefined, options), gateways, maxBytes: MOST_QUESTIONS };
  const ways = [
    async () => (hash === undefined ? undefined : node?.get(hash)),
    async () => (await fetchContent(metadata, anywhere)).bytes,
  ];
  for (const way of ways)
    try {
      const bytes = await way();
      if (bytes && contentHash(bytes) === hash) return parseMetadata(bytes).pages;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof PsephosError)) throw error;
    }
  return undefined;
}

/**
 * Asks all places of the pages' content URI, one address after the other, and its gateways at once.
 * @throws PsephosError `process/content-uri`, `process/content-aborted`
 */
export async function placesOfPages(uri: string, options: AvailableOptions): Promise<Place[]> {
  const { addresses, hash } = parseContentUri(uri);
  const places: Place[] = [];
  for (const address of addresses) {
    const root = address.slice(0, -PAGES_MANIFEST.length);
    const asked = doorsOf(address, options).map((gateway) => {
      const place = gateway === undefined ? root : `${root} at ${gateway}`;
      return placeOf(place, askPlace(root, hash, optionsFor(gateway, options)));
    });
    places.push(...(await Promise.all(asked)));
  }
  return places;
}
