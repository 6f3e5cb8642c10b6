/**
 * The numbers and points that snarkjs draws from 32 bytes of seed [ffjavascript 0.3.1, `chacha.js`, `wasm_field1.js`,
 * `wasm_curve.js`]: a file's hash becomes a point of G2, a beacon becomes secrets.
 *
 * The stream is ChaCha20 with a counter of 64 bits and no nonce; its 32-bit words are little-endian, the seed's are
 * big-endian. A drawn number is taken as what a file holds: a coordinate in Montgomery form. Nothing here is constant-time.
 */
import { chacha20orig } from "@noble/ciphers/chacha.js";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../bytes/index.js";
import { viewOf, writeWord } from "../groth16/index.js";

const WORDS = 8;
const BLOCK = 64;
/** Both orders have 254 bits. */
const MASK = (1n << 254n) - 1n;
const MONTGOMERY = 1n << 256n;
const NONCE = new Uint8Array(8);

/** base^exponent mod m. */
function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (let square = base % m, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % m)
    if (rest & 1n) result = (result * square) % m;
  return result;
}

const mod = (value: bigint): bigint => ((value % P) + P) % P;
const inverse = (value: bigint, m: bigint): bigint => power(value, m - 2n, m);

/** √value in Fp; undefined when there is none. p ≡ 3 (mod 4), so it is value^((p + 1)/4). */
function root(value: bigint): bigint | undefined {
  const candidate = power(value, (P + 1n) / 4n, P);
  return (candidate * candidate) % P === value ? candidate : undefined;
}

/** a + b·i with i² = −1. */
type Fp2 = readonly [a: bigint, b: bigint];

const times = ([a, b]: Fp2, [c, d]: Fp2): Fp2 => [mod(a * c - b * d), mod(a * d + b * c)];

/** A square root in F2: with n² = a² + b², x² = (a ± n)/2 and y = b/(2x), (x + y·i)² = a + b·i. */
function root2([a, b]: Fp2): Fp2 | undefined {
  const norm = root(mod(a * a + b * b));
  if (norm === undefined) return undefined;
  const half = (P + 1n) / 2n;
  const x = root(mod((a + norm) * half)) ?? root(mod((a - norm) * half));
  if (x === undefined) return undefined;
  if (x !== 0n) return [x, mod(b * inverse(2n * x, P))];
  const y = root(mod(-a)); // b = 0 and a = −y²
  return y === undefined ? undefined : [0n, y];
}

/** 3/(9 + i), which G2's curve has in place of 3. */
const TWIST_B: Fp2 = (() => {
  const scale = inverse(82n, P); // (9 + i)(9 − i) = 82
  return [mod(27n * scale), mod(-3n * scale)];
})();

/** The stream of random numbers of one seed. */
export class Draw {
  readonly #key = new Uint8Array(4 * WORDS);
  #block = new Uint8Array(0);
  #at = 0;
  #counter = 0;

  /** @param seed its first 32 bytes count */
  constructor(seed: Uint8Array) {
    const view = viewOf(seed);
    for (let i = 0; i < WORDS; i++) viewOf(this.#key).setUint32(4 * i, view.getUint32(4 * i), true);
  }

  #word(): number {
    if (this.#at === this.#block.length) {
      this.#block = chacha20orig(this.#key, NONCE, new Uint8Array(BLOCK), undefined, this.#counter++);
      this.#at = 0;
    }
    this.#at += 4;
    return viewOf(this.#block).getUint32(this.#at - 4, true);
  }

  #below(order: bigint): bigint {
    for (;;) {
      let value = 0n;
      for (let shift = 0n; shift < 256n; shift += 64n) {
        const high = BigInt(this.#word());
        value |= ((high << 32n) | BigInt(this.#word())) << shift;
      }
      value &= MASK;
      if (value < order) return value;
    }
  }

  /** An integer in [0, p) from one in Montgomery form. */
  #coordinate(): bigint {
    return (this.#below(P) * inverse(MONTGOMERY, P)) % P;
  }

  /** In [0, r). */
  scalar(): bigint {
    return (this.#below(R) * inverse(MONTGOMERY, R)) % R;
  }

  /** A point of G1, as files hold it. */
  g1(): Uint8Array {
    for (;;) {
      const x = this.#coordinate();
      const greatest = (this.#word() & 1) === 1;
      const y = root(mod(x ** 3n + 3n));
      if (y !== undefined) return montgomeryBytes([x, isGreatest([y]) === greatest ? y : mod(-y)]);
    }
  }

  /** A point on G2's curve, as files hold it; to be multiplied into the group of order r. */
  twist(): Uint8Array {
    for (;;) {
      const x: Fp2 = [this.#coordinate(), this.#coordinate()];
      const greatest = (this.#word() & 1) === 1;
      const [a, b] = times(times(x, x), x);
      const y = root2([mod(a + TWIST_B[0]), mod(b + TWIST_B[1])]);
      if (y === undefined) continue;
      return montgomeryBytes([...x, ...(isGreatest(y) === greatest ? y : y.map((part) => mod(-part)))]);
    }
  }
}

/** Whether the last coefficient that is not 0 is above (p − 1)/2. */
const isGreatest = (value: readonly bigint[]): boolean =>
  (value.findLast((part) => part !== 0n) ?? 0n) > (P - 1n) / 2n;

function montgomeryBytes(coordinates: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * coordinates.length);
  coordinates.forEach((value, i) => void writeWord(viewOf(bytes), 32 * i, (value * MONTGOMERY) % P));
  return bytes;
}
