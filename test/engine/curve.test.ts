import assert from "node:assert/strict";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { bigEndian, GROUP1, GROUP2, type Group, littleEndian, twistPoint } from "./support/curve.js";
import { createKernel, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

const P = BASE_FIELD_ORDER;
const R = SCALAR_FIELD_ORDER;

function describeGroup<Point>(group: Group<Point>): void {
  describe(`kernel ${group.name}`, () => {
    const { name } = group;
    let kernel: TestKernel;
    let a: number;
    let b: number;
    let bytes: number;

    before(async () => {
      kernel = await createKernel("plain");
      [a, b, bytes] = [kernel.alloc(group.size), kernel.alloc(group.size), kernel.alloc(group.wire)];
    });

    const load = (at: number, point: Point) => {
      kernel.bytes.set(group.plain(point), bytes);
      kernel.exports[`${name}_from_bytes`](at, bytes);
    };
    const plain = (at: number) => {
      kernel.exports[`${name}_to_bytes`](bytes, at);
      return kernel.get(bytes, group.wire);
    };
    const multiply = (point: Point, scalar: bigint) => {
      load(a, point);
      kernel.bytes.set(littleEndian(scalar), bytes);
      kernel.exports[`${name}_mul`](b, a, bytes);
      return plain(b);
    };

    it("multiplies as noble-curves does", () => {
      const random = new Random(11);
      const scalars = [0n, 1n, 2n, 3n, 15n, 16n, 17n, R - 1n, R, R + 1n, 2n * R - 1n, (1n << 256n) - 1n];
      for (let i = 0; i < 12; i++) scalars.push(random.bigint(R));
      let point = group.base;
      for (const scalar of scalars) {
        assert.deepEqual(multiply(point, scalar), group.plain(group.multiply(point, scalar)), `${scalar}`);
        point = group.add(point, point);
      }
      assert.deepEqual(multiply(group.zero, 5n), group.plain(group.zero));
    });

    it("tells points on the curve from others, each coordinate changed in turn", () => {
      const onCurve = kernel.exports[`${name}_on_curve`];
      const point = group.multiply(group.base, 987654321n);
      load(a, point);
      assert.equal(onCurve(a), 1);
      load(a, group.zero);
      assert.equal(onCurve(a), 1);
      for (let i = 0; i < group.wire; i += 32) {
        const changed = group.plain(point);
        changed[i + 31]! ^= 1;
        kernel.bytes.set(changed, bytes);
        kernel.exports[`${name}_from_bytes`](a, bytes);
        assert.equal(onCurve(a), 0);
      }
    });

    it("tells canonical bytes from others", () => {
      const canonical = kernel.exports[`${name}_is_canonical`];
      const point = group.plain(group.base);
      for (let i = 0; i < group.wire; i += 32) {
        for (const [value, want] of [
          [0n, 1],
          [P - 1n, 1],
          [P, 0],
          [P + 1n, 0],
          [(1n << 256n) - 1n, 0],
        ] as const) {
          const changed = Uint8Array.from(point);
          changed.set(bigEndian(value), i);
          kernel.bytes.set(changed, bytes);
          assert.equal(canonical(bytes), want);
        }
      }
    });

    it("reads and writes the points of a zkey, saying whether all were canonical and on the curve", () => {
      kernel.scoped(() => {
        const count = 9;
        const points = Array.from({ length: count }, (_, i) => group.multiply(group.base, BigInt(i * i)));
        const zkey = kernel.alloc(count * group.wire);
        const memory = kernel.alloc(count * group.size);
        points.forEach((point, i) => {
          kernel.bytes.set(group.zkey(point), zkey + i * group.wire);
        });
        const original = kernel.get(zkey, count * group.wire);
        const read = kernel.exports[`${name}_points_from_mont256`];
        assert.equal(read(memory, zkey, count), 1);
        points.forEach((point, i) => {
          assert.deepEqual(plain(memory + i * group.size), group.plain(point));
        });
        assert.equal(kernel.exports[`${name}_points_on_curve`](memory, count), 1);
        kernel.exports[`${name}_points_to_mont256`](zkey, memory, count);
        assert.deepEqual(kernel.get(zkey, count * group.wire), original);

        kernel.bytes[zkey + 5 * group.wire]! ^= 1;
        assert.equal(read(memory, zkey, count), 1);
        assert.equal(kernel.exports[`${name}_points_on_curve`](memory, count), 0);
        kernel.bytes.set(littleEndian(P), zkey + 8 * group.wire);
        assert.equal(read(memory, zkey, count), 0);
      });
    });
  });
}

describeGroup(GROUP1);
describeGroup(GROUP2);

describe("kernel g2: subgroup", () => {
  let kernel: TestKernel;
  let point: number;
  let bytes: number;
  before(async () => {
    kernel = await createKernel("plain");
    [point, bytes] = [kernel.alloc(144), kernel.alloc(128)];
  });
  const load = (plain: Uint8Array) => {
    kernel.bytes.set(plain, bytes);
    kernel.exports.g2_from_bytes(point, bytes);
  };
  const timesOrder = () => {
    kernel.bytes.set(littleEndian(R), bytes);
    kernel.exports.g2_mul(point, point, bytes);
    kernel.exports.g2_to_bytes(bytes, point);
    return kernel.get(bytes, 128);
  };
  const infinity = new Uint8Array(128);

  it("holds multiples of the generator", () => {
    const random = new Random(5);
    for (const scalar of [0n, 1n, R - 1n, random.bigint(R), random.bigint(R), random.bigint(R)]) {
      load(GROUP2.plain(GROUP2.multiply(GROUP2.base, scalar)));
      assert.equal(kernel.exports.g2_in_subgroup(point), 1);
      assert.deepEqual(timesOrder(), infinity);
    }
  });

  it("agrees with multiplication by r on points of the twist outside it", () => {
    const random = new Random(6);
    for (let i = 0; i < 25; i++) {
      load(GROUP2.plain(twistPoint(random)));
      assert.equal(kernel.exports.g2_on_curve(point), 1);
      assert.equal(kernel.exports.g2_in_subgroup(point), 0);
      assert.notDeepEqual(timesOrder(), infinity);
    }
  });

  it("refuses points of every order that divides the cofactor", () => {
    // The cofactor is 2p − r = 10069 · 5864401 · (a rest): r times a random point has an order that divides it.
    const cofactor = 2n * P - R;
    const random = new Random(8);
    for (const factor of [10069n, 5864401n]) {
      assert.equal(cofactor % factor, 0n);
      let small = twistPoint(random);
      const scalar = (cofactor / factor) * R;
      const wide = scalar.toString(2);
      let sum = GROUP2.zero;
      for (const bit of wide) {
        sum = sum.double();
        if (bit === "1") sum = sum.add(small);
      }
      small = sum;
      assert.ok(!small.is0());
      load(GROUP2.plain(small));
      assert.equal(kernel.exports.g2_in_subgroup(point), 0);
    }
  });

  it("psi multiplies the subgroup by p", () => {
    const random = new Random(12);
    for (let i = 0; i < 4; i++) {
      const q = GROUP2.multiply(GROUP2.base, random.bigint(R));
      load(GROUP2.plain(q));
      kernel.exports.g2_psi(point, point);
      kernel.exports.g2_to_bytes(bytes, point);
      assert.deepEqual(kernel.get(bytes, 128), GROUP2.plain(GROUP2.multiply(q, P)));
    }
  });
});
