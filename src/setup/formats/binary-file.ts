/**
 * iden3's binary files (see the groth16 room's container) on disk, for those too large for memory: sections are found
 * by their headers and read piece by piece; a file is written section after section, beside its place, and renamed.
 */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { ensure, PsephosError } from "../../errors.js";
import { viewOf } from "../../groth16/index.js";

const FILE_HEADER = 12;
const SECTION_HEADER = 12;
const MAX_SECTIONS = 64;

interface Place {
  readonly at: number;
  readonly length: number;
}

const fileReason = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? "the system refused";

/** A file open for reading. */
export class BinaryFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #places: ReadonlyMap<number, Place>;
  readonly magic: string;

  private constructor(handle: FileHandle, places: ReadonlyMap<number, Place>, magic: string) {
    this.#handle = handle;
    this.#places = places;
    this.magic = magic;
  }

  /**
   * Opens a file and finds its sections: every byte belongs to exactly one, and no id stands twice.
   * @throws PsephosError `setup/file-read`, `groth16/file-magic`, `groth16/file-version`, `groth16/file-truncated`,
   *   `groth16/file-unknown-section`, `groth16/file-duplicate-section`, `groth16/file-trailing-bytes`
   */
  static async open(
    path: string,
    magic: string,
    version: number,
    known: readonly number[],
  ): Promise<BinaryFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, "r");
    } catch (cause) {
      throw new PsephosError("setup/file-read", `cannot read ${path} (${fileReason(cause)})`, { cause });
    }
    try {
      return new BinaryFile(handle, await findSections(handle, magic, version, known), magic);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  /** @throws PsephosError `groth16/file-missing-section` */
  length(id: number): number {
    return this.#place(id).length;
  }

  #place(id: number): Place {
    const place = this.#places.get(id);
    if (place === undefined) {
      throw new PsephosError(
        "groth16/file-missing-section",
        `section ${id} of the .${this.magic} file is missing`,
      );
    }
    return place;
  }

  /**
   * Bytes of a section; all of it when no range is given.
   * @throws PsephosError `groth16/file-missing-section`, `groth16/file-truncated`
   */
  async read(id: number, from = 0, length = this.length(id) - from): Promise<Uint8Array> {
    const place = this.#place(id);
    ensure(
      from >= 0 && length >= 0 && from + length <= place.length,
      "groth16/file-truncated",
      `section ${id} of the .${this.magic} file ends early`,
    );
    return readExactly(this.#handle, place.at + from, length, this.magic);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function readExactly(
  handle: FileHandle,
  at: number,
  length: number,
  magic: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    // One call reads at most 2 GB.
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), at + done);
    ensure(bytesRead > 0, "groth16/file-truncated", `the .${magic} file ends early`);
    done += bytesRead;
  }
  return bytes;
}

async function findSections(
  handle: FileHandle,
  magic: string,
  version: number,
  known: readonly number[],
): Promise<Map<number, Place>> {
  const { size } = await handle.stat();
  const header = await readExactly(handle, 0, Math.min(size, FILE_HEADER), magic);
  ensure(
    header.length >= 4 && [...magic].every((letter, i) => header[i] === letter.charCodeAt(0)),
    "groth16/file-magic",
    `this is not a .${magic} file`,
  );
  ensure(header.length === FILE_HEADER, "groth16/file-truncated", `the .${magic} file ends in its header`);
  const found = viewOf(header).getUint32(4, true);
  ensure(
    found === version,
    "groth16/file-version",
    `this .${magic} file is of version ${found}, not ${version}`,
  );
  const count = viewOf(header).getUint32(8, true);
  ensure(count <= MAX_SECTIONS, "groth16/file-unknown-section", `a .${magic} file has no ${count} sections`);
  const places = new Map<number, Place>();
  let at = FILE_HEADER;
  for (let left = count; left > 0; left--) {
    ensure(at + SECTION_HEADER <= size, "groth16/file-truncated", `the .${magic} file ends early`);
    const view = viewOf(await readExactly(handle, at, SECTION_HEADER, magic));
    const id = view.getUint32(0, true);
    const length = Number(view.getBigUint64(4, true));
    at += SECTION_HEADER;
    ensure(known.includes(id), "groth16/file-unknown-section", `a .${magic} file has no section ${id}`);
    ensure(
      !places.has(id),
      "groth16/file-duplicate-section",
      `section ${id} of the .${magic} file stands twice`,
    );
    ensure(length <= size - at, "groth16/file-truncated", `section ${id} of the .${magic} file ends early`);
    places.set(id, { at, length });
    at += length;
  }
  ensure(at === size, "groth16/file-trailing-bytes", `the .${magic} file has bytes after its last section`);
  return places;
}

