import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
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
    const load = (points: readonly Point[]): number => {
      const bytes = kernel.put(concat(points.map((point) => group.zkey(point))));
      const at = kernel.alloc(points.length * group.size + 1);
      call("points_from_mont256", at, bytes, points.length);
      return at;
    };
    const read = (at: number, count: number): Uint8Array => {
      const bytes = kernel.alloc(count * group.wire);
      call("points_to_mont256", bytes, at, count);
      return kernel.get(bytes, count * group.wire);
    };
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
          call("points_from_mont256", at, kernel.put(sorted), size);
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
        const sums = kernel.alloc(lengths.length * group.size);
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
      const sum = (count: number, scalars: readonly bigint[]): Uint8Array | undefined =>
        kernel.scoped(() => {
          const at = kernel.alloc(count * group.size);
          const [endsAt, basesAt] = [ends, bases].map((words) =>
            kernel.put(new Uint8Array(words.buffer)),
          ) as [number, number];
          const from = load(points);
          const mark = kernel.exports.mark();
          const done = call(
            "sparse_sums",
            at,
            endsAt,
            count,
            basesAt,
            scalarBytes(scalars),
            from,
            points.length,
          );
          assert.ok(kernel.exports.mark() - mark < 33 * scalars.length + 16); // only the scalars are left
          return done === 1 ? read(at, count) : undefined;
        });
      const want = runs.map((run) =>
        run.reduce(
          (sum, [base, scalar]) => group.add(sum, group.multiply(points[base]!, scalar)),
          group.zero,
        ),
      );
      const scalars = terms.map(([, scalar]) => scalar);
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
        const at = kernel.alloc(3 * group.size);
        const [endsAt, basesAt] = [ends, bases].map((words) => kernel.put(new Uint8Array(words.buffer))) as [
          number,
          number,
        ];
        assert.equal(
          call("sparse_sums", at, endsAt, 3, basesAt, scalarBytes(scalars), load(points), count),
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

    it("writes plain bytes", () => {
      const points = [...drawn(3), group.zero];
      kernel.scoped(() => {
        const bytes = kernel.alloc(4 * group.wire);
        call("points_to_bytes", bytes, load(points), 4);
        assert.deepEqual(
          kernel.get(bytes, 4 * group.wire),
          concat(points.map((point) => group.plain(point))),
        );
      });
    });
  });
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = mod(square * square, R))
    if (rest & 1n) result = mod(result * square, R);
  return result;
}

for (const name of KERNELS) {
  describeVectors(GROUP1, name);
  describeVectors(GROUP2, name);
}
