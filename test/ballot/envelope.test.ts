import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeEnvelope, encodeEnvelope, envelopeNonce, type VoteEnvelope } from "../../src/ballot/index.js";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

const envelope: VoteEnvelope = {
  processId: `0x${"11".repeat(32)}`,
  proof: `0x${"22".repeat(256)}`,
  nonce: `0x${"33".repeat(32)}`,
  nullifier: 5n,
  weight: 7n,
  voteHash: r - 1n,
  votePackage: Uint8Array.of(1, 2, 3),
};

describe("ballot: vote envelopes (PROTOCOL 4)", () => {
  const good = JSON.parse(encodeEnvelope(envelope));

  it("reads back what it writes, keys in ascending order", () => {
    assert.deepEqual(decodeEnvelope(encodeEnvelope(envelope)), envelope);
    assert.deepEqual(Object.keys(good), Object.keys(good).sort());
    assert.notEqual(envelopeNonce(), envelopeNonce());
  });

  it("refuses each key that is missing, extra or not in its one encoding", () => {
    const changes: Record<string, unknown[]> = {
      processId: ["0x11", `0x${"1G".repeat(32)}`, "11".repeat(32), `0x${"AB".repeat(32)}`],
      proof: [`0x${"22".repeat(255)}`, `0x${"22".repeat(257)}`, null],
      nonce: ["1", `0x${"33".repeat(31)}`],
      nullifier: ["5", "0x5", `0x${(r + 5n).toString(16)}`, `0x${"f".repeat(64)}`, 5],
      voteHash: [`0x${r.toString(16)}`, 1, ""],
      weight: ["0", "07", "-1", "1e3", "0x7", (1n << 128n).toString(), 7, "9".repeat(40)],
      votePackage: ["@@", "AQI", 5, null],
    };
    for (const [key, values] of Object.entries(changes)) {
      for (const value of [...values, undefined]) {
        const { message } = throwsCode("ballot/envelope", () =>
          decodeEnvelope(JSON.stringify({ ...good, [key]: value })),
        );
        if (value !== undefined) assert.match(message, new RegExp(key));
      }
    }
    throwsCode("ballot/envelope", () => decodeEnvelope(JSON.stringify({ ...good, extra: 1 })));
  });

  it("refuses what is no JSON object, and what is too long to be read", () => {
    for (const bad of ["", "{", "[]", "null", "5", undefined])
      throwsCode("ballot/envelope", () => decodeEnvelope(bad as string));
    throwsCode("ballot/envelope", () => decodeEnvelope(" ".repeat(20_000) + JSON.stringify(good)));
  });

  it("answers any JSON with an envelope or a typed error", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(good)), fc.jsonValue()), (patch) => {
        try {
          decodeEnvelope(JSON.stringify({ ...good, ...patch }));
        } catch (error) {
          assert.ok(error instanceof PsephosError);
        }
      }),
    );
  });
});
