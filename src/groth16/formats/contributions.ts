/**
 * Section 10 of a .zkey: the hash of the circuit and its first key, then who changed δ and how
 * [snarkjs 0.7.6, `src/zkey_utils.js`]:
 * `64 bytes hash ‖ u32 n`, then n times
 * `G1 δ after ‖ G1 s ‖ G1 s·x ‖ G2 s'·x ‖ 64 bytes transcript ‖ u32 type ‖ u32 length ‖ parameters`,
 * each parameter being `u8 kind ‖ …`: 1, name (`u8 length ‖ UTF-8`); 2, the beacon's iterations as a power of two
 * (`u8`); 3, the beacon's hash (`u8 length ‖ bytes`); in ascending order of kind.
 */
import { BASE_FIELD_ORDER } from "../../engine/index.js";
import { ensure, PsephosError } from "../../errors.js";
import { viewOf } from "./sections.js";
import { firstNotBelow } from "./words.js";
import { G1_BYTES, G2_BYTES } from "./zkey.js";

/** One change of δ. Points are affine, in Montgomery form; nothing about them is checked but that they are canonical. */
export interface ZkeyContribution {
  readonly deltaAfter: Uint8Array;
  readonly g1S: Uint8Array;
  readonly g1SX: Uint8Array;
  readonly g2SpX: Uint8Array;
  readonly transcript: Uint8Array;
  readonly name: string | undefined;
  /** Set when the change was made from a public beacon. */
  readonly beacon: { readonly hash: Uint8Array; readonly iterationsExponent: number } | undefined;
}

/** Section 10, read. */
export interface ZkeyContributions {
  readonly circuitHash: Uint8Array;
  readonly contributions: readonly ZkeyContribution[];
}

const CODE = "groth16/zkey-contributions";
const HASH = 64;

/** Takes a body piece by piece. */
class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    ensure(length <= this.#bytes.length - this.#at, CODE, "the contributions of the .zkey end early");
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

  point(size: number): Uint8Array {
    const point = this.take(size);
    ensure(
      firstNotBelow(point, BASE_FIELD_ORDER) < 0,
      "groth16/non-canonical-coordinate",
      "a point of the .zkey's contributions is not canonical",
    );
    return point;
  }
}

function readName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PsephosError(CODE, "a contributor's name is not UTF-8", { cause });
  }
}

function readParameters(reader: Reader): Pick<ZkeyContribution, "name" | "beacon"> {
  let name: string | undefined;
  let hash: Uint8Array | undefined;
  let iterationsExponent: number | undefined;
  for (let last = 0; !reader.done; ) {
    const kind = reader.u8();
    ensure(kind > last && kind <= 3, CODE, `a contribution has parameter ${kind} after ${last}`);
    last = kind;
    if (kind === 1) name = readName(reader.take(reader.u8()));
    else if (kind === 2) iterationsExponent = reader.u8();
    else hash = reader.take(reader.u8());
  }
  ensure((hash === undefined) === (iterationsExponent === undefined), CODE, "a beacon is given by half");
  return {
    name,
    beacon: hash === undefined ? undefined : { hash, iterationsExponent: iterationsExponent! },
  };
}

function readContribution(reader: Reader): ZkeyContribution {
  const points = {
    deltaAfter: reader.point(G1_BYTES),
    g1S: reader.point(G1_BYTES),
    g1SX: reader.point(G1_BYTES),
    g2SpX: reader.point(G2_BYTES),
  };
  const transcript = reader.take(HASH);
  const type = reader.u32();
  const parameters = readParameters(new Reader(reader.take(reader.u32())));
  ensure(
    type === (parameters.beacon === undefined ? 0 : 1),
    CODE,
    `a contribution is of type ${type}, and its parameters say otherwise`,
  );
  return { ...points, transcript, ...parameters };
}

/**
 * Reads section 10 of a .zkey (`Zkey.contributions`). Whether the changes are honest is not asked here.
 * @throws PsephosError `groth16/zkey-contributions`, `groth16/non-canonical-coordinate`
 */
export function parseContributions(section: Uint8Array): ZkeyContributions {
  const reader = new Reader(section);
  const circuitHash = reader.take(HASH);
  const contributions: ZkeyContribution[] = [];
  for (let left = reader.u32(); left > 0; left--) contributions.push(readContribution(reader));
  ensure(reader.done, CODE, "the .zkey has bytes after its last contribution");
  return { circuitHash, contributions };
}
