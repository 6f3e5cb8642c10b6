import assert from "node:assert/strict";
import fc from "fast-check";
import { finitePoints, gather } from "../../../src/groth16/proving/compact.js";

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

describe("groth16 compact points", () => {
  it("are those that are not at infinity", () => {
    const kinds = fc.array(fc.constantFrom("infinity", "first", "last", "all"), { maxLength: 50 });
    fc.assert(
      fc.property(kinds, fc.constantFrom(64, 128), fc.nat(7), (points, size, shift) => {
        const file = new Uint8Array(shift + points.length * size);
        const section = file.subarray(shift);
        points.forEach((kind, i) => {
          if (kind === "all") section.fill((i % 255) + 1, i * size, (i + 1) * size);
          if (kind === "first") section[i * size] = 1;
          if (kind === "last") section[(i + 1) * size - 1] = 0x80;
        });
        const finite = points.flatMap((kind, i) => (kind === "infinity" ? [] : [i]));
        assert.deepEqual([...finitePoints(section, size)], finite);
      }),
    );
  });

  it("are gathered, and their scalars too", () => {
    const items = Uint8Array.from({ length: 320 }, (_, i) => i >> 5);
    const taken = gather(items, 32, Uint32Array.of(7, 2, 9));
    assert.deepEqual(taken, new Uint8Array([...filled(32, 7), ...filled(32, 2), ...filled(32, 9)]));
    assert.deepEqual(
      gather(items, 64, Uint32Array.of(1)),
      new Uint8Array([...filled(32, 2), ...filled(32, 3)]),
    );
    assert.deepEqual(gather(items, 32, new Uint32Array(0)), new Uint8Array(0));
  });
});
