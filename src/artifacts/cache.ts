/** A store for files between two visits, by their hash. A cache may lose files, and is never trusted: readers hash again. */
import { builtin } from "../bytes/index.js";
import { writeWhole } from "../files/index.js";

export interface ArtifactCache {
  get(key: string): Promise<Uint8Array | undefined>;
  /** Stores `bytes`, or does nothing if there is no room. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
}

/** The browser's Cache API; no cache if the browser refuses it, as some do in private windows. */
export function browserCache(name = "psephos-artifacts-v1"): ArtifactCache {
  const urlOf = (key: string): string => `https://artifacts.psephos.invalid/${key}`;
  const ask = async <T>(what: (cache: Cache) => Promise<T>): Promise<T | undefined> => {
    try {
      return await what(await caches.open(name));
    } catch {
      return undefined;
    }
  };
  return {
    async get(key) {
      const found = await ask(async (cache) => (await cache.match(urlOf(key)))?.arrayBuffer());
      return found && new Uint8Array(found);
    },
    async put(key, bytes) {
      await ask((cache) => cache.put(urlOf(key), new Response(bytes as Uint8Array<ArrayBuffer>)));
    },
    async delete(key) {
      await ask((cache) => cache.delete(urlOf(key)));
    },
  };
}

interface Files {
  readFile(path: string): Promise<Uint8Array>;
  rm(path: string, options: { force: true }): Promise<void>;
}

/**
 * A folder, in Node.
 * @param folder made when needed
 */
export function folderCache(folder: string): ArtifactCache {
  const files = builtin<Files>("node:fs/promises")!;
  const pathOf = (key: string): string => `${folder}/${key}`;
  return {
    async get(key) {
      const found = await files.readFile(pathOf(key)).catch(() => undefined);
      return found && new Uint8Array(found.buffer, found.byteOffset, found.byteLength);
    },
    async put(key, bytes) {
      // A folder that cannot be written stores nothing.
      await writeWhole(pathOf(key), bytes, { replace: true }).catch(() => {});
    },
    async delete(key) {
      await files.rm(pathOf(key), { force: true }).catch(() => {});
    },
  };
}

/** The folder of this user's cache in Node: `$XDG_CACHE_HOME/psephos`, or `~/.cache/psephos`. Undefined in browsers. */
export function platformFolder(): string | undefined {
  const os = builtin<{ homedir(): string }>("node:os");
  if (!os) return undefined;
  const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
  return `${env.XDG_CACHE_HOME || `${os.homedir()}/.cache`}/psephos`;
}

/** The platform's cache: a folder in Node (`$XDG_CACHE_HOME/psephos`), the Cache API in browsers, or none. */
export function platformCache(): ArtifactCache | undefined {
  const folder = platformFolder();
  if (folder !== undefined) return folderCache(folder);
  return "caches" in globalThis ? browserCache() : undefined;
}
