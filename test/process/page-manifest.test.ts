// The manifest of the pages: one form, and nothing else is read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { makePageManifest, PAGES_LIMITS, parsePageManifest } from "../../src/process/index.js";
import { throwsCode } from "../support/errors.js";

// biome-ignore lint/suspicious/noExplicitAny: these documents are broken on purpose
type Loose = any;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const FILES: [string, Uint8Array][] = [
  ["vote/index.html", bytes("<!doctype html>")],
  ["sw.js", bytes("")],
  ["assets/vote-_a-B.js", bytes("1;")],
];

describe("process: the manifest of pages", () => {
  it("has each file once, in one order, with the hash that sha256sum prints", () => {
    const text = makePageManifest(FILES);
    assert.equal(makePageManifest(FILES.toReversed()), text);
    const { files } = parsePageManifest(bytes(text));
    assert.deepEqual(
      files.map(({ name }) => name),
      ["assets/vote-_a-B.js", "sw.js", "vote/index.html"],
    );
    const folder = mkdtempSync(join(tmpdir(), "psephos-manifest-"));
    try {
      for (const { name, sha256, bytes: length } of files) {
        const content = FILES.find(([one]) => one === name)![1];
        writeFileSync(join(folder, "file"), content);
        const told = execFileSync("sha256sum", ["file"], { cwd: folder, encoding: "utf8" }).slice(0, 64);
        assert.deepEqual([sha256, length], [told, content.length]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is refused in any other form", () => {
    const good = makePageManifest(FILES);
    const refused = (text: string) =>
      throwsCode("process/page-manifest", () => parsePageManifest(bytes(text)));
    const changed = (change: (document: Loose) => void): string => {
      const document = JSON.parse(good);
      change(document);
      return `${JSON.stringify(document, null, 1)}\n`;
    };
    refused(good.trimEnd());
    refused(good.replaceAll("\n ", "\n  "));
    refused(JSON.stringify(JSON.parse(good)));
    const changes: ((document: Loose) => void)[] = [
      (it) => (it.type = "psephos-page"),
      (it) => (it.version = 2),
      (it) => (it.more = 1),
      (it) => (it.files = []),
      (it) => (it.files = {}),
      (it) => (it.files = Array(PAGES_LIMITS.files + 1).fill(it.files[0])),
      (it) => (it.files[0] = null),
      (it) => it.files.reverse(),
      (it) => (it.files[1] = it.files[0]),
      (it) => (it.files[0].more = 1),
      (it) => (it.files[0].bytes = -1),
      (it) => (it.files[0].bytes = "1"),
      (it) => (it.files[0].bytes = PAGES_LIMITS.file + 1),
      (it) => (it.files[0].sha256 = it.files[0].sha256.toUpperCase()),
      (it) => (it.files[0].sha256 = it.files[0].sha256.slice(1)),
    ];
    const names = [
      "",
      "/a",
      "a/",
      "a//b",
      "../a",
      "a/../b",
      ".a",
      "a/.b",
      "a b",
      "a?b",
      "pages.json",
      "a\\b",
    ];
    for (const name of names) changes.push((it) => (it.files[0].name = name));
    for (const change of changes) refused(changed(change));
    throwsCode("process/json-key", () =>
      parsePageManifest(bytes(good.replace('"version": 1', '"type": "psephos-pages"'))),
    );
    throwsCode("process/json-size", () => parsePageManifest(new Uint8Array(PAGES_LIMITS.bytes + 1)));
    throwsCode("process/page-manifest", () => makePageManifest([["../a", bytes("")]]));
    throwsCode("process/page-manifest", () => makePageManifest([]));
  });

  it("is read back as it was made", () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z]{1,8}\.js)?$/), fc.uint8Array(), {
          minKeys: 1,
        }),
        (files) => {
          const { files: read } = parsePageManifest(bytes(makePageManifest(Object.entries(files))));
          assert.deepEqual(
            read.map(({ name }) => name),
            Object.keys(files).sort(),
          );
          for (const { name, bytes: length } of read) assert.equal(length, files[name]!.length);
        },
      ),
    ));
});
