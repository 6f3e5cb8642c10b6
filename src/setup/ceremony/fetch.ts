/**
 * A ceremony's latest file from a web host: `ceremony.json` first, then what it names, each checked by size and SHA-256. An
 * interrupted download is kept, and continued later.
 */
import { type FileHandle, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Destination, download } from "../../artifacts/index.js";
import { openResumable } from "../../files/index.js";
import { writing } from "../formats/binary-source.js";
import { hashFile } from "../transcript/hash-file.js";
import type { WorkOptions } from "../vectors/spread.js";
import { saveListing } from "./folder.js";
import type { ListedFile } from "./listing.js";
import type { CeremonyFile } from "./names.js";
import { ceremonyUrl, fetchListing, inCeremony, wantedOf } from "./web.js";

/** For a host whose address a person typed. */
const HOST = { stallMs: 30_000, reach: "typed" } as const;

/** A download on disk. */
class FileDestination implements Destination {
  readonly #handle: FileHandle;
  readonly #path: string;
  #length: number;

  private constructor(handle: FileHandle, path: string, length: number) {
    this.#handle = handle;
    this.#path = path;
    this.#length = length;
  }

  /** Continues an earlier download, if it is ours: a file of more than `size` bytes is not. */
  static async open(path: string, size: number): Promise<FileDestination> {
    const handle = await writing(path, () => openResumable(path));
    const there = (await handle.stat()).size;
    if (there > size) await handle.truncate(0);
    return new FileDestination(handle, path, there > size ? 0 : there);
  }

  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await writing(this.#path, async () => {
      for (let done = 0; done < bytes.length; ) {
        const at = this.#length + done;
        done += (await this.#handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
      }
    });
    this.#length += bytes.length;
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#length = 0;
  }

  async head(count: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(count), 0, count, 0);
    return new Uint8Array(buffer.subarray(0, bytesRead));
  }

  async sha256(): Promise<string> {
    return (await hashFile(this.#path)).sha256;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#length === 0) await rm(this.#path, { force: true });
  }
}

async function fetchFile(
  base: URL,
  file: ListedFile,
  folder: string,
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  const { name, size, sha256 } = file;
  const path = join(folder, name);
  const there = (await stat(path).catch(() => undefined))?.size;
  if (there === size && (await hashFile(path, signal)).sha256 === sha256) return;
  const scratch = `${path}.partial`;
  const destination = await FileDestination.open(scratch, size);
  try {
    const url = new URL(name, base).href;
    await inCeremony(() =>
      download([url], { what: name, size, sha256 }, destination, { signal, ...HOST }, (done) =>
        onProgress?.({ stage: name, done, total: size }),
      ),
    );
  } finally {
    await destination.close();
  }
  await writing(path, () => rename(scratch, path));
}

/**
 * Fetches what a contributor needs into a folder: the latest file, the attestations before it, and the circuit and powers of tau
 * when the listing names them.
 * @returns the latest file
 * @param address where `ceremony.json` is: https, or a loopback address
 * @throws PsephosError `setup/ceremony-url`, `setup/ceremony-fetch`, `setup/ceremony-html`, `setup/ceremony-listing`,
 *   `setup/ceremony-file`, `setup/transcript-shape`, as `latestCeremonyFile`; `setup/file-write`; the signal's reason
 */
export async function fetchCeremony(
  address: string,
  folder: string,
  options: WorkOptions = {},
): Promise<CeremonyFile> {
  const base = ceremonyUrl(address);
  const listing = await fetchListing(base, { signal: options.signal, ...HOST });
  const { latest, files } = wantedOf(listing);
  await writing(folder, () => mkdir(folder, { recursive: true }));
  for (const file of files) await fetchFile(base, file, folder, options);
  await saveListing(folder, listing);
  return latest;
}
