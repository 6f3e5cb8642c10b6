// The checks by random weights: a wrong point at every place where pieces, halves and vectors meet.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { readSections, writeSections } from "../../../src/groth16/index.js";
import { setupCurve } from "../../../src/setup/curve.js";
import { PTAU_SECTIONS, PtauFile } from "../../../src/setup/formats/ptau.js";
import { digitStream, newStreamKey } from "../../../src/setup/ptau/digit-stream.js";
import { parsePtauRecords, responseHash } from "../../../src/setup/ptau/records.js";
import { VerifiedParts } from "../../../src/setup/ptau/verified-parts.js";
import { verifyBases } from "../../../src/setup/ptau/verify-bases.js";
import { verifyVectors } from "../../../src/setup/ptau/verify-vectors.js";
import { shapeFor, weighPoints } from "../../../src/setup/vectors/weigh.js";
import { Weights } from "../../../src/setup/vectors/weights.js";
import { GROUP1, GROUP2, type Group, type PointG2, twistPoint } from "../../engine/support/curve.js";
import { Random } from "../../engine/support/random.js";
import { rejectsCode } from "../../support/errors.js";
import { openWorkshop, smallPowers, type Workshop } from "../support/ceremony.js";

const POWER = 4;
const N = 2 ** POWER;
/** Four pieces in each vector. */
const CHUNK = N / 4;
/** Points of the curve over those of the subgroup. */
const COFACTOR = 2n * 21888242871839275222246405745257275088696311157297823662689037894645226208583n - R;

type Change = [section: number, index: number, point: Uint8Array];

/** [k]P, of any order. */
function times(point: PointG2, k: bigint): PointG2 {
  let sum = GROUP2.zero;
  for (const bit of k.toString(2)) {
    sum = sum.add(sum);
    if (bit === "1") sum = sum.add(point);
  }
  return sum;
}

