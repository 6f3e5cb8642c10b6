// Ratios taken together: one run of the check when all hold, a second, one by one, when any does not.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import type { RatioChecks } from "../../../src/setup/vectors/pairing.js";
import { withRatios } from "../../../src/setup/vectors/ratio-batch.js";
import { GROUP1, GROUP2, twistPoint } from "../../engine/support/curve.js";
import { Random } from "../../engine/support/random.js";
import { rejectsCode } from "../../support/errors.js";

const g1 = (k: bigint): Uint8Array => GROUP1.zkey(GROUP1.multiply(GROUP1.base, k));
const g2 = (k: bigint): Uint8Array => GROUP2.zkey(GROUP2.multiply(GROUP2.base, k));
type Ratio = [a: Uint8Array, b: Uint8Array, c: Uint8Array, d: Uint8Array];

describe("setup: ratios of points", () => {
  const random = new Random(41);
  const honest = (x = random.bigint(R)): Ratio => {
    const [a, c] = [random.bigint(R), random.pick([1n, 1n, random.bigint(R)])];
    return [g1(a), g1(a * x), g2(c), g2(c * x)];
  };
  /** What the check said in the end, and how often it ran. */
  const run = async (ratios: Ratio[], others: Uint8Array[] = []) => {
    let runs = 0;
    const answers = await withRatios(async (checks: RatioChecks) => {
      runs++;
      for (const point of others) checks.assertPoint(point.length === 64 ? "g1" : "g2", point, "another");
      return ratios.map(([a, b, c, d]) => checks.same([a, b], [c, d], "a ratio"));
    });
    return { runs, answers };
  };

  it("hold all at once", async () => {
    for (const count of [1, 2, 9]) {
      const { runs, answers } = await run(
        Array.from({ length: count }, () => honest()),
        [g1(5n), g2(6n)],
      );
      assert.equal(runs, 1);
      assert.ok(answers.every(Boolean));
    }
  });

  it("fail one by one, where two that fail would cancel too", async () => {
    const ratios = [honest(), honest(), honest()];
    const [a, b, c, d] = ratios[1]!;
    for (const wrong of [
      [[b, a, c, d] as Ratio],
      [[a, b, c, c] as Ratio],
      [[a, g1(7n), g2(1n), g2(1n)] as Ratio, [g1(7n), a, g2(1n), g2(1n)] as Ratio],
    ]) {
      const { runs, answers } = await run([ratios[0]!, ...wrong, ratios[2]!]);
      assert.equal(runs, 2);
      assert.deepEqual(answers, [true, ...wrong.map(() => false), true]);
    }
  });

  it("are of points in their groups, and not infinity", async () => {
    const [a, b, c, d] = honest();
    const stray = GROUP2.zkey(twistPoint(random));
    const off = a.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    for (const ratio of [
      [off, b, c, d],
      [a, new Uint8Array(64), c, d],
      [a, b, stray, d],
      [a, b, c, new Uint8Array(128)],
      [a, b, c, d.fill(0xff, 0, 32)],
    ] as Ratio[])
      await rejectsCode("setup/point-invalid", run([ratio]));
    for (const other of [off, stray, new Uint8Array(64)])
      await rejectsCode("setup/point-invalid", run([honest()], [other]));
  });

  it("throw what the check throws", async () => {
    await assert.rejects(
      withRatios(async () => {
        throw new Error("stopped");
      }),
      { message: "stopped" },
    );
  });
});
