import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeEnvelope, encodeEnvelope, type VoteEnvelope } from "../../src/ballot/index.js";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

const envelope: VoteEnvelope = {
  processId: `0x${"11".repeat(32)}`,
  proof: new Uint8Array(256).fill(0x22),
  nonce: 2,
  encryptionKeyIndexes: [],
  nullifier: 5n,
  weight: 7n,
  voteHash: r - 1n,
  votePackage: Uint8Array.of(1, 2, 3, 4),
};

describe("ballot: vote envelopes (PROTOCOL 6)", () => {
  const text = encodeEnvelope(envelope);
  const good = JSON.parse(text);
  const patched = (change: object) => JSON.stringify({ ...good, ...change });

  it("reads back what it writes, keys in ascending order", () => {
    assert.deepEqual(decodeEnvelope(text), envelope);
    assert.deepEqual(Object.keys(good), Object.keys(good).sort());
    for (const other of [
      { ...envelope, nonce: 255, encryptionKeyIndexes: [0, 1, 255] },
      { ...envelope, censusRoot: r - 1n },
    ]) {
      assert.deepEqual(decodeEnvelope(encodeEnvelope(other)), other);
      assert.deepEqual(Object.keys(JSON.parse(encodeEnvelope(other))), [
        ...("censusRoot" in other ? ["censusRoot"] : []),
        ...Object.keys(good),
      ]);
    }
  });

  it("refuses each key that is missing, extra or not in its one encoding", () => {
    const changes: Record<string, unknown[]> = {
      censusRoot: ["5", `0x${r.toString(16)}`, null],
      encryptionKeyIndexes: [null, 1, [1, 0], [1, 1], [256], [-1], [0.5], ["1"], [[1]], { length: 0 }],
      nonce: ["0", -1, 256, 0.5, null, `0x${"33".repeat(32)}`],
      nullifier: ["5", "0x5", `0x${(r + 5n).toString(16)}`, `0x${"f".repeat(64)}`, 5],
      processId: ["0x11", `0x${"1G".repeat(32)}`, "11".repeat(32), `0x${"AB".repeat(32)}`],
      proof: [`0x${"22".repeat(255)}`, `0x${"22".repeat(257)}`, null],
      voteHash: [`0x${r.toString(16)}`, 1, ""],
      votePackage: ["@@", "AQI", 5, null],
      weight: ["0", "07", "-1", "1e3", "0x7", (1n << 128n).toString(), 7, "9".repeat(40)],
    };
    for (const [key, values] of Object.entries(changes)) {
      for (const value of [...values, undefined]) {
        if (key === "censusRoot" && value === undefined) continue;
        const { message } = throwsCode("ballot/envelope", () => decodeEnvelope(patched({ [key]: value })));
        if (value !== undefined) assert.match(message, new RegExp(key));
      }
    }
    throwsCode("ballot/envelope", () => decodeEnvelope(patched({ extra: 1 })));
    throwsCode("ballot/envelope", () => decodeEnvelope(text.replace("{", '{"__proto__":1,')));
  });

  it("refuses every other spelling: no vote has two texts, and none can be marked", () => {
    const base64 = '"votePackage":"AQIDBA=="';
    assert.ok(text.includes(base64));
    const spellings = {
      "a key twice, the last one read": text.replace("{", '{"nonce":1,'),
      "a key twice, with one value": text.replace("{", '{"nonce":2,'),
      "white space before": ` ${text}`,
      "white space after": `${text}\n`,
      "white space within": text.replace('"nonce":2', '"nonce": 2'),
      "keys in another order": JSON.stringify(Object.fromEntries(Object.entries(good).reverse())),
      "a number with a fraction": text.replace('"nonce":2', '"nonce":2.0'),
      "a number with an exponent": text.replace('"nonce":2', '"nonce":2e0'),
      "an escaped letter of a key": text.replace('"nonce"', '"\\u006eonce"'),
      "an escaped letter of a value": text.replace('"proof":"0x2', '"proof":"0x\\u0032'),
      "an escaped slash": encodeEnvelope({ ...envelope, votePackage: Uint8Array.of(255, 255, 255) }).replace(
        '"////"',
        '"\\/\\/\\/\\/"',
      ),
      "minus zero": encodeEnvelope({ ...envelope, nonce: 0 }).replace('"nonce":0', '"nonce":-0'),
    };
    for (const spelling of Object.values(spellings)) {
      assert.notEqual(spelling, text);
      assert.doesNotThrow(() => JSON.parse(spelling));
      throwsCode("ballot/not-canonical", () => decodeEnvelope(spelling));
    }
    const malformed = {
      "base64 with bits left over": text.replace(base64, '"votePackage":"AQIDBB=="'),
      "base64 without padding": text.replace(base64, '"votePackage":"AQIDBA"'),
      "base64 with a line end": text.replace(base64, '"votePackage":"AQID\\nBA=="'),
      "base64 for addresses": text.replace(base64, '"votePackage":"AQID__=="'),
      "a byte order mark": `\ufeff${text}`,
    };
    for (const spelling of Object.values(malformed)) {
      assert.notEqual(spelling, text);
      throwsCode("ballot/envelope", () => decodeEnvelope(spelling));
    }
  });

  it("writes nothing that it would not read", () => {
    for (const nonce of [-1, 256, 0.5, Number.NaN])
      throwsCode("ballot/nonce-range", () => encodeEnvelope({ ...envelope, nonce }));
    throwsCode("ballot/key-indexes", () => encodeEnvelope({ ...envelope, encryptionKeyIndexes: [2, 1] }));
    throwsCode("bytes/non-canonical", () => encodeEnvelope({ ...envelope, censusRoot: r }));
  });

  it("refuses what is no JSON object, and what is too long to be read", () => {
    for (const bad of ["", "{", "[]", "null", "5", undefined])
      throwsCode("ballot/envelope", () => decodeEnvelope(bad as string));
    throwsCode("ballot/envelope", () => decodeEnvelope(" ".repeat(20_000) + text));
  });

  it("answers any JSON with an envelope or a typed error", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(good)), fc.jsonValue()), (patch) => {
        try {
          decodeEnvelope(patched(patch));
        } catch (error) {
          assert.ok(error instanceof PsephosError);
        }
      }),
    );
  });
});
