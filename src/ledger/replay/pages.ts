/** What goes to the scratch: pages with 32 records, or packages, each. */
import { concatBytes } from "@noble/hashes/utils.js";
import { PER_PAGE } from "../records.js";
import type { Scratch } from "./scratch.js";

/** Pages in their order. The one that was read last is in memory. */
export class Pages {
  readonly #scratch: Scratch;
  readonly #places: number[] = [];
  readonly #lengths: number[] = [];
  #last: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  get count(): number {
    return this.#places.length;
  }

  append(bytes: Uint8Array): void {
    this.#places.push(this.#scratch.append(bytes));
    this.#lengths.push(bytes.length);
  }

  read(number: number): Uint8Array {
    if (this.#last?.number !== number)
      this.#last = { number, bytes: this.#scratch.read(this.#places[number]!, this.#lengths[number]!) };
    return this.#last.bytes;
  }
}

/** In place of a length: there is no package. */
const NONE = 0xffffffff;
const LENGTH_BYTES = 4;

/** `uint32 length` of each of 32 packages, then their bytes. */
function encodePackages(packages: readonly (Uint8Array | undefined)[]): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(PER_PAGE * LENGTH_BYTES));
  for (let i = 0; i < PER_PAGE; i++) lengths.setUint32(i * LENGTH_BYTES, packages[i]?.length ?? NONE);
  return concatBytes(new Uint8Array(lengths.buffer), ...packages.filter((one) => one !== undefined));
}

function packageIn(page: Uint8Array, wanted: number): Uint8Array | undefined {
  const lengths = new DataView(page.buffer, page.byteOffset, PER_PAGE * LENGTH_BYTES);
  const length = (i: number) => lengths.getUint32(i * LENGTH_BYTES);
  let at = lengths.byteLength;
  for (let i = 0; i < wanted; i++) if (length(i) !== NONE) at += length(i);
  return length(wanted) === NONE ? undefined : page.subarray(at, at + length(wanted));
}

/** The packages of a log, by the places of their votes; some votes have none. */
export class Packages {
  readonly #pages: Pages;
  /** Of the page that is not full. */
  #open: (Uint8Array | undefined)[] = [];

  constructor(scratch: Scratch) {
    this.#pages = new Pages(scratch);
  }

  /** @param index above that of all earlier packages */
  append(index: number, bytes: Uint8Array): void {
    const page = Math.floor(index / PER_PAGE);
    if (index < this.#pages.count * PER_PAGE + this.#open.length)
      throw new Error(`a package at ${index} was written before`);
    while (page > this.#pages.count) {
      this.#pages.append(encodePackages(this.#open));
      this.#open = [];
    }
    this.#open[index % PER_PAGE] = bytes.slice();
  }

  get(index: number): Uint8Array | undefined {
    const page = Math.floor(index / PER_PAGE);
    if (page > this.#pages.count) return undefined;
    return page === this.#pages.count
      ? this.#open[index % PER_PAGE]
      : packageIn(this.#pages.read(page), index % PER_PAGE);
  }
}
