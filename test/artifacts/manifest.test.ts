import assert from "node:assert/strict";
import { formatManifest, makeManifest, parseManifest } from "../../src/artifacts/index.js";
import type { ErrorCode } from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

describe("artifacts: the manifest", () => {
  let text: string;
  before(async () => {
    const bytes = new TextEncoder().encode("abc");
    const files = { wasm: { name: "a.wasm", bytes }, vkey: { name: "a.vkey.json", bytes } };
    text = formatManifest(await makeManifest({ circuit: "a", keyKind: "ceremony", files }));
  });

  it("names each file with its size and SHA-256", () => {
    const { files } = parseManifest(text);
    // FIPS 180-4's example.
    const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert.deepEqual(files.wasm, { name: "a.wasm", size: 3, sha256 });
    assert.deepEqual(Object.keys(files), ["wasm", "vkey"]);
  });

  const edits: readonly [what: string, code: ErrorCode, edit: (text: string) => string][] = [
    ["cut off", "artifacts/manifest-json", (t) => t.slice(0, -4)],
    ["null", "artifacts/manifest-shape", () => "null"],
    ["another format", "artifacts/manifest-shape", (t) => t.replace("psephos-release", "release")],
    ["another version", "artifacts/manifest-shape", (t) => t.replace('"version": 1', '"version": 2')],
    ["an unknown kind of key", "artifacts/manifest-shape", (t) => t.replace('"ceremony"', '"good"')],
    ["a path for a name", "artifacts/manifest-shape", (t) => t.replace("a.wasm", "../a.wasm")],
    ["an address for a name", "artifacts/manifest-shape", (t) => t.replace("a.wasm", "https://x/a.wasm")],
    ["a negative size", "artifacts/manifest-shape", (t) => t.replace('"size": 3', '"size": -3')],
    [
      "a size beyond all files",
      "artifacts/manifest-shape",
      (t) => t.replace('"size": 3', '"size": 99999999999'),
    ],
    ["a short hash", "artifacts/manifest-shape", (t) => t.replace(/"sha256": "ba/, '"sha256": "b')],
    ["an unknown file", "artifacts/manifest-form", (t) => t.replace('"wasm"', '"program"')],
    ["a field more", "artifacts/manifest-form", (t) => t.replace("{", '{"more": 1,')],
    [
      "a field twice",
      "artifacts/manifest-form",
      (t) => t.replace('"version": 1,', '"version": 1,\n  "version": 1,'),
    ],
    ["bytes after its end", "artifacts/manifest-form", (t) => `${t}\n`],
    ["oversized", "artifacts/manifest-size", (t) => t + " ".repeat(2 ** 16)],
  ];
  for (const [what, code, edit] of edits)
    it(`is refused: ${what}`, () => {
      assert.notEqual(edit(text), text);
      throwsCode(code, () => parseManifest(edit(text)));
    });
});
