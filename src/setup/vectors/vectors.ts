/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Long vectors of points, processed by a pool of kernels. Points have the form of the files: affine,
 * Montgomery 2^256, little-endian, 64 bytes in G1 and 128 in G2, infinity all zeros. Scalars are in [0, r).
 * Nothing is constant-time.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import {
  compileKernels,
  createPool,
  type Output,
  type Pool,
  Program,
  type Ref,
  withVectors,
} from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { G1_BYTES, G2_BYTES, viewOf, writeWord } from "../../groth16/index.js";
import { spread, type WorkOptions } from "./spread.js";

export type Group = "g1" | "g2";
/** As files hold points, or as snarkjs hashes them: plain, big-endian, imaginary part first. */
export type PointForm = "file" | "uncompressed";

/** Bytes of a point in the files, and in the kernel's memory. */
export const POINT_BYTES: Record<Group, number> = { g1: G1_BYTES, g2: G2_BYTES };
export const KERNEL_BYTES: Record<Group, number> = { g1: 72, g2: 144 };

const SCALAR_BYTES = 32;

/** Points that one program takes at most; a program is what Ctrl-C waits for. */
export const PART = 4096;
/** With fewer points a program spends more on its inversions than another thread gains. */
const LEAST = 256;

/** Terms of sums: the more at once, the more share the multiples of their points. */
const SPARSE_PART = 16384;

/** How many points of so many a program takes, so that every thread has some of them. */
export const partLength = (count: number, { threads }: Pool, most = PART): number =>
  Math.min(most, Math.max(LEAST, Math.ceil(count / (2 * threads.length))));

/** Scalars as the kernel reads them: 32 little-endian bytes each. */
export function scalarBytes(scalars: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * scalars.length);
  const view = viewOf(bytes);
  scalars.forEach((scalar, i) => void writeWord(view, 32 * i, scalar));
  return bytes;
}

/** Loads points, for a kernel's sums, in the form that they are worked on there; the program fails when one is not canonical. */
function load(program: Program, group: Group, points: Uint8Array): Ref {
  const count = points.length / POINT_BYTES[group];
  const at = program.alloc(count * KERNEL_BYTES[group]);
  program.need(program.call(`${group}_points_from_mont256`, at, program.put(points), count));
  return at;
}

/** Has a program give back `count` points of that form. */
export function store(program: Program, group: Group, at: Ref, count: number): void {
  const bytes = program.alloc(count * POINT_BYTES[group]);
  program.call(`${group}_points_to_mont256`, bytes, at, count);
  program.get(bytes, count * POINT_BYTES[group]);
}

/** Has a program give back `count` points that it has as files hold them, as snarkjs hashes them. */
function getUncompressed(program: Program, group: Group, at: Ref, count: number): void {
  const bytes = program.alloc(count * POINT_BYTES[group]);
  program.need(program.call(`${group}_uncompressed`, bytes, at, count));
  program.get(bytes, count * POINT_BYTES[group]);
}

/** The first output of a program that gives back bytes. */
export const bytesOf = (outputs: readonly Output[]): Uint8Array => outputs[0] as Uint8Array;

/** Sums of multiples of base points: sum i takes the terms from `starts[i]` up to, and without, `starts[i + 1]`. */
export interface SparseSums {
  readonly starts: Uint32Array;
  /** Which base each term multiplies. */
  readonly bases: Uint32Array;
  /** By which scalar. */
  readonly coefficients: Uint32Array;
}

/** Cuts sums into parts of at most `most` terms (a longer sum is a part of its own). */
function cutSums({ starts }: SparseSums, most: number): [from: number, to: number][] {
  const parts: [number, number][] = [];
  const sums = starts.length - 1;
  for (let from = 0; from < sums; ) {
    let to = from + 1;
    while (to < sums && to - from < most && starts[to + 1]! - starts[from]! <= most) to++;
    parts.push([from, to]);
    from = to;
  }
  return parts;
}

/** Of a list of things of `size` bytes, those that are named, each once, in their order; and the place of each named one among them. */
function gather(things: Uint8Array, named: Uint32Array, size: number) {
  const places = new Uint32Array(named.length);
  const marks = new Uint32Array(things.length / size); // 1 for a named thing; then its place
  let count = 0;
  for (let i = 0; i < named.length; i++) {
    const thing = named[i]!;
    count += 1 - marks[thing]!;
    marks[thing] = 1;
  }
  const used = new Uint8Array(count * size);
  for (let thing = 0, place = 0; place < count; thing++) {
    if (marks[thing] === 0) continue;
    const [first, from] = [thing, place];
    for (; marks[thing] === 1; thing++) marks[thing] = place++;
    used.set(things.subarray(first * size, thing * size), from * size);
  }
  for (let i = 0; i < named.length; i++) places[i] = marks[named[i]!]!;
  return { places, used, count };
}

