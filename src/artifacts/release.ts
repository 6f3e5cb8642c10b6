/** A release on some web hosts: its manifest, and its files as they are needed. */
import { ensure, PsephosError } from "../errors.js";
import { type ArtifactCache, platformCache } from "./cache.js";
import {
  ArtifactError,
  type ArtifactFailure,
  type DownloadOptions,
  download,
  HTML_SERVED,
  looksLikeHtml,
  MirrorError,
  Received,
  receive,
} from "./download.js";
import {
  type ArtifactRole,
  MANIFEST_NAME,
  MAX_MANIFEST,
  parseManifest,
  type ReleaseManifest,
} from "./manifest.js";
import { sha256Hex } from "./sha256.js";

export interface ReleaseOptions extends DownloadOptions {
  /** SHA-256 of the manifest, hex. With it nobody has to be trusted; without it, the host that answers first. */
  readonly manifestSha256?: string | undefined;
  /** Where files are kept; the platform's own unless told, nowhere when false. */
  readonly cache?: ArtifactCache | false | undefined;
}

export interface LoadOptions extends DownloadOptions {
  readonly onProgress?:
    | ((progress: { readonly name: string; readonly done: number; readonly total: number }) => void)
    | undefined;
}

/** A release whose manifest has been read. */
export class Release {
  readonly manifest: ReleaseManifest;
  readonly #mirrors: readonly URL[];
  readonly #cache: ArtifactCache | undefined;
  readonly #defaults: DownloadOptions;

  private constructor(
    manifest: ReleaseManifest,
    mirrors: readonly URL[],
    cache: ArtifactCache | undefined,
    defaults: DownloadOptions,
  ) {
    this.manifest = manifest;
    this.#mirrors = mirrors;
    this.#cache = cache;
    this.#defaults = defaults;
  }

  /**
   * Reads a release's manifest from the first mirror that has it.
   * @param mirrors addresses of the release's folder (https, or http on this machine), all with the same content
   * @throws ArtifactError `artifacts/unavailable`; PsephosError `artifacts/mirror` for an address that is none, as
   *   `parseManifest`; the signal's reason
   */
  static async open(mirrors: string | readonly string[], options: ReleaseOptions = {}): Promise<Release> {
    const folders = [mirrors].flat().map(folderUrl);
    ensure(folders.length > 0, "artifacts/mirror", "a release has at least one address");
    const { manifestSha256, cache = platformCache(), signal, stallMs, fetch } = options;
    const text = await readManifest(folders, manifestSha256, { signal, stallMs, fetch });
    return new Release(parseManifest(text), folders, cache || undefined, { stallMs, fetch });
  }

  /**
   * Loads a file: from the cache, or from the mirrors, going on where an earlier visit stopped. Its hash is checked either way.
   * @throws ArtifactError `artifacts/unavailable`; PsephosError `artifacts/no-file`; the signal's reason
   */
  async load(role: ArtifactRole, options: LoadOptions = {}): Promise<Uint8Array> {
    const file = this.manifest.files[role];
    ensure(file, "artifacts/no-file", `the release has no ${role}`);
    const { name, size, sha256 } = file;
    options.signal?.throwIfAborted();
    const cached = await this.#cache?.get(sha256);
    if (cached && (await sha256Hex(cached)) === sha256) {
      options.onProgress?.({ name, done: size, total: size });
      return cached;
    }
    const half = `${sha256}.partial`;
    const partial = new Received(size, await this.#cache?.get(half));
    const urls = this.#mirrors.map((mirror) => new URL(name, mirror).href);
    const asked = { ...this.#defaults, ...options };
    try {
      const wanted = { what: name, size, sha256 };
      const bytes = await download(urls, wanted, partial, asked, (done) =>
        options.onProgress?.({ name, done, total: size }),
      );
      await this.#cache?.put(sha256, bytes);
      await this.#cache?.delete(half);
      return bytes;
    } catch (error) {
      if (partial.length > 0) await this.#cache?.put(half, partial.bytes.subarray(0, partial.length));
      throw error;
    }
  }
}

function folderUrl(mirror: string): URL {
  try {
    const url = new URL(mirror.endsWith("/") ? mirror : `${mirror}/`);
    if (url.protocol === "https:" || url.protocol === "http:") return url;
  } catch {
    // told below
  }
  throw new PsephosError("artifacts/mirror", "a mirror is the https address of a release's folder");
}

/** The manifest's text from the first mirror that has one, of the hash wanted if there is one. */
async function readManifest(
  folders: readonly URL[],
  wanted: string | undefined,
  options: DownloadOptions,
): Promise<string> {
  const failures: ArtifactFailure[] = [];
  for (const folder of folders) {
    options.signal?.throwIfAborted();
    const url = new URL(MANIFEST_NAME, folder).href;
    const partial = new Received(MAX_MANIFEST);
    try {
      await receive(url, partial, options, () => {});
      const bytes = partial.bytes.slice(0, partial.length);
      if (looksLikeHtml(bytes)) throw new MirrorError("html", HTML_SERVED);
      if (wanted !== undefined && (await sha256Hex(bytes)) !== wanted)
        throw new MirrorError("wrong-hash", "sent a manifest that has another hash");
      return new TextDecoder().decode(bytes);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof MirrorError)) throw error;
      failures.push({ url, fault: error.fault, detail: error.message });
    }
  }
  throw new ArtifactError(MANIFEST_NAME, failures);
}