describe("setup: powers of tau, weighed", () => {
  let shop: Workshop;
  let honest: Map<number, Uint8Array>;
  before(async () => {
    shop = await openWorkshop();
    await smallPowers(shop, "ours", POWER, "all");
    honest = new Map(readSections(await shop.read("ours.ptau"), "ptau", 1, PTAU_SECTIONS));
  });
  after(() => shop.close());

  /** Verifies the vectors, or the bases, of the file with some points replaced; gives back the hash of the points. */
  const verify = async (what: "vectors" | "bases", changes: Change[] = []) => {
    const sections = new Map([...honest].map(([id, body]) => [id, body.slice()]));
    for (const [id, index, point] of changes) sections.get(id)!.set(point, index * point.length);
    await writeFile(shop.path("changed.ptau"), writeSections("ptau", 1, [...sections]));
    await using ptau = await PtauFile.open(shop.path("changed.ptau"));
    const last = parsePtauRecords(sections.get(7)!).at(-1)!;
    let longest = 0;
    const read = ptau.read.bind(ptau);
    ptau.read = (name, from, count) => {
      longest = Math.max(longest, count);
      return read(name, from, count);
    };
    const parts = await VerifiedParts.open(undefined, "");
    const check = { ptau, last, vectors: shop.vectors, chunk: CHUNK, options: {} };
    const hasher = createHash("blake2b512").update(responseHash(last));
    if (what === "vectors") await verifyVectors(check, hasher, parts);
    else await verifyBases(check, parts);
    hasher.update(await shop.vectors.uncompressed("g2", await ptau.betaG2()));
    return { longest, hash: hasher.digest("hex"), next: Buffer.from(last.nextChallenge).toString("hex") };
  };
  /** Another point of the group. */
  const other = async (id: number): Promise<Uint8Array> => {
    const curve = await setupCurve();
    return id === 3 || id === 13 ? curve.g2([77n]) : curve.g1([77n]);
  };

  it("finds what is honest right, and hashes its points in their order", async () => {
    const { hash, next, longest } = await verify("vectors");
    assert.equal(hash, next);
    assert.ok(longest <= CHUNK, "reads piece by piece");
    await verify("bases");
  });

  it("refuses a wrong point at every border of vectors, halves and pieces", async () => {
    const codes = new Set<string>();
    const borders = [0, CHUNK - 1, CHUNK, N - 1];
    for (const [id, indexes] of [
      [2, [...borders, 1, 2, N, N + 1, N + CHUNK - 2, N + CHUNK - 1, 2 * N - 2]],
      [3, [...borders, 1]],
      [4, borders],
      [5, borders],
    ] as const)
      for (const index of indexes) {
        const wrong = verify("vectors", [[id, index, await other(id)]]);
        codes.add((await rejectsCode("setup/ptau-vector", wrong)).message);
      }
    assert.deepEqual(
      [...codes].filter((message) => message.endsWith("is not a progression of ratio tau")),
      ["[tau^i] in G1", "[tau^i] in G2", "[alpha tau^i] in G1", "[beta tau^i] in G1"].map(
        (what) => `${what} is not a progression of ratio tau`,
      ),
    );
  });

  it("refuses two errors that cancel in a plain sum", async () => {
    const curve = await setupCurve();
    for (const [id, size] of [
      [2, 64],
      [4, 64],
    ] as const)
      for (const [i, j] of [
        [2, 3],
        [CHUNK - 1, CHUNK],
        [3, N - 1],
      ] as const) {
        const at = (index: number) => honest.get(id)!.slice(index * size, (index + 1) * size);
        const shifted = (index: number, by: bigint) =>
          shop.vectors.total("g1", Buffer.concat([at(index), curve.g1([by])]));
        const changes: Change[] = [
          [id, i, await shifted(i, 5n)],
          [id, j, await shifted(j, R - 5n)],
        ];
        await rejectsCode("setup/ptau-vector", verify("vectors", changes));
      }
  });

  it("refuses a progression of another ratio, whole and to the end", async () => {
    const curve = await setupCurve();
    const powers = Array.from({ length: 2 * N - 1 }, (_, i) => 3n ** BigInt(i));
    const tau = honest.get(2)!;
    const upper = powers.slice(N).map((k, i): Change => [2, N + i, curve.g1([k])]);
    await rejectsCode("setup/ptau-vector", verify("vectors", upper));
    const all = powers.slice(2).map((k, i): Change => [2, i + 2, curve.g1([k])]);
    await rejectsCode("setup/ptau-vector", verify("vectors", all));
    // Multiples of the right powers, from the second half on.
    const twice = await shop.vectors.scale("g1", tau.slice(64 * N), 2n, "");
    const doubled = Array.from(
      { length: N - 1 },
      (_, i): Change => [2, N + i, twice.slice(64 * i, 64 * (i + 1))],
    );
    await rejectsCode("setup/ptau-vector", verify("vectors", doubled));
  });

  it("refuses a wrong member of a basis, first or last of a piece", async () => {
    for (const [log, ids, indexes] of [
      [0, [12, 13], [0]],
      [POWER, [12, 13, 14, 15], [0, CHUNK, N - 1]],
      [POWER + 1, [12], [CHUNK - 1, 2 * N - 1]],
    ] as const)
      for (const id of ids)
        for (const index of indexes)
          await rejectsCode(
            "setup/ptau-basis",
            verify("bases", [[id, 2 ** log - 1 + index, await other(id)]]),
          );
  });

  it("refuses points of the twist of every small order, alone and where they cancel", async () => {
    const stray = twistPoint(new Random(5));
    const plain = (index: number): Uint8Array => honest.get(3)!.slice(128 * index, 128 * (index + 1));
    for (const order of [10069n, 5864401n, COFACTOR]) {
      const point = times(stray, (R * COFACTOR) / order);
      assert.ok(!point.is0() && times(point, order).is0());
      const shifted = (index: number, by: PointG2): Promise<Uint8Array> =>
        shop.vectors.total("g2", Buffer.concat([plain(index), GROUP2.zkey(by)]));
      for (const indexes of [[2], [N - 1], [CHUNK - 1, CHUNK], [2, 3], [1, 2].map((i) => i + CHUNK)]) {
        const changes = await Promise.all(
          indexes.map(
            async (index, i): Promise<Change> => [3, index, await shifted(index, i ? point.negate() : point)],
          ),
        );
        const { message } = await rejectsCode("setup/point-invalid", verify("vectors", changes));
        assert.equal(message, "a point of [tau^i] in G2 is not in its group");
      }
      // A basis of the right sum.
      const member = await shop.vectors.total(
        "g2",
        Buffer.concat([honest.get(13)!.slice(128 * (N - 1), 128 * N), GROUP2.zkey(point)]),
      );
      await rejectsCode("setup/point-invalid", verify("bases", [[13, N - 1, member]]));
    }
  });

  it("draws the same digits wherever a piece begins, others for another key", () => {
    for (const points of [4, 4096, 16384, 2 ** 16]) {
      const [shape, key] = [shapeFor(points), newStreamKey()];
      const weights = new Weights(shape, digitStream(key));
      const half = 2 ** (weights.shape.bits - 1);
      const whole = weights.numbers(0, 5000);
      for (const [from, to] of [
        [0, 1],
        [1, 2],
        [3, 64],
        [32, 33],
        [4090, 5000],
      ] as const)
        assert.deepEqual(weights.numbers(from, to), whole.slice(from, to));
      assert.ok(whole.every((digit) => digit >= -half && digit < half));
      assert.ok(Math.min(...whole) < -0.9 * half && Math.max(...whole) > 0.9 * half);
      assert.ok(weights.shape.bits * weights.shape.windows >= 63);
      const digits = weights.digits(0, 64);
      assert.notDeepEqual(digitStream(newStreamKey())(0, 64), digits);
      assert.deepEqual(digitStream(key)(0, 64), digits);
    }
  });

  it("weighs as the scalars say", async () => {
    for (const points of [4, 4096, 16384, 2 ** 16]) {
      const shape = shapeFor(points);
      const weights = new Weights(shape, digitStream(newStreamKey()));
      const scalars = weights.scalars(7, 16);
      for (const form of [GROUP1, GROUP2] as Group<unknown>[]) {
        const times = (k: bigint): Uint8Array => form.zkey(form.multiply(form.base, k));
        const { sums } = await weighPoints(shop.vectors.pool.threads[0]!, {
          group: form.name,
          points: Buffer.concat([1n, 2n, 3n, 5n, 8n, 13n, 21n, 34n, 55n, 89n].map(times)),
          from: 1,
          digits: weights.digits(7, 16 + shape.windows - 1),
          shape,
          uncompressed: false,
          what: "points",
        });
        const want = [2n, 3n, 5n, 8n, 13n, 21n, 34n, 55n, 89n].reduce(
          (sum, k, i) => sum + k * scalars[i]!,
          0n,
        );
        assert.deepEqual(await weights.combine(shop.vectors, form.name, sums), times(want % R));
      }
    }
  });
});
