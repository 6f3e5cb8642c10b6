/**
 * From [τ^i], i < N, to [L_i(τ)], the Lagrange basis of the N-th roots of unity: the inverse transform over points,
 * L_i = 1/N · Σ_k ω^(−ik) τ^k, by decimation in frequency (Gentleman, Sande, 1966): at the level of half H,
 *   (p, q) → (p + q, ω_2H^(−k) (p − q)),  ω_2H = ω^(N/2H).
 *
 * The factor 1/N is free: every output but the first passes through the difference of a pair whose members were only
 * ever added before, exactly once, and the factor goes into that difference's twiddle. These pairs are in the first
 * block of each level.
 *
 * A tile is R rows of C points: local (j, c) is point j·stride + first + c of its block. Levels whose pairs are at
 * least C rows apart stay within a tile, so tiles of columns are followed by tiles that are blocks, each a program. It takes two levels at
 * once where it has two more (quads.h).
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { Program } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { inverse, multiply, powers, rootOfUnity } from "../field.js";
import { unitsOf, WORD_UNITS } from "../formats/word-numbers.js";
import { spread, type WorkOptions } from "./spread.js";
import { type Group, POINT_BYTES, type PointVectors, partLength, scalarBytes } from "./vectors.js";

interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  /** The first column's number in its block. */
  readonly first: number;
  /** Whether it is of the first block. */
  readonly leading: boolean;
}

/** ω^(−e) for e < N/2, plain and times a factor (1/N, or 1 where there is none), in units of 4 bytes. */
interface Twiddles {
  readonly size: number;
  readonly plain: Uint32Array;
  readonly scaled: Uint32Array;
  readonly factor: bigint;
}

function makeTwiddles(log: number, factor: bigint): Twiddles {
  const size = 2 ** log;
  const plain = powers(inverse(rootOfUnity(log)), size / 2);
  const scaled = factor === 1n ? plain : plain.map((value) => multiply(value, factor));
  return { size, plain: unitsOf(plain), scaled: unitsOf(scaled), factor };
}

const ORDER_UNITS = unitsOf([SCALAR_FIELD_ORDER]);

/** Writes twiddle number `exponent` of a table to units[at]: from N/2 on they are the opposites. */
function putTwiddle(units: Uint32Array, at: number, table: Uint32Array, exponent: number): void {
  const length = WORD_UNITS * exponent;
  const from = length % table.length;
  const opposite = (length / table.length) & 1;
  let borrow = 0;
  for (let i = 0; i < WORD_UNITS; i++) {
    const unit = table[from + i]!;
    const rest = ORDER_UNITS[i]! - unit - borrow;
    borrow = rest < 0 ? 1 : 0;
    units[at + i] = opposite ? rest : unit;
  }
}

/**
 * The scalars of one level of a tile, or of two (quads.h), in the order of the pairs or quads: pairs are `half` rows apart, and the second
 * level's half as many.
 */
function levelScalars(
  group: Group,
  tile: Tile,
  half: number,
  levels: 1 | 2,
  { size, plain, scaled }: Twiddles,
): Uint8Array {
  const { rows, columns, stride, first, leading } = tile;
  const apart = half / levels;
  const each = levels === 1 ? 1 : group === "g1" ? 5 : 3;
  const units = new Uint32Array((WORD_UNITS * each * rows * columns) / (2 * levels));
  const step = size / (2 * half * stride);
  let at = 0;
  for (let block = 0; block < rows / (2 * half); block++) {
    const table = leading && block === 0 ? scaled : plain;
    const put = (exponent: number): void => {
      putTwiddle(units, at, table, exponent);
      at += WORD_UNITS;
    };
    for (let row = 0; row < apart; row++) {
      for (let column = 0; column < columns; column++) {
        const exponent = (row * stride + first + column) * step;
        if (levels === 2) put(2 * exponent); // y1
        put(exponent);
        if (each === 5) put(exponent + size / 4);
        if (levels === 2) put(3 * exponent); // y3
        if (each === 5) put(3 * exponent + size / 4 + size / 2);
      }
    }
  }
  return new Uint8Array(units.buffer);
}

/** All levels of a tile, half = rows/2 down to 1; with `last`, also the factor of the very first output. */
function tileProgram(
  group: Group,
  points: Uint8Array,
  tile: Tile,
  twiddles: Twiddles,
  last: boolean,
): Program {
  const count = tile.rows * tile.columns;
  const program = new Program();
  const at = program.give(points);
  for (let half = tile.rows / 2; half >= 1; ) {
    const levels = half > 1 ? 2 : 1;
    const scalars = program.give(levelScalars(group, tile, half, levels, twiddles));
    const name = levels === 2 ? "ntt_quads" : "ntt_level";
    program.need(program.call(`${group}_${name}`, at, scalars, count, (half / levels) * tile.columns));
    half /= 2 ** levels;
  }
  if (last && tile.leading && twiddles.factor !== 1n) {
    const factor = program.put(scalarBytes([twiddles.factor]));
    program.need(program.call(`${group}_scale`, at, factor, 1, 0));
  }
  program.get(at, points.length);
  return program;
}

