import assert from "node:assert/strict";
import fc from "fast-check";
import { PsephosError } from "../../../src/errors/index.js";
import { parseCompactKey } from "../../../src/groth16/formats/compact-key.js";
import { readSections, requireSection, writeSections } from "../../../src/groth16/formats/sections.js";
import { readSource } from "../../../src/groth16/formats/source.js";
import { parseWtns } from "../../../src/groth16/formats/wtns.js";
import { parseZkey } from "../../../src/groth16/formats/zkey.js";
import { createWitnessCalculator } from "../../../src/groth16/index.js";
import { parseWitnessProgram } from "../../../src/groth16/witness/program.js";
import { sectionMap, withBytes, withU32 } from "../support/bytes.js";
import { coded } from "../support/errors.js";

const KNOWN = [1, 2, 3, 4, 5];
const read = (bytes: Uint8Array) => readSections(bytes, "test", 3, KNOWN);
const anySections = fc
  .uniqueArray(fc.constantFrom(...KNOWN))
  .chain((ids) => fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), fc.uint8Array({ maxLength: 40 })))));

describe("groth16 binary files", () => {
  const file = writeSections("test", 3, [
    [2, new Uint8Array(10).fill(7)],
    [1, new Uint8Array(0)],
    [5, new Uint8Array(3).fill(9)],
  ]);

  it("come back as they went, wherever they lie in memory", () => {
    fc.assert(
      fc.property(anySections, fc.nat(7), (sections, shift) => {
        const bytes = writeSections("test", 3, sections);
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        assert.deepEqual([...read(shifted.subarray(shift))], sections);
      }),
    );
  });

  it("are refused at every shorter length, and with bytes to spare", () => {
    for (let length = 0; length < file.length; length++) {
      const rule = (["empty", "magic", "magic", "magic"] as const)[length] ?? "truncated";
      assert.throws(() => read(file.subarray(0, length)), coded(`groth16/file-${rule}`));
    }
    assert.throws(() => read(new Uint8Array([...file, 0])), coded("groth16/file-trailing-bytes", /1 bytes/));
  });

  it("are refused with other versions, counts, ids and lengths", () => {
    const { header } = sectionMap(file).get(1)!;
    assert.throws(() => read(withU32(file, 4, 2)), coded("groth16/file-version", /version 2, not 3/));
    assert.throws(() => read(withU32(file, 8, 2)), coded("groth16/file-trailing-bytes"));
    assert.throws(() => read(withU32(file, 8, 0xffffffff)), coded("groth16/file-truncated"));
    assert.throws(() => read(withU32(file, header, 5)), coded("groth16/file-duplicate-section", /section 5/));
    assert.throws(() => read(withU32(file, header, 2)), coded("groth16/file-duplicate-section", /section 2/));
    assert.throws(() => read(withU32(file, header, 6)), coded("groth16/file-unknown-section", /section 6/));
    assert.throws(() => read(withU32(file, header + 4, 1000)), coded("groth16/file-truncated", /section 1/));
    const enormous = withBytes(file, header + 4, new Uint8Array(8).fill(255));
    assert.throws(() => read(enormous), coded("groth16/file-truncated"));
    assert.throws(
      () => requireSection(read(file), 3, "thing"),
      coded("groth16/file-missing-section", /thing/),
    );
  });

  it("tell an empty file, a page and a pointer where the file should be, with their address", async () => {
    for (const [text, code, what] of [
      ["", "groth16/file-empty", /is empty/],
      ["<!DOCTYPE html><title>Not found</title>", "groth16/file-html", /HTML or XML page/],
      ["\ufeff\n <html lang='en'>", "groth16/file-html", /HTML or XML page/],
      ["version https://git-lfs.github.com/spec/v1\noid sha256:00", "groth16/file-lfs-pointer", /Git LFS/],
    ] as const) {
      const bytes = new TextEncoder().encode(text);
      for (const parse of [read, parseZkey, parseWtns, parseCompactKey, parseWitnessProgram])
        assert.throws(() => parse(bytes), coded(code, what));
      await assert.rejects(createWitnessCalculator(bytes), coded(code, /the witness program/));
      const response = new Response(text);
      Object.defineProperty(response, "url", { value: "https://name:word@example.org/a/c.zkey?token=1" });
      await assert.rejects(readSource(response, "the proving key"), (error) => {
        assert.match(String(error), /the proving key \(https:\/\/example\.org\/a\/c\.zkey\) is/);
        return coded(code)(error);
      });
    }
  });

  it("are never refused without a code, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = new Uint8Array([...file.subarray(0, 8), ...tail]);
        try {
          read(bytes);
        } catch (error) {
          assert.ok(error instanceof PsephosError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
