/**
 * The one place where the setup turns scalars into points. `SetupCurve` is all that the rest of the room
 * knows; here it stands on ffjavascript's WebAssembly, in a memory of its own and without workers.
 *
 * Points come and go as the files hold them: affine, in Montgomery form, 64 bytes in G1 and 128 in G2. Nothing here is constant-time.
 */
import { buildBn128, ChaCha, type WasmCurve } from "ffjavascript";
import { G1_BYTES, G2_BYTES, viewOf, writeWord } from "../groth16/index.js";

/** The operations of BN254 that keys are made with. */
export interface SetupCurve {
  /** [s]G1 for each scalar s in [0, r). */
  g1(scalars: readonly bigint[]): Uint8Array;
  /** [s]G2 for each scalar s in [0, r). */
  g2(scalars: readonly bigint[]): Uint8Array;
  /** [scalar]P for a point of either group. */
  multiply(point: Uint8Array, scalar: bigint): Uint8Array;
  /** [scalar]P for the point P of G2 that snarkjs's `hashToG2` makes of the first 32 bytes of `hash`. */
  hashToG2(hash: Uint8Array, scalar: bigint): Uint8Array;
  /**
   * The secrets that snarkjs draws from 32 bytes of seed, then as many points of G1: what a beacon stands for.
   * The same seed gives the same.
   */
  drawSecrets(seed: Uint8Array, count: number): { scalars: bigint[]; points: Uint8Array[] };
  /** e(p, q), as snarkjs writes it in `vk_alphabeta_12`. */
  pairing(p: Uint8Array, q: Uint8Array): string[][][];
}

/** Bits of a scalar looked up at a time. */
const WINDOW = 8;
const WINDOWS = 256 / WINDOW;
const DIGITS = 2 ** WINDOW - 1;
/** Points made between two conversions to affine coordinates (which share one inversion). */
const BATCH = 1024;
const PAGE = 65536;

type GroupFunction = (...pointers: number[]) => number;

/**
 * Fixed-base multiplication: table[w][d − 1] = [d·2^(8w)]G for d from 1 to 255, so that a product is the
 * sum of at most 32 looked-up points.
 */
class FixedBase {
  readonly #call: (name: string) => GroupFunction;
  readonly #memory: WebAssembly.Memory;
  readonly #affineBytes: number;
  readonly #jacobianBytes: number;
  readonly #table: number;
  readonly #sums: number;

  /** @param prefix of the group's functions in the module, "g1m" or "g2m". Grows the memory by what it needs. */
  constructor(
    instance: WebAssembly.Instance,
    memory: WebAssembly.Memory,
    prefix: string,
    generator: Uint8Array,
  ) {
    this.#call = (name) => instance.exports[`${prefix}_${name}`] as GroupFunction;
    this.#memory = memory;
    this.#affineBytes = generator.length;
    this.#jacobianBytes = (generator.length / 2) * 3;
    const tableBytes = WINDOWS * DIGITS * this.#jacobianBytes; // made in Jacobian form, made affine in place
    const pages = Math.ceil((tableBytes + BATCH * this.#jacobianBytes) / PAGE);
    this.#table = memory.grow(pages) * PAGE;
    this.#sums = this.#table + tableBytes;
    this.#fill(generator);
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #fill(generator: Uint8Array): void {
    const add = this.#call("add");
    const size = this.#jacobianBytes;
    this.#bytes(this.#sums, generator.length).set(generator);
    this.#call("toJacobian")(this.#sums, this.#table);
    for (let window = 0, first = this.#table; window < WINDOWS; window++, first += DIGITS * size) {
      // The last digit's multiple plus the first is the first of the next window: [2^(8w + 8)]G.
      if (window > 0) add(first - size, first - DIGITS * size, first);
      for (let digit = 1; digit < DIGITS; digit++)
        add(first + (digit - 1) * size, first, first + digit * size);
    }
    this.#call("batchToAffine")(this.#table, WINDOWS * DIGITS, this.#table);
  }

  /** [s]G for each scalar, affine. */
  times(scalars: readonly bigint[]): Uint8Array {
    const result = new Uint8Array(scalars.length * this.#affineBytes);
    const addMixed = this.#call("addMixed");
    const zero = this.#call("zero");
    const digits = new Uint8Array(32);
    const digitsView = viewOf(digits);
    for (let start = 0; start < scalars.length; start += BATCH) {
      const batch = scalars.slice(start, start + BATCH);
      batch.forEach((scalar, i) => {
        const sum = this.#sums + i * this.#jacobianBytes;
        zero(sum);
        writeWord(digitsView, 0, scalar);
        for (let window = 0; window < WINDOWS; window++) {
          const digit = digits[window]!;
          if (digit === 0) continue;
          addMixed(sum, this.#table + (window * DIGITS + digit - 1) * this.#affineBytes, sum);
        }
      });
      this.#call("batchToAffine")(this.#sums, batch.length, this.#sums);
      result.set(this.#bytes(this.#sums, batch.length * this.#affineBytes), start * this.#affineBytes);
    }
    return result;
  }
}

/** snarkjs's random numbers from the first 32 bytes of a seed. */
function stream(seed: Uint8Array): ChaCha {
  const view = viewOf(seed);
  return new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
}

async function build(): Promise<SetupCurve> {
  const curve: WasmCurve = await buildBn128(true);
  const memory = new WebAssembly.Memory({ initial: 25 }); // what ffjavascript's module asks for
  const { instance } = await WebAssembly.instantiate(curve.tm.code, { env: { memory } });
  const g1 = new FixedBase(instance, memory, "g1m", curve.G1.gAffine.slice(0, G1_BYTES));
  const g2 = new FixedBase(instance, memory, "g2m", curve.G2.gAffine.slice(0, G2_BYTES));
  return {
    g1: (scalars) => g1.times(scalars),
    g2: (scalars) => g2.times(scalars),
    multiply(point, scalar) {
      const group = point.length === G1_BYTES ? curve.G1 : curve.G2;
      return group.toAffine(group.timesScalar(point, scalar));
    },
    hashToG2(hash, scalar) {
      const point = curve.G2.fromRng(stream(hash));
      return curve.G2.toAffine(curve.G2.timesScalar(point, scalar));
    },
    drawSecrets(seed, count) {
      const rng = stream(seed);
      const each = <T>(draw: () => T): T[] => Array.from({ length: count }, draw);
      const scalars = each(() => curve.Fr.toObject(curve.Fr.fromRng(rng)));
      return { scalars, points: each(() => curve.G1.toAffine(curve.G1.fromRng(rng))) };
    },
    pairing(p, q) {
      const parts = curve.Gt.toObject(curve.pairing(p, q));
      return parts.map((six) => six.map((two) => two.map(String)));
    },
  };
}

let built: Promise<SetupCurve> | undefined;

/** The curve, built once: its tables take about 3 MB, and stay. */
export function setupCurve(): Promise<SetupCurve> {
  built ??= build();
  return built;
}