/** How far a file has been written: enough to go on from there. */
export interface WriterState {
  readonly at: number;
  readonly left: number;
  readonly section: { readonly lengthAt: number; readonly start: number } | undefined;
  readonly starts: readonly (readonly [id: number, at: number])[];
}

/** A file being written; nothing is at its place until it is whole. */
export class BinaryWriter {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #scratch: string;
  #at = FILE_HEADER;
  #left: number;
  #section: { readonly lengthAt: number; readonly start: number } | undefined;
  readonly #starts = new Map<number, number>();

  private constructor(handle: FileHandle, path: string, scratch: string, sections: number) {
    this.#handle = handle;
    this.#path = path;
    this.#scratch = scratch;
    this.#left = sections;
  }

  /**
   * Writes the file that `fill` makes, of exactly `sections` sections, to `path`; nothing when `fill` fails.
   * @throws PsephosError `setup/file-write`
   */
  static async write<T>(
    path: string,
    magic: string,
    version: number,
    sections: number,
    fill: (writer: BinaryWriter) => Promise<T>,
  ): Promise<T> {
    const scratch = `${path}.${process.pid}.new`;
    let handle: FileHandle;
    try {
      handle = await open(scratch, "w+");
    } catch (cause) {
      throw new PsephosError("setup/file-write", `cannot write ${path} (${fileReason(cause)})`, { cause });
    }
    const writer = new BinaryWriter(handle, path, scratch, sections);
    try {
      await writer.#begin(magic, version, sections);
      const result = await fill(writer);
      await writer.#finish();
      return result;
    } finally {
      await handle.close().catch(() => {});
      await rm(scratch, { force: true });
    }
  }

  /**
   * As `write`, in a file that stays when `fill` fails or the process is killed, so that a later call goes on with it.
   * @param scratch where it is until it is whole
   * @param state where an earlier call's `save` was, or nothing to begin
   * @throws PsephosError `setup/file-write`
   */
  static async resume<T>(
    path: string,
    scratch: string,
    header: { readonly magic: string; readonly version: number; readonly sections: number },
    state: WriterState | undefined,
    fill: (writer: BinaryWriter) => Promise<T>,
  ): Promise<T> {
    let handle: FileHandle;
    try {
      handle = await open(scratch, state ? "r+" : "w+");
    } catch (cause) {
      throw new PsephosError("setup/file-write", `cannot write ${path} (${fileReason(cause)})`, { cause });
    }
    const writer = new BinaryWriter(handle, path, scratch, header.sections);
    try {
      if (state) {
        await handle.truncate(state.at);
        writer.#at = state.at;
        writer.#left = state.left;
        writer.#section = state.section;
        for (const [id, at] of state.starts) writer.#starts.set(id, at);
      } else await writer.#begin(header.magic, header.version, header.sections);
      const result = await fill(writer);
      await writer.#finish();
      return result;
    } finally {
      await handle.close().catch(() => {});
    }
  }

  /** What is written so far is on the disk when this resolves. */
  async save(): Promise<WriterState> {
    await this.#handle.sync();
    return { at: this.#at, left: this.#left, section: this.#section, starts: [...this.#starts] };
  }

  async #begin(magic: string, version: number, sections: number): Promise<void> {
    const header = new Uint8Array(FILE_HEADER);
    header.set([...magic].map((letter) => letter.charCodeAt(0)));
    viewOf(header).setUint32(4, version, true);
    viewOf(header).setUint32(8, sections, true);
    await this.#put(header, 0);
  }

  async #put(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }

  /** Begins a section; what `append` is given belongs to it until the next begins. */
  async begin(id: number): Promise<void> {
    await this.#endSection();
    this.#left--;
    const header = new Uint8Array(SECTION_HEADER);
    viewOf(header).setUint32(0, id, true);
    await this.#put(header, this.#at);
    this.#section = { lengthAt: this.#at + 4, start: this.#at + SECTION_HEADER };
    this.#at += SECTION_HEADER;
    this.#starts.set(id, this.#at);
  }

  /** Bytes of a section already written. */
  readBack(id: number, from: number, length: number): Promise<Uint8Array> {
    return readExactly(this.#handle, this.#starts.get(id)! + from, length, "new");
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#put(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A whole section. */
  async section(id: number, bytes: Uint8Array): Promise<void> {
    await this.begin(id);
    await this.append(bytes);
  }

  async #endSection(): Promise<void> {
    if (this.#section === undefined) return;
    const length = new Uint8Array(8);
    viewOf(length).setBigUint64(0, BigInt(this.#at - this.#section.start), true);
    await this.#put(length, this.#section.lengthAt);
    this.#section = undefined;
  }

  async #finish(): Promise<void> {
    await this.#endSection();
    ensure(this.#left === 0, "setup/file-write", "the file has not the sections that its header announces");
    await this.#handle.sync();
    await rename(this.#scratch, this.#path);
  }
}
