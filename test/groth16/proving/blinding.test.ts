import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { drawBlinding } from "../../../src/groth16/proving/blinding.js";

const word = (value: bigint) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));

/** Runs `work` with a CSPRNG that deals these values. */
function dealt<T>(values: bigint[], work: () => T): T {
  const { getRandomValues } = crypto;
  Object.defineProperty(crypto, "getRandomValues", {
    configurable: true,
    value: (bytes: Uint8Array) => {
      bytes.set(word(values.shift()!));
      return bytes;
    },
  });
  try {
    return work();
  } finally {
    Object.defineProperty(crypto, "getRandomValues", { configurable: true, value: getRandomValues });
  }
}

describe("groth16 blinding", () => {
  it("takes 254 bits, and draws again what is r or more", () => {
    const r = SCALAR_FIELD_ORDER;
    assert.deepEqual(dealt([r, 2n ** 254n - 1n, r - 1n, 5n], drawBlinding), { t: r - 1n, s: 5n });
    assert.deepEqual(dealt([7n + (3n << 254n), 0n], drawBlinding), { t: 7n, s: 0n });
  });

  it("divides by no zero", () => {
    assert.deepEqual(dealt([0n, 3n, 4n], drawBlinding), { t: 3n, s: 4n });
  });

  it("is another each time, below r, and spread over the field", () => {
    const drawn = Array.from({ length: 500 }, drawBlinding).flatMap(({ t, s }) => [t, s]);
    assert.equal(new Set(drawn).size, drawn.length);
    assert.ok(drawn.every((value) => value >= 0n && value < SCALAR_FIELD_ORDER));
    // A mean further than 10 standard deviations from the middle would take 10^23 runs.
    const mean = Number(drawn.reduce((a, b) => a + b) / BigInt(drawn.length)) / Number(SCALAR_FIELD_ORDER);
    assert.ok(Math.abs(mean - 0.5) < 10 * (Math.sqrt(1 / 12) / Math.sqrt(drawn.length)));
  });
});