function reverseBits(index: number, log: number): number {
  let result = 0;
  for (let i = 0; i < log; i++) result = (result << 1) | ((index >> i) & 1);
  return result;
}

/** factor · Σ_k ω^(−ik) P_k for each i < 2^log, in their natural order. */
async function inverseTransform(
  vectors: PointVectors,
  group: Group,
  points: Uint8Array,
  log: number,
  factor: bigint,
  stage: string,
  options: WorkOptions,
): Promise<Uint8Array> {
  const size = POINT_BYTES[group];
  const count = 2 ** log;
  ensure(points.length === count * size, "setup/domain-size", `2^${log} points were expected`);
  if (log === 0) return points.slice();
  const twiddles = makeTwiddles(log, factor);
  const work = points.slice();
  const tile = 2 ** Math.floor(Math.log2(partLength(count, vectors.pool)));
  const block = Math.min(count, tile);
  const rows = count / block;
  const run = (
    name: string,
    parts: number,
    part: (index: number) => { tile: Tile; at: (row: number) => number },
  ) =>
    spread(vectors.pool, parts, `${stage}, ${name}`, options, async (index, thread) => {
      const { tile, at } = part(index);
      const length = tile.columns * size;
      const bytes = new Uint8Array(tile.rows * length);
      for (let row = 0; row < tile.rows; row++)
        bytes.set(work.subarray(at(row) * size, at(row) * size + length), row * length);
      const program = tileProgram(group, bytes, tile, twiddles, name === "blocks");
      const [result] = (await thread.run(program)) as [Uint8Array];
      for (let row = 0; row < tile.rows; row++)
        work.set(result.subarray(row * length, (row + 1) * length), at(row) * size);
    });
  if (rows > 1) {
    const columns = Math.max(1, tile / rows);
    await run("columns", block / columns, (index) => ({
      tile: { rows, columns, stride: block, first: index * columns, leading: true },
      at: (row) => row * block + index * columns,
    }));
  }
  await run("blocks", rows, (index) => ({
    tile: { rows: block, columns: 1, stride: 1, first: 0, leading: index === 0 },
    at: (row) => index * block + row,
  }));
  const sorted = new Uint8Array(work.length);
  for (let i = 0; i < count; i++) {
    const from = reverseBits(i, log) * size;
    sorted.set(work.subarray(from, from + size), i * size);
  }
  return sorted;
}

/**
 * The Lagrange basis at τ, in its natural order, from the powers of τ.
 * @param points 2^log of them, [τ^i] times anything that is the same for all.
 */
export function lagrangeBasis(
  vectors: PointVectors,
  group: Group,
  points: Uint8Array,
  log: number,
  stage: string,
  options: WorkOptions = {},
): Promise<Uint8Array> {
  return inverseTransform(vectors, group, points, log, inverse(BigInt(2 ** log)), stage, options);
}

/**
 * The basis in G1 with its even members left out (zeros in their places), for less than half the work: a key's H takes
 * the odd ones of the domain of twice its size. With N = 2^(log − 1), ω of order 2N:
 *   L_(2i+1) = 1/2N · Σ_k ω_N^(−ik) · ω^(−k) (P_k − P_(k+N)).
 */
export async function oddLagrangeBasis(
  vectors: PointVectors,
  points: Uint8Array,
  log: number,
  stage: string,
  options: WorkOptions = {},
): Promise<Uint8Array> {
  const size = POINT_BYTES.g1;
  const half = points.length / 2;
  const factor = inverse(BigInt(2 ** log));
  const twiddles = powers(inverse(rootOfUnity(log)), half / size).map((value) => multiply(value, factor));
  const differences = await vectors.subtract(points.subarray(0, half), points.subarray(half), stage, options);
  const turned = await vectors.scale(
    "g1",
    differences,
    scalarBytes(twiddles),
    `${stage}, first level`,
    options,
  );
  const odd = await inverseTransform(vectors, "g1", turned, log - 1, 1n, stage, options);
  const result = new Uint8Array(points.length);
  for (let at = 0; at < half; at += size) result.set(odd.subarray(at, at + size), 2 * at + size);
  return result;
}
