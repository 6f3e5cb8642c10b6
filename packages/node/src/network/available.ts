/** From where the files of a process can be had: each place is asked for the whole file, and what it gives is checked. */
import {
  ContentFetchError,
  contentHash,
  type FetchContentOptions,
  fetchContent,
  parseContentUri,
} from "psephos";
import { TRUSTLESS_GATEWAYS, VERIFIED_IPFS } from "./ipfs/verified.js";

export interface AvailableOptions {
  /** Prefixes for IPFS addresses; public ones by default. */
  readonly gateways?: readonly string[];
  readonly maxBytes: number;
  /** Milliseconds for one place. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Asks private addresses, too: on a development chain. */
  readonly allowPrivate?: boolean;
  /** Asks the node for a file by its hash. */
  readonly node?: { readonly url: string; readonly get: (hash: string) => Promise<Uint8Array> };
}

/** A place, and what came of asking it. */
export interface Place {
  /** The address that was asked, or the node's. */
  readonly place: string;
  /** The file's bytes; null if it was not had. */
  readonly bytes: number | null;
  /** Why not. */
  readonly problem: string | null;
}

/** Where an address is asked for: an IPFS address at each gateway, another one directly. */
export const doorsOf = (
  address: string,
  { gateways = TRUSTLESS_GATEWAYS }: AvailableOptions,
): readonly (string | undefined)[] => (address.startsWith("ipfs://") ? gateways : [undefined]);

/** How one door is asked. */
export const optionsFor = (
  gateway: string | undefined,
  { maxBytes, timeout, signal, allowPrivate = false }: AvailableOptions,
): FetchContentOptions => ({
  ...{ maxBytes, timeoutMs: timeout, allowPrivate, allowUnhashed: true, ipfsForm: VERIFIED_IPFS },
  ...(gateway !== undefined && { gateways: [gateway] }),
  ...(signal && { signal }),
});

async function atAddress(
  address: string,
  hash: string | undefined,
  options: AvailableOptions,
): Promise<Place[]> {
  return Promise.all(
    doorsOf(address, options).map(async (gateway): Promise<Place> => {
      const place = gateway === undefined ? address : `${address} at ${gateway}`;
      try {
        const asked = { addresses: [address], hash };
        const { bytes, verified } = await fetchContent(asked, optionsFor(gateway, options));
        if (!verified) return { place, bytes: null, problem: "its URI has no hash to check it by" };
        return { place, bytes: bytes.length, problem: null };
      } catch (error) {
        if (!(error instanceof ContentFetchError)) throw error;
        return { place, bytes: null, problem: error.failures[0]?.detail ?? "it did not answer" };
      }
    }),
  );
}

async function atNode({ url, get }: NonNullable<AvailableOptions["node"]>, hash: string): Promise<Place> {
  try {
    const bytes = await get(hash);
    if (contentHash(bytes) === hash) return { place: url, bytes: bytes.length, problem: null };
    return { place: url, bytes: null, problem: "answered with a file that has another hash" };
  } catch (error) {
    return { place: url, bytes: null, problem: error instanceof Error ? error.message : "did not answer" };
  }
}

/**
 * Asks all places of a content URI, one address after the other, and its gateways at once.
 * @throws PsephosError `process/content-uri`, `process/content-aborted`
 */
export async function placesOf(uri: string, options: AvailableOptions): Promise<Place[]> {
  const { addresses, hash } = parseContentUri(uri);
  const places = options.node && hash !== undefined ? [await atNode(options.node, hash)] : [];
  for (const address of addresses) places.push(...(await atAddress(address, hash, options)));
  return places;
}
