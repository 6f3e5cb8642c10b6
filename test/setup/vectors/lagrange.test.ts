// Lagrange bases over points, cut into tiles for one thread and for many, against ffjavascript's multiples of the
// polynomials' values.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { setupCurve } from "../../../src/setup/curve.js";
import { lagrangeAt, oddBasisAt } from "../../../src/setup/dev/qap.js";
import { powers } from "../../../src/setup/field.js";
import { lagrangeBasis, oddLagrangeBasis } from "../../../src/setup/vectors/lagrange.js";
import { type Group, POINT_BYTES, PointVectors } from "../../../src/setup/vectors/vectors.js";
import { Random } from "../../engine/support/random.js";

describe("setup: Lagrange bases", () => {
  const tau = new Random(42).bigint(R);
  const points = async (group: Group, scalars: readonly bigint[]) => (await setupCurve())[group](scalars);

  for (const [group, log] of [
    ["g1", 0],
    ["g1", 5],
    ["g1", 11],
    ["g2", 9],
  ] as const)
    it(`are the values at tau, of 2^${log} points of ${group.toUpperCase()} on any number of threads`, async () => {
      const given = await points(group, powers(tau, 2 ** log));
      const expected = await points(group, lagrangeAt(tau, log));
      for (const threads of [1, 2, 5]) {
        await using vectors = await PointVectors.open(threads);
        const parts: number[] = [];
        const onProgress = ({ total }: { total: number }) => void parts.push(total);
        assert.deepEqual(
          await lagrangeBasis(vectors, group, given, log, "a basis", { onProgress }),
          expected,
        );
        if (log >= 9 && threads > 1) assert.ok(Math.min(...parts) > 1, "more than one thread has some of it");
      }
    });

  it("have their odd members by themselves", async () => {
    const log = 10;
    const size = POINT_BYTES.g1;
    const given = await points("g1", powers(tau, 2 ** log));
    const odd = await points("g1", oddBasisAt(tau, log - 1));
    for (const threads of [1, 5]) {
      await using vectors = await PointVectors.open(threads);
      const basis = await oddLagrangeBasis(vectors, given, log, "a basis");
      for (let i = 0; i < 2 ** log; i++) {
        const at = i >> 1;
        const expected = i % 2 === 0 ? new Uint8Array(size) : odd.subarray(at * size, (at + 1) * size);
        assert.deepEqual(basis.subarray(i * size, (i + 1) * size), expected, `member ${i}`);
      }
    }
  });
});