/** Points as files hold them, and as snarkjs hashes them. */
export interface HashedPoints {
  readonly points: Uint8Array;
  /** In pieces, one after another. */
  readonly uncompressed: readonly Uint8Array[];
}

export class PointVectors implements AsyncDisposable {
  readonly pool: Pool;

  private constructor(pool: Pool) {
    this.pool = pool;
  }

  /** @param threads as for the engine's pool. */
  static async open(threads?: number): Promise<PointVectors> {
    const kernel = await withVectors(await compileKernels());
    return new PointVectors(await createPool({ kernel, ...(threads !== undefined && { threads }) }));
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs `add` on each part of a vector, which it changes in place, and joins the parts in the form asked for. */
  async #map(
    group: Group,
    points: Uint8Array,
    stage: string,
    options: WorkOptions,
    add: (program: Program, at: Ref, count: number, first: number) => void,
    form: PointForm = "file",
  ): Promise<Uint8Array> {
    const size = POINT_BYTES[group];
    const count = points.length / size;
    const most = partLength(count, this.pool);
    const parts = await spread(this.pool, Math.ceil(count / most), stage, options, async (part, thread) => {
      const first = part * most;
      const length = Math.min(most, count - first);
      const program = new Program();
      const at = program.put(points.subarray(first * size, (first + length) * size));
      add(program, at, length, first);
      if (form === "file") program.get(at, length * size);
      else getUncompressed(program, group, at, length);
      return bytesOf(await thread.run(program));
    });
    return concatBytes(...parts);
  }

