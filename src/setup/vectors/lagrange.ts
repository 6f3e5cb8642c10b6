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
 * least C rows apart stay within a tile, so tiles of columns are followed by tiles that are blocks, each a program.
 */
import { Program } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { inverse, multiply, powers, rootOfUnity } from "../field.js";
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

/** ω^(−e) for e < N/2, plain and times a factor (1/N, or 1 where there is none), as scalar bytes. */
interface Twiddles {
  readonly size: number;
  readonly plain: Uint8Array;
  readonly scaled: Uint8Array;
  readonly factor: bigint;
}

function makeTwiddles(log: number, factor: bigint): Twiddles {
  const size = 2 ** log;
  const plain = powers(inverse(rootOfUnity(log)), size / 2);
  const scaled = factor === 1n ? plain : plain.map((value) => multiply(value, factor));
  return { size, plain: scalarBytes(plain), scaled: scalarBytes(scaled), factor };
}

/** The scalars of one level of a tile, pairs `half` rows apart, in the order of the pairs. */
function levelScalars(tile: Tile, half: number, { size, plain, scaled }: Twiddles): Uint8Array {
  const { rows, columns, stride, first, leading } = tile;
  const bytes = new Uint8Array(16 * rows * columns);
  const step = size / (2 * half * stride);
  let at = 0;
  for (let block = 0; block < rows / (2 * half); block++) {
    const table = leading && block === 0 ? scaled : plain;
    for (let row = 0; row < half; row++) {
      for (let column = 0; column < columns; column++, at += 32) {
        const exponent = (row * stride + first + column) * step;
        bytes.set(table.subarray(32 * exponent, 32 * exponent + 32), at);
      }
    }
  }
  return bytes;
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
  const at = program.put(points);
  for (let half = tile.rows / 2; half >= 1; half /= 2) {
    const scalars = program.put(levelScalars(tile, half, twiddles));
    program.need(program.call(`${group}_ntt_level`, at, scalars, count, half * tile.columns));
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
