/** A release on some web hosts: its manifest, and its files when they are needed. */
import { ensure, Refusal } from "../errors/index.js";
import { type ArtifactCache, platformCache } from "./cache.js";
import { type DownloadOptions, downloadSmall } from "./download.js";
import { type LoadOptions, loadFile } from "./load.js";
import {
  type ArtifactRole,
  MANIFEST_NAME,
  MAX_MANIFEST,
  parseManifest,
  type ReleaseManifest,
} from "./manifest.js";
import { sha256Hex } from "./sha256.js";

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export interface ReleaseOptions extends DownloadOptions {
  /** SHA-256 of the manifest, 64 lower-case hex digits, from the organiser's announcement: then no host has to be trusted. */
  readonly manifestSha256: string;
  /** The cache for files; the platform's cache if left out, none if false. */
  readonly cache?: ArtifactCache | false | undefined;
}

/** A release, after its manifest was read. */
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
   * Reads a release's manifest: from the cache, or from the first mirror that has it. Its hash is checked in both cases, so no host can
   * give a voter other proving files.
   * @param mirrors addresses of the release's folder, all with the same content: https; with `reach: "typed"` also of a private
   *   network, and http on this machine
   * @throws ArtifactError `artifacts/unavailable`; PsephosError `artifacts/manifest-hash` without such a hash, `artifacts/mirror` for an
   *   address that is malformed, as `parseManifest`; the signal's reason
   */
  static async open(mirrors: string | readonly string[], options: ReleaseOptions): Promise<Release> {
    const folders = [mirrors].flat().map(folderUrl);
    ensure(folders.length > 0, "artifacts/mirror", "a release has at least one address");
    const { manifestSha256, cache = platformCache(), signal, stallMs, totalMs, reach, fetch } = options;
    ensure(
      typeof manifestSha256 === "string" && /^[0-9a-f]{64}$/.test(manifestSha256),
      "artifacts/manifest-hash",
      "give the SHA-256 of the release's manifest: 64 lower-case hex digits",
      "Take it from where the organiser announced the release, not from the host that serves it.",
    );
    const kept = cache ? await cache.get(manifestSha256) : undefined;
    let manifest: ReleaseManifest;
    if (kept && (await sha256Hex(kept)) === manifestSha256) manifest = parseManifest(decode(kept));
    else {
      const urls = folders.map((folder) => new URL(MANIFEST_NAME, folder).href);
      const wanted = { what: MANIFEST_NAME, limit: MAX_MANIFEST, sha256: manifestSha256 };
      const bytes = await downloadSmall(urls, wanted, { signal, stallMs, totalMs, reach, fetch });
      manifest = parseManifest(decode(bytes));
      if (cache) await cache.put(manifestSha256, bytes);
    }
    return new Release(manifest, folders, cache || undefined, { stallMs, totalMs, reach, fetch });
  }

  /**
   * Loads a file: from the cache, or from the mirrors, continuing an interrupted download. Its hash is checked in both cases.
   * @throws ArtifactError `artifacts/unavailable`; PsephosError `artifacts/no-file`, `artifacts/memory`; the signal's reason
   */
  async load(role: ArtifactRole, options: LoadOptions = {}): Promise<Uint8Array> {
    const file = this.manifest.files[role];
    ensure(file, "artifacts/no-file", `the release has no ${role}`);
    const urls = this.#mirrors.map((mirror) => new URL(file.name, mirror).href);
    return loadFile(urls, file, this.#cache, { ...this.#defaults, ...options });
  }
}

function folderUrl(mirror: string): URL {
  try {
    const url = new URL(mirror.endsWith("/") ? mirror : `${mirror}/`);
    if (url.protocol === "https:" || url.protocol === "http:") return url;
  } catch {
    // reported below
  }
  throw new Refusal("artifacts/mirror", "a mirror is the https address of a release's folder");
}
