/** The common part of contributions in a .zkey and a .ptau: records that are read piece by piece, each with its author. */
import { BASE_FIELD_ORDER } from "../../bytes/index.js";
import { ensure, Refusal, type RefusedCode } from "../../errors/index.js";
import { viewOf } from "./sections.js";
import { firstNotBelow } from "./words.js";

/** The names of a file's records in errors. */
export interface RecordFile {
  /** For example ".zkey". */
  readonly extension: string;
  /** The error's code for a record that is too short or contradicts itself. */
  readonly code: RefusedCode;
  /** The error's code for a point with a coordinate of p or more. */
  readonly pointCode: RefusedCode;
}

/** The author of a contribution. */
export interface Contributor {
  readonly name: string | undefined;
  /** Set if the change was made from a public beacon. */
  readonly beacon: { readonly hash: Uint8Array; readonly iterationsExponent: number } | undefined;
}

/** Reads a section's records piece by piece. Each method throws the file's `code` if the bytes end before the piece ends. */
export class RecordReader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #file: RecordFile;

  constructor(bytes: Uint8Array, file: RecordFile) {
    this.#bytes = bytes;
    this.#file = file;
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next `length` bytes, as a view. */
  take(length: number): Uint8Array {
    const { code, extension } = this.#file;
    ensure(length <= this.#bytes.length - this.#at, code, `the contributions of the ${extension} end early`);
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u32(): number {
    return viewOf(this.take(4)).getUint32(0, true);
  }

  /** A point's coordinates, 32 bytes each. @throws PsephosError with the file's `pointCode` */
  point(size: number): Uint8Array {
    const point = this.take(size);
    const { pointCode, extension } = this.#file;
    ensure(
      firstNotBelow(point, BASE_FIELD_ORDER) < 0,
      pointCode,
      `a point of the ${extension}'s contributions is not canonical`,
    );
    return point;
  }

  /**
   * The end of a contribution: `u32 type ‖ u32 length ‖ parameters`, each parameter being `u8 kind ‖ …`: 1, name (`u8 length ‖
   * UTF-8`); 2, the beacon's iterations as a power of two (`u8`); 3, the beacon's hash (`u8 length ‖ bytes`); in ascending
   * order of kind. The type is 1 with a beacon, else 0.
   */
  contributor(): Contributor {
    const type = this.u32();
    const contributor = new RecordReader(this.take(this.u32()), this.#file).#parameters();
    ensure(
      type === (contributor.beacon === undefined ? 0 : 1),
      this.#file.code,
      `a contribution has type ${type}, but its parameters belong to another type`,
    );
    return contributor;
  }

  #parameters(): Contributor {
    const { code } = this.#file;
    let name: string | undefined;
    let hash: Uint8Array | undefined;
    let iterationsExponent: number | undefined;
    for (let last = 0; !this.done; ) {
      const kind = this.u8();
      ensure(kind > last && kind <= 3, code, `a contribution has parameter ${kind} after ${last}`);
      last = kind;
      if (kind === 1) name = this.#name(this.take(this.u8()));
      else if (kind === 2) iterationsExponent = this.u8();
      else hash = this.take(this.u8());
    }
    ensure(
      (hash === undefined) === (iterationsExponent === undefined),
      code,
      "a beacon lacks its value or its number of iterations",
    );
    return { name, beacon: hash && { hash, iterationsExponent: iterationsExponent! } };
  }

  #name(bytes: Uint8Array): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw new Refusal(this.#file.code, "a contributor's name is not UTF-8", { cause });
    }
  }
}
