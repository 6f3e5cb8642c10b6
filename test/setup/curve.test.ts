// Single points, and what is drawn from a seed, against ffjavascript, which snarkjs computes with.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { buildBn128, ChaCha } from "ffjavascript";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { type SetupCurve, setupCurve } from "../../src/setup/curve.js";

type Theirs = Awaited<ReturnType<typeof buildBn128>>;

const stream = (seed: Uint8Array): ChaCha => {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  return new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
};

const SEEDS = [
  new Uint8Array(32),
  new Uint8Array(32).fill(255),
  ...Array.from({ length: 30 }, () => new Uint8Array(randomBytes(32))),
];
const SCALARS = [0n, 1n, 2n, R - 1n, 1n << 253n, BigInt(`0x${randomBytes(32).toString("hex")}`) % R];

describe("the setup's curve has ffjavascript's values", () => {
  let theirs: Theirs;
  let ours: SetupCurve;
  before(async () => {
    [theirs, ours] = [await buildBn128(true), await setupCurve()];
  });

  it("for multiples of the generators and of other points", () => {
    for (const [name, group, size] of [
      ["g1", theirs.G1, 64],
      ["g2", theirs.G2, 128],
    ] as const) {
      const base = group.gAffine.slice(0, size);
      const multiple = (point: Uint8Array, scalar: bigint) =>
        group.toAffine(group.timesScalar(point, scalar));
      assert.deepEqual(
        ours[name](SCALARS),
        new Uint8Array(Buffer.concat(SCALARS.map((scalar) => multiple(base, scalar)))),
      );
      const other = ours[name]([7n]);
      for (const scalar of SCALARS)
        assert.deepEqual(ours.multiply(other, scalar), new Uint8Array(multiple(other, scalar)));
    }
  });

  it("for points of G2 made from a hash", () => {
    for (const seed of SEEDS) {
      const point = theirs.G2.fromRng(stream(seed));
      assert.deepEqual(
        ours.hashToG2(seed, 3n),
        new Uint8Array(theirs.G2.toAffine(theirs.G2.timesScalar(point, 3n))),
      );
    }
  });

  it("for secrets drawn from a seed, more of them than one block of the stream gives", () => {
    for (const seed of SEEDS) {
      const rng = stream(seed);
      const each = <T>(draw: () => T): T[] => Array.from({ length: 5 }, draw);
      const scalars = each(() => theirs.Fr.toObject(theirs.Fr.fromRng(rng)));
      const points = each(() => new Uint8Array(theirs.G1.toAffine(theirs.G1.fromRng(rng))));
      assert.deepEqual(ours.drawSecrets(seed, 5), { scalars, points });
    }
  });

  it("for the pairing's value", () => {
    const [p, q] = [ours.g1([5n]), ours.g2([R - 3n])];
    const value = theirs.Gt.toObject(theirs.pairing(p, q));
    assert.deepEqual(
      ours.pairing(p, q),
      value.map((six) => six.map((two) => two.map(String))),
    );
  });

  it("refuses a point of another length, and one that is not canonical", () => {
    for (const point of [new Uint8Array(63), new Uint8Array(129), new Uint8Array(64).fill(255)])
      assert.throws(
        () => ours.multiply(point, 1n),
        (error) => error instanceof PsephosError && error.code === "setup/point-invalid",
      );
  });
});
