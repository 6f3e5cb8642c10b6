/// <reference lib="esnext.disposable" preserve="true" />
/**
 * iden3's binary files (see the groth16 room's container) for those too large for memory: sections are found by their
 * headers and read piece by piece.
 */
import { ensure, Refusal } from "../../errors/index.js";
import { refuseStandIn, viewOf } from "../../groth16/index.js";
import { type BinarySource, openFile } from "./binary-source.js";

export const FILE_HEADER = 12;
export const SECTION_HEADER = 12;
const MAX_SECTIONS = 64;
/** Bytes that show what lies in place of a file: a page, a pointer. */
const STAND_IN = 64;

interface Place {
  readonly at: number;
  readonly length: number;
}

/** A file open for reading. */
export class BinaryFile implements AsyncDisposable {
  readonly #source: BinarySource;
  readonly #places: ReadonlyMap<number, Place>;
  readonly magic: string;

  private constructor(source: BinarySource, places: ReadonlyMap<number, Place>, magic: string) {
    this.#source = source;
    this.#places = places;
    this.magic = magic;
  }

  /**
   * Opens a file and finds its sections: every byte belongs to exactly one, and no id occurs twice.
   * @throws PsephosError `setup/file-read`, `groth16/file-empty`, `groth16/file-html`, `groth16/file-lfs-pointer`, `groth16/file-magic`, `groth16/file-version`, `groth16/file-truncated`,
   *   `groth16/file-unknown-section`, `groth16/file-duplicate-section`, `groth16/file-trailing-bytes`
   */
  static async open(
    path: string,
    magic: string,
    version: number,
    known: readonly number[],
  ): Promise<BinaryFile> {
    return BinaryFile.over(await openFile(path, magic), magic, version, known);
  }

  /** As `open`, for any source of bytes, which it closes at the end. */
  static async over(
    source: BinarySource,
    magic: string,
    version: number,
    known: readonly number[],
  ): Promise<BinaryFile> {
    try {
      return new BinaryFile(source, await findSections(source, magic, version, known), magic);
    } catch (error) {
      await source.close();
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
      throw new Refusal(
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
    return this.#source.read(place.at + from, length);
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function findSections(
  source: BinarySource,
  magic: string,
  version: number,
  known: readonly number[],
): Promise<Map<number, Place>> {
  const { size } = source;
  refuseStandIn(await source.read(0, Math.min(size, STAND_IN)), `the .${magic} file`);
  const header = await source.read(0, Math.min(size, FILE_HEADER));
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
  ensure(
    count <= MAX_SECTIONS,
    "groth16/file-unknown-section",
    `a .${magic} file cannot have ${count} sections`,
  );
  const places = new Map<number, Place>();
  let at = FILE_HEADER;
  for (let left = count; left > 0; left--) {
    ensure(at + SECTION_HEADER <= size, "groth16/file-truncated", `the .${magic} file ends early`);
    const view = viewOf(await source.read(at, SECTION_HEADER));
    const id = view.getUint32(0, true);
    const length = Number(view.getBigUint64(4, true));
    at += SECTION_HEADER;
    ensure(known.includes(id), "groth16/file-unknown-section", `a .${magic} file has no section ${id}`);
    ensure(
      !places.has(id),
      "groth16/file-duplicate-section",
      `section ${id} of the .${magic} file appears twice`,
    );
    ensure(length <= size - at, "groth16/file-truncated", `section ${id} of the .${magic} file ends early`);
    places.set(id, { at, length });
    at += length;
  }
  ensure(at === size, "groth16/file-trailing-bytes", `the .${magic} file has bytes after its last section`);
  return places;
}
