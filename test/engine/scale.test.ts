import assert from "node:assert/strict";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { KernelName } from "../../src/engine/index.js";
import { concat, GROUP1, GROUP2, type Group, littleEndian } from "./support/curve.js";
import { mod } from "./support/field.js";
import { createKernel, KERNELS, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

const EDGES = [0n, 1n, 2n, 15n, 16n, 17n, 31n, 32n, (1n << 64n) - 1n, 1n << 127n, R - 2n, R - 1n];

function describeVectors<Point>(group: Group<Point>, name: KernelName): void {
  describe(`${name} kernel ${group.name}: vectors of points`, () => {
    const random = new Random(77);
    let kernel: TestKernel;
    before(async () => {
      kernel = await createKernel(name);
    });

    const call = (op: string, ...args: number[]): number =>
      (kernel.exports as unknown as Record<string, (...args: number[]) => number>)[`${group.name}_${op}`]!(
        ...args,
      );
    const load = (points: readonly Point[]): number => kernel.put(wire(points));
    const read = (at: number, count: number): Uint8Array => kernel.get(at, count * group.wire);
    const scalarBytes = (values: readonly bigint[]): number => kernel.put(concat(values.map(littleEndian)));
    const wire = (points: readonly Point[]): Uint8Array => concat(points.map((point) => group.zkey(point)));
    const drawn = (count: number): Point[] =>
      Array.from({ length: count }, () => group.multiply(group.base, random.bigint(R)));

    it("multiplies each by its own scalar, at the edges too", () => {
      const scalars = [...EDGES, ...Array.from({ length: 12 }, () => random.bigint(R))];
      const points = drawn(scalars.length);
      points[5] = group.zero;
      points[7] = points[6]!;
      kernel.scoped(() => {
        const at = load(points);
        assert.equal(call("scale", at, scalarBytes(scalars), points.length, 32), 1);
        const want = points.map((point, i) => group.multiply(point, scalars[i]!));
        assert.deepEqual(read(at, points.length), wire(want));
      });
    });

    it("multiplies more points by one scalar than fit one batch", () => {
      const [p] = drawn(1);
      const count = 1500;
      const scalar = random.bigint(R);
      const points = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? group.base : p!));
      kernel.scoped(() => {
        const at = load(points);
        assert.equal(call("scale", at, scalarBytes([scalar]), count, 0), 1);
        const [a, b] = [group.base, p!].map((point) => group.zkey(group.multiply(point, scalar)));
        const want = points.map((_, i) => (i % 3 === 0 ? a! : b!));
        assert.deepEqual(read(at, count), concat(want));
      });
    });

    it("refuses a scalar that is not below r", () => {
      kernel.scoped(() => {
        assert.equal(call("scale", load(drawn(1)), scalarBytes([R]), 1, 32), 0);
        assert.equal(call("ntt_level", load(drawn(2)), scalarBytes([R]), 2, 1), 0);
        assert.equal(call("ntt_quads", load(drawn(4)), scalarBytes([1n, 2n, R, 3n, 4n]), 4, 1), 0);
      });
    });

    it("takes a level of a transform", () => {
      const points = drawn(8);
      points[2] = points[0]!; // their difference vanishes
      points[4] = group.zero;
      const scalars = [R - 1n, 1n, random.bigint(R), random.bigint(R)];
      kernel.scoped(() => {
        const at = load(points);
        assert.equal(call("ntt_level", at, scalarBytes(scalars), 8, 2), 1);
        const want = [...points];
        scalars.forEach((scalar, pair) => {
          const p = 4 * Math.floor(pair / 2) + (pair % 2);
          const [a, b] = [points[p]!, points[p + 2]!];
          want[p] = group.add(a, b);
          want[p + 2] = group.multiply(group.add(a, group.negate(b)), scalar);
        });
        assert.deepEqual(read(at, 8), wire(want));
      });
    });

    it("transforms and back", () => {
      const log = 6;
      const size = 2 ** log;
      const root = power(5n, (R - 1n) >> BigInt(log));
      const level = (inverse: boolean, half: number): bigint[] => {
        const base = power(inverse ? power(root, R - 2n) : root, BigInt(size / (2 * half)));
        return Array.from({ length: size / 2 }, (_, i) => power(base, BigInt(i % half)));
      };
      const few = drawn(3);
      const points = Array.from({ length: size }, (_, i) => few[(i * i) % 3]!);
      kernel.scoped(() => {
        const at = load(points);
        const transform = (inverse: boolean) => {
          for (let half = size / 2; half >= 1; half /= 2)
            assert.equal(call("ntt_level", at, scalarBytes(level(inverse, half)), size, half), 1);
          const bytes = read(at, size);
          const sorted = new Uint8Array(bytes.length);
          for (let i = 0; i < size; i++) {
            const from = Number.parseInt(i.toString(2).padStart(log, "0").split("").reverse().join(""), 2);
            sorted.set(bytes.subarray(from * group.wire, (from + 1) * group.wire), i * group.wire);
          }
          kernel.bytes.set(sorted, at);
        };
        transform(false);
        transform(true);
        const scaled = few.map((point) => group.zkey(group.multiply(point, BigInt(size))));
        assert.deepEqual(read(at, size), concat(points.map((_, i) => scaled[(i * i) % 3]!)));
      });
    });

    it("takes a level of more pairs than fit one batch", () => {
      const half = 1500;
      const [p, q] = drawn(2) as [Point, Point];
      const scalars = [random.bigint(R), 1n, R - 1n];
      const points = Array.from({ length: 2 * half }, (_, i) => (i < half ? p : q));
      // The level's blocks have powers of two for lengths: 1024 pairs, then 512 of the second block's.
      const size = 4096;
      const all = [...points, ...Array.from({ length: size - points.length }, () => p)];
      kernel.scoped(() => {
        const at = load(all);
        const values = Array.from({ length: size / 2 }, (_, i) => scalars[i % 3]!);
        assert.equal(call("ntt_level", at, scalarBytes(values), size, 1024), 1);
        const got = read(at, size);
        const wanted = new Map<string, Uint8Array>();
        for (let pair = 0; pair < size / 2; pair++) {
          const first = 2048 * Math.floor(pair / 1024) + (pair % 1024);
          const [a, b] = [all[first]!, all[first + 1024]!];
          const key = `${a === p} ${b === p} ${pair % 3}`;
          let want = wanted.get(key);
          if (!want) {
            const difference = group.add(a, group.negate(b));
            want = wire([group.add(a, b), group.multiply(difference, scalars[pair % 3]!)]);
            wanted.set(key, want);
          }
          const at2 = [first, first + 1024].map((i) => got.subarray(i * group.wire, (i + 1) * group.wire));
          assert.deepEqual(concat(at2), want);
        }
      });
    });

    for (const [size, quarter] of [
      [4, 1],
      [32, 4],
      [2048, 128], // of more quads than fit one batch
    ] as const)
      it(`takes two levels at once, of ${size} points as one after the other, at ${quarter} apart`, () => {
        const order = 4 * quarter;
        const root = power(5n, R - 1n - (R - 1n) / BigInt(order)); // 1/w
        const twiddle = (exponent: number): bigint => power(root, BigInt(exponent));
        const factor = random.bigint(R);
        const quads = Array.from({ length: size / 4 }, (_, i) => {
          const k = i % quarter;
          const [s, t] = [twiddle(k), twiddle(2 * k)];
          // The first block's twiddles have a factor, but for those of the second level's second half.
          const first = i < quarter ? factor : 1n;
          const [y1, y2, y3] = [t, s, mod(t * s, R)].map((value) => mod(value * first, R)) as [
            bigint,
            bigint,
            bigint,
          ];
          const quartered = (value: bigint): bigint => mod(value * twiddle(quarter), R);
          return group.name === "g1" ? [y1, y2, quartered(y2), y3, R - quartered(y3)] : [y1, y2, y3];
        });
        const level = (half: number): bigint[] =>
          Array.from({ length: size / 2 }, (_, i) => {
            const value = twiddle((2 * quarter * (i % half)) / half);
            return i < half ? mod(value * factor, R) : value;
          });
        const few = [...drawn(5), group.zero];
        const points = Array.from({ length: size }, (_, i) => few[(i * i) % 6]!);
        kernel.scoped(() => {
          const [one, two] = [load(points), load(points)];
          for (const half of [2 * quarter, quarter])
            assert.equal(call("ntt_level", two, scalarBytes(level(half)), size, half), 1);
          assert.equal(call("ntt_quads", one, scalarBytes(quads.flat()), size, quarter), 1);
          assert.deepEqual(read(one, size), read(two, size));
        });
      });

    it("sums runs of any length, empty ones too", () => {
      const lengths = [1, 0, 2, 3, 0, 7, 16, 5];
      const runs = lengths.map((length) => drawn(length));
      runs[5]![3] = runs[5]![2]!;
      runs[6]![1] = group.negate(runs[6]![0]!);
      let end = 0;
      const ends = Uint32Array.from(lengths, (length) => {
        end += length;
        return end;
      });
      kernel.scoped(() => {
        const at = load(runs.flat());
        const sums = kernel.alloc(lengths.length * group.wire);
        const endsAt = kernel.put(new Uint8Array(ends.buffer));
        assert.equal(call("sum_runs", sums, at, endsAt, lengths.length), 1);
        const want = runs.map((run) => run.reduce((sum, point) => group.add(sum, point), group.zero));
        assert.deepEqual(read(sums, lengths.length), wire(want));
        assert.equal(call("sum_runs", sums, at, endsAt, 0), 1);
      });
    });

    it("sums multiples of the same points, at the edges of scalars too", () => {
      const points = [...drawn(4), group.zero];
      points[3] = group.negate(points[0]!);
      const runs = [
        EDGES.map((scalar, i) => [i % 5, scalar] as const),
        [],
        [
          [0, 7n],
          [3, 7n],
        ], // opposites: the sum vanishes
        [
          [1, 5n],
          [1, R - 5n],
          [1, 1n],
          [1, 1n],
        ],
        [[4, 3n]],
        Array.from({ length: 40 }, (_, i) => [i % 5, random.bigint(R)] as const),
      ] as const satisfies (readonly (readonly [number, bigint])[])[];
      const terms = runs.flat();
      let end = 0;
      const ends = Uint32Array.from(runs, (run) => {
        end += run.length;
        return end;
      });
      const bases = Uint32Array.from(terms, ([base]) => base);
      const scalars = [...new Set(terms.map(([, scalar]) => scalar))];
      const factors = Uint32Array.from(terms, ([, scalar]) => scalars.indexOf(scalar));
      const sum = (count: number, scalars: readonly bigint[]): Uint8Array | undefined =>
        kernel.scoped(() => {
          const at = kernel.alloc(count * group.wire);
          const [endsAt, basesAt, factorsAt] = [ends, bases, factors].map((words) =>
            kernel.put(new Uint8Array(words.buffer)),
          ) as [number, number, number];
          const [from, values] = [load(points), scalarBytes(scalars)];
          const mark = kernel.exports.mark();
          const done = call(
            "sparse_sums",
            at,
            endsAt,
            count,
            basesAt,
            factorsAt,
            from,
            points.length,
            values,
            scalars.length,
          );
          assert.equal(kernel.exports.mark(), mark);
          return done === 1 ? read(at, count) : undefined;
        });
      const want = runs.map((run) =>
        run.reduce(
          (sum, [base, scalar]) => group.add(sum, group.multiply(points[base]!, scalar)),
          group.zero,
        ),
      );
      assert.deepEqual(sum(runs.length, scalars), wire(want));
      assert.deepEqual(sum(0, []), new Uint8Array(0));
      assert.equal(sum(runs.length, scalars.with(3, R)), undefined);
    });

    it("agrees with single products in long sums of many points", () => {
      const count = 300;
      const few = drawn(2);
      const points = Array.from({ length: count }, (_, i) => few[i % 2]!);
      const scalars = Array.from({ length: 3 * count }, (_, i) => (i % 7 === 0 ? 1n : random.bigint(R)));
      const ends = Uint32Array.of(1, 2 * count, 3 * count);
      const bases = Uint32Array.from(scalars, (_, i) => (i * i) % count);
      kernel.scoped(() => {
        const at = kernel.alloc(3 * group.wire);
        const [endsAt, basesAt, factorsAt] = [ends, bases, scalars.keys()].map((words) =>
          kernel.put(new Uint8Array(Uint32Array.from(words).buffer)),
        ) as [number, number, number];
        const values = scalarBytes(scalars);
        assert.equal(
          call("sparse_sums", at, endsAt, 3, basesAt, factorsAt, load(points), count, values, scalars.length),
          1,
        );
        const want = [...ends].map((end, run) => {
          const totals = [0n, 0n] as [bigint, bigint];
          for (let t = run === 0 ? 0 : ends[run - 1]!; t < end; t++) {
            const which = (bases[t]! % 2) as 0 | 1;
            totals[which] = mod(totals[which] + scalars[t]!, R);
          }
          return totals.reduce(
            (sum, total, which) => group.add(sum, group.multiply(few[which]!, total)),
            group.zero,
          );
        });
        assert.deepEqual(read(at, 3), wire(want));
      });
    });

    it("sums more terms than it takes at once", () => {
      const [p, q] = drawn(2) as [Point, Point];
      const count = 10_000;
      const scalars = [1n, R - 1n, random.bigint(R)];
      const bases = Uint32Array.from({ length: count }, (_, i) => i % 2);
      const factors = Uint32Array.from({ length: count }, (_, i) => (i % 97 === 0 ? 2 : i % 3 === 0 ? 1 : 0));
      const totals = [0n, 0n];
      bases.forEach((base, i) => {
        totals[base] = mod(totals[base]! + scalars[factors[i]!]!, R);
      });
      kernel.scoped(() => {
        const at = kernel.alloc(group.wire);
        const [endsAt, basesAt, factorsAt] = [Uint32Array.of(count), bases, factors].map((words) =>
          kernel.put(new Uint8Array(words.buffer)),
        ) as [number, number, number];
        const values = scalarBytes(scalars);
        assert.equal(call("sparse_sums", at, endsAt, 1, basesAt, factorsAt, load([p, q]), 2, values, 3), 1);
        const want = group.add(group.multiply(p, totals[0]!), group.multiply(q, totals[1]!));
        assert.deepEqual(read(at, 1), wire([want]));
      });
    });

    it("subtracts", () => {
      const a = drawn(5);
      const b = [...drawn(3), a[3]!, group.zero];
      kernel.scoped(() => {
        const at = load(a);
        assert.equal(call("subtract", at, load(b), 5), 1);
        const want = a.map((point, i) => group.add(point, group.negate(b[i]!)));
        assert.deepEqual(read(at, 5), wire(want));
      });
    });

    it("reads and writes every coordinate below p, and refuses others", () => {
      const edges = [0n, 1n, 2n, P - 1n, P - 2n, (P - 1n) / 2n, (P + 1n) / 2n, 1n << 253n];
      for (let bit = 51n; bit < 253n; bit += 51n) edges.push((1n << bit) - 1n, 1n << bit, (1n << bit) + 1n);
      const parts = group.wire / 32;
      while (edges.length % parts !== 0 || edges.length < 60) edges.push(random.bigint(P));
      const count = edges.length / parts;
      const bytes = concat(edges.map(littleEndian));
      const inverse = power(2n, 256n * (P - 2n), P);
      const plain = edges.map((value) => littleEndian(mod(value * inverse, P)).reverse());
      // Plain bytes have the imaginary part first.
      const want = plain.map((_, i) => plain[parts === 2 ? i : i ^ 1]!);
      kernel.scoped(() => {
        const [at, out] = [kernel.put(bytes), kernel.alloc(bytes.length)];
        assert.equal(call("scale", at, scalarBytes([1n]), count, 0), 1);
        assert.deepEqual(kernel.get(at, bytes.length), bytes);
        assert.equal(call("uncompressed", out, at, count), 1);
        assert.deepEqual(kernel.get(out, bytes.length), concat(want));
      });
      const [one, none] = [Uint32Array.of(1), Uint32Array.of(0)].map((words) => new Uint8Array(words.buffer));
      for (const large of [P, P + 1n, (1n << 255n) + 1n, (1n << 256n) - 1n])
        for (let part = 0; part < parts; part++)
          kernel.scoped(() => {
            const coordinates = Array.from({ length: 2 * parts }, (_, i) => (i === part ? large : 0n));
            const [at, again] = [0, 0].map(() => kernel.put(concat(coordinates.map(littleEndian)))) as [
              number,
              number,
            ];
            const [out, fine, ends] = [kernel.alloc(group.wire), load([group.zero]), kernel.put(one!)];
            const [first, scalar] = [kernel.put(none!), scalarBytes([1n])];
            assert.equal(call("uncompressed", out, at, 1), 0);
            assert.equal(call("sum_runs", out, at, ends, 1), 0);
            assert.equal(call("sparse_sums", out, ends, 1, first, first, at, 1, scalar, 1), 0);
            assert.equal(call("fixed_table", at), 0);
            assert.equal(call("subtract", fine, at, 1), 0);
            assert.equal(call("ntt_level", at, scalar, 2, 1), 0);
            assert.equal(call("scale", again, scalar, 1, 0), 0); // the level has spoilt the others
          });
    });

    it("writes plain bytes", () => {
      const points = [...drawn(3), group.zero];
      kernel.scoped(() => {
        const bytes = kernel.alloc(4 * group.wire);
        assert.equal(call("uncompressed", bytes, load(points), 4), 1);
        assert.deepEqual(
          kernel.get(bytes, 4 * group.wire),
          concat(points.map((point) => group.plain(point))),
        );
      });
    });
  });
}

function power(base: bigint, exponent: bigint, modulus = R): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = mod(square * square, modulus))
    if (rest & 1n) result = mod(result * square, modulus);
  return result;
}

for (const name of KERNELS) {
  describeVectors(GROUP1, name);
  describeVectors(GROUP2, name);
}
