/** One file, from the cache or from the web; the bytes of an interrupted download stay in the cache for a later visit. */
import type { ArtifactCache } from "./cache.js";
import { type DownloadOptions, download, Received } from "./download.js";
import { sha256Hex } from "./sha256.js";

export interface LoadOptions extends DownloadOptions {
  readonly onProgress?:
    | ((progress: { readonly name: string; readonly done: number; readonly total: number }) => void)
    | undefined;
}

/**
 * Loads a file of known size and hash; its hash is always checked.
 * @param urls its addresses, in the order in which they are tried
 * @param file `name`: in progress and errors; `size`: bytes; `sha256`: lower-case hex
 * @throws ArtifactError `artifacts/unavailable`; PsephosError `artifacts/memory`; the signal's reason
 */
export async function loadFile(
  urls: readonly string[],
  { name, size, sha256 }: { readonly name: string; readonly size: number; readonly sha256: string },
  cache: ArtifactCache | undefined,
  options: LoadOptions = {},
): Promise<Uint8Array> {
  const { onProgress } = options;
  options.signal?.throwIfAborted();
  const cached = await cache?.get(sha256);
  if (cached && (await sha256Hex(cached)) === sha256) {
    onProgress?.({ name, done: size, total: size });
    return cached;
  }
  const half = `${sha256}.partial`;
  const partial = new Received(size, await cache?.get(half));
  try {
    await download(urls, { what: name, size, sha256 }, partial, options, (done) =>
      onProgress?.({ name, done, total: size }),
    );
    await cache?.put(sha256, partial.bytes);
    await cache?.delete(half);
    return partial.bytes;
  } catch (error) {
    if (partial.length > 0) await cache?.put(half, partial.bytes);
    throw error;
  }
}
