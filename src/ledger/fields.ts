/** Reads the fields of decoded CBOR: each must have its form, or the error names what is malformed. */
import { readInteger } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { Cbor } from "./cbor.js";

const MAX_WEIGHT_BITS = 128n;

/** What the fields belong to, for errors: "a vote". */
export class Fields {
  readonly #what: string;
  readonly #values: readonly Cbor[];
  #at = 0;

  /** @throws PsephosError `ledger/form` unless `value` is a list */
  constructor(value: Cbor | undefined, what: string) {
    ensure(Array.isArray(value), "ledger/form", `${what} is not a list of fields`);
    this.#values = value;
    this.#what = what;
  }

  /** Whether there are no fields at all. */
  get isEmpty(): boolean {
    return this.#values.length === 0;
  }

  #next(name: string, isRight: (value: Cbor | undefined) => boolean): Cbor {
    const value = this.#values[this.#at++];
    ensure(isRight(value), "ledger/form", `${this.#what} has a malformed field: ${name}`);
    return value as Cbor;
  }

  /** An integer from 0 to `most`. */
  integer(name: string, most = Number.MAX_SAFE_INTEGER): number {
    return this.#next(
      name,
      (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most,
    ) as number;
  }

  /** Bytes: exactly `length`. */
  bytes(name: string, length: number): Uint8Array {
    return this.#next(name, (value) => value instanceof Uint8Array && value.length === length) as Uint8Array;
  }

  /** Bytes: at most `most`. */
  bytesUpTo(name: string, most: number): Uint8Array {
    return this.#next(name, (value) => value instanceof Uint8Array && value.length <= most) as Uint8Array;
  }

  /** Bytes of a length, or null. */
  optionalBytes(name: string, length: number): Uint8Array | null {
    return this.#next(
      name,
      (value) => value === null || (value instanceof Uint8Array && value.length === length),
    ) as Uint8Array | null;
  }

  /** Bytes of at most `most`, or null. */
  nullableBytes(name: string, most: number): Uint8Array | null {
    return this.#next(
      name,
      (value) => value === null || (value instanceof Uint8Array && value.length <= most),
    ) as Uint8Array | null;
  }

  /** An integer from 1 to 2^128 − 1, in big-endian bytes without leading zeros. */
  weight(name: string): bigint {
    const bytes = this.#next(
      name,
      (value) =>
        value instanceof Uint8Array &&
        value.length >= 1 &&
        value.length <= Number(MAX_WEIGHT_BITS / 8n) &&
        value[0] !== 0,
    ) as Uint8Array;
    return readInteger(bytes, 0, bytes.length);
  }

  /** An integer of at most 256 bits, in big-endian bytes without leading zeros. */
  word(name: string): bigint {
    const bytes = this.#next(
      name,
      (value) => value instanceof Uint8Array && value.length <= 32 && value[0] !== 0,
    ) as Uint8Array;
    return readInteger(bytes, 0, bytes.length);
  }

  text(name: string, most: number): string {
    return this.#next(name, (value) => typeof value === "string" && value.length <= most) as string;
  }

  /** A list of at most `most` members, each read by `read`. */
  list<T>(name: string, most: number, read: (member: Cbor) => T): T[] {
    const members = this.#next(name, (value) => Array.isArray(value) && value.length <= most);
    return (members as readonly Cbor[]).map(read);
  }

  /** Fields within a field. */
  inner(name: string): Fields {
    return new Fields(
      this.#next(name, (value) => Array.isArray(value)),
      `${this.#what}'s ${name}`,
    );
  }

  /** The remaining fields, undecoded. */
  rest(name: string): Cbor {
    return this.#next(name, (value) => value !== undefined);
  }

  /** @throws PsephosError `ledger/form`: there are more fields */
  end(): void {
    ensure(this.#at === this.#values.length, "ledger/form", `${this.#what} has unknown fields`);
  }
}

/** An integer as big-endian bytes without leading zeros; zero is no bytes. */
export function integerBytes(value: bigint): Uint8Array {
  if (value <= 0n) return new Uint8Array();
  const digits = value.toString(16);
  const bytes = new Uint8Array((digits.length + 1) >> 1);
  // From the end, so that an odd first digit is a byte of its own. An integer has at most 32 bytes: its digits are read once.
  for (let at = bytes.length, end = digits.length; at > 0; end -= 2)
    bytes[--at] = Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16);
  return bytes;
}