  /** [s]P for each point: by one scalar, or each by its own (32 little-endian bytes each). */
  scale(
    group: Group,
    points: Uint8Array,
    scalars: bigint | Uint8Array,
    stage: string,
    options: WorkOptions = {},
  ): Promise<Uint8Array> {
    const one = typeof scalars === "bigint" ? scalarBytes([scalars]) : undefined;
    return this.#map(group, points, stage, options, (program, at, count, first) => {
      const bytes = one ?? (scalars as Uint8Array).subarray(32 * first, 32 * (first + count));
      program.need(program.call(`${group}_scale`, at, program.put(bytes), count, one ? 0 : 32));
    });
  }

  /** a[i] − b[i] in G1. */
  subtract(
    a: Uint8Array,
    b: Uint8Array,
    stage: string,
    options: WorkOptions = {},
    form?: PointForm,
  ): Promise<Uint8Array> {
    const subtract = (program: Program, at: Ref, count: number, first: number): void => {
      const other = program.put(b.subarray(G1_BYTES * first, G1_BYTES * (first + count)));
      program.need(program.call("g1_subtract", at, other, count));
    };
    return this.#map("g1", a, stage, options, subtract, form);
  }

  /** The same points uncompressed. */
  uncompressed(group: Group, points: Uint8Array): Promise<Uint8Array> {
    return this.#map(group, points, "hashing", {}, () => {}, "uncompressed");
  }

  /**
   * Σ scalar·P.
   * @param scalars 32 little-endian bytes each. In G2, with points whose subgroup is not known, they must be below
   *   2^63: the kernel then uses no endomorphism, and the sum is that of the points as they are.
   */
  async sum(
    group: Group,
    points: Uint8Array,
    scalars: Uint8Array,
    stage: string,
    options: WorkOptions = {},
  ): Promise<Uint8Array> {
    const size = POINT_BYTES[group];
    const count = points.length / size;
    const threads = this.pool.threads.length;
    // Long parts are cheaper for each point; 2^16 of them bound the memory.
    const length = Math.min(65536, Math.max(256, Math.ceil(count / threads)));
    const parts = await spread(this.pool, Math.ceil(count / length), stage, options, async (part, thread) => {
      const [from, to] = [part * length, Math.min(count, (part + 1) * length)];
      const program = new Program();
      const at = load(program, group, points.subarray(from * size, to * size));
      const result = program.alloc(KERNEL_BYTES[group]);
      const bytes = program.put(scalars.subarray(32 * from, 32 * to));
      program.need(program.call(`${group}_msm`, result, at, bytes, to - from));
      store(program, group, result, 1);
      return bytesOf(await thread.run(program));
    });
    if (parts.length === 1) return parts[0]!;
    return this.total(group, concatBytes(...parts));
  }

  /** ΣP of a few points. */
  total(group: Group, points: Uint8Array): Promise<Uint8Array> {
    const size = POINT_BYTES[group];
    const rows = Array.from({ length: points.length / size }, (_, i) =>
      points.subarray(i * size, (i + 1) * size),
    );
    return this.totals(group, rows);
  }

  /** Rows of as many points each, added up point by point. */
  async totals(group: Group, rows: readonly Uint8Array[]): Promise<Uint8Array> {
    const size = POINT_BYTES[group];
    const columns = (rows[0]?.length ?? size) / size;
    const points = Array.from({ length: columns }, (_, i) =>
      rows.map((row) => row.subarray(i * size, (i + 1) * size)),
    );
    const program = new Program();
    const at = program.put(concatBytes(...points.flat()));
    const sums = program.alloc(columns * size);
    const ends = Uint32Array.from({ length: columns }, (_, i) => (i + 1) * rows.length);
    program.need(
      program.call(`${group}_sum_runs`, sums, at, program.put(new Uint8Array(ends.buffer)), columns),
    );
    program.get(sums, columns * size);
    return bytesOf(await this.pool.threads[0]!.run(program));
  }

  /**
   * Each of some sums of multiples of `bases`.
   * @param scalars which the coefficients name, 32 little-endian bytes each
   */
  async sparseSums(
    group: Group,
    bases: Uint8Array,
    sums: SparseSums,
    scalars: Uint8Array,
    stage: string,
    options: WorkOptions = {},
  ): Promise<HashedPoints> {
    const size = POINT_BYTES[group];
    const cuts = cutSums(sums, partLength(sums.bases.length, this.pool, SPARSE_PART));
    const parts = await spread(this.pool, cuts.length, stage, options, async (part, thread) => {
      const [from, to] = cuts[part]!;
      const [start, end] = [sums.starts[from]!, sums.starts[to]!];
      const points = gather(bases, sums.bases.subarray(start, end), size);
      const factors = gather(scalars, sums.coefficients.subarray(start, end), SCALAR_BYTES);
      const ends = sums.starts.slice(from + 1, to + 1).map((end) => end - start);
      const program = new Program();
      const result = program.alloc((to - from) * size);
      program.need(
        program.call(
          `${group}_sparse_sums`,
          result,
          program.give(new Uint8Array(ends.buffer)),
          to - from,
          program.give(new Uint8Array(points.places.buffer)),
          program.give(new Uint8Array(factors.places.buffer)),
          program.give(points.used),
          points.count,
          program.give(factors.used),
          factors.count,
        ),
      );
      program.get(result, (to - from) * size);
      getUncompressed(program, group, result, to - from);
      return (await thread.run(program)) as [Uint8Array, Uint8Array];
    });
    return {
      points: concatBytes(...parts.map(([points]) => points)),
      uncompressed: parts.map(([, uncompressed]) => uncompressed),
    };
  }

  /**
   * Checks that every point lies on its curve; for G1 this is its group.
   * @throws PsephosError `setup/point-invalid`, naming `what`
   */
  async assertOnCurve(
    group: Group,
    points: Uint8Array,
    what: string,
    options: WorkOptions = {},
  ): Promise<void> {
    const size = POINT_BYTES[group];
    const count = points.length / size;
    const most = partLength(count, this.pool);
    await spread(this.pool, Math.ceil(count / most), `checking ${what}`, options, async (part, thread) => {
      const length = Math.min(most, count - part * most);
      const program = new Program();
      const at = program.alloc(length * KERNEL_BYTES[group]);
      const bytes = program.put(points.subarray(part * most * size, (part * most + length) * size));
      program.tell(program.call(`${group}_points_from_mont256`, at, bytes, length));
      program.tell(program.call(`${group}_points_on_curve`, at, length));
      const [canonical, onCurve] = await thread.run(program);
      ensure(canonical === 1, "setup/point-invalid", `a point of ${what} is not canonical`);
      ensure(onCurve === 1, "setup/point-invalid", `a point of ${what} is not on its curve`);
    });
  }
}
