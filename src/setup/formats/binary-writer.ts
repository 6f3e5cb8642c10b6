/** iden3's binary files, written to disk section by section, under a temporary name. They get their name when they are complete, and replace nothing. */
import { type FileHandle, rm } from "node:fs/promises";
import { ensureAble } from "../../errors/index.js";
import { moveNew, openAnew, openNew, openOwn, scratchBeside } from "../../files/index.js";
import { viewOf } from "../../groth16/index.js";
import { FILE_HEADER, SECTION_HEADER } from "./binary-file.js";
import { readExactly, writing } from "./binary-source.js";

/** How far a file was written: enough to continue. */
export interface WriterState {
  readonly at: number;
  readonly left: number;
  readonly section: { readonly lengthAt: number; readonly start: number } | undefined;
  readonly starts: readonly (readonly [id: number, at: number])[];
}

/** A file being written. It gets its name only when it is complete. */
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
    const scratch = scratchBeside(path);
    const handle = await writing(path, () => openNew(scratch));
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
   * As `write`, in a file that remains if `fill` fails or the process is killed, so that a later call can continue it.
   * @param scratch its path until it is complete
   * @param state what an earlier call's `save` returned, or nothing to begin
   * @throws PsephosError `setup/file-write`
   */
  static async resume<T>(
    path: string,
    scratch: string,
    header: { readonly magic: string; readonly version: number; readonly sections: number },
    state: WriterState | undefined,
    fill: (writer: BinaryWriter) => Promise<T>,
  ): Promise<T> {
    const handle = await writing(path, () => (state ? openOwn(scratch) : openAnew(scratch)));
    ensureAble(
      handle,
      "setup/file-write",
      `cannot resume ${scratch}: it is not the file of the earlier call`,
    );
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
    await writing(this.#path, () => this.#handle.sync());
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
      const left = bytes.length - done;
      done += await writing(
        this.#path,
        async () => (await this.#handle.write(bytes, done, left, at + done)).bytesWritten,
      );
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
    ensureAble(this.#left === 0, "setup/file-write", "the file's sections differ from those in its header");
    await writing(this.#path, async () => {
      await this.#handle.sync();
      await moveNew(this.#scratch, this.#path);
    });
  }
}
