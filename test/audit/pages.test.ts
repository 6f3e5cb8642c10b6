// Pages of a host that stops answering in the middle. All else of pages: test/cli/audit-page.test.ts.
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { checkPages, type PageDoor } from "../../src/audit/index.js";
import { Failure } from "../../src/errors/index.js";
import { makePageManifest, PAGES_MANIFEST } from "../../src/process/index.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const NAMES = Array.from({ length: 200 }, (_, i) => `assets/file-${1000 + i}.js`);
const MANIFEST = bytesOf(makePageManifest(NAMES.map((name) => [name, bytesOf(name)] as const)));

describe("audit: pages of a host that fails", () => {
  it("asks for no more files after the first that the host does not give", async () => {
    const asked: string[] = [];
    const door: PageDoor = {
      place: "https://vote.example/",
      host: true,
      async get(path) {
        if (path === PAGES_MANIFEST) return MANIFEST;
        asked.push(path);
        await turn();
        if (path === NAMES[20]) throw new Failure("audit/page-host", "the host of the pages answers 500");
        return bytesOf(path);
      },
    };
    await assert.rejects(checkPages(door, { expected: [] }), { code: "audit/page-host" });
    for (let i = 0; i < 1000; i++) await turn();
    assert.ok(new Set(asked).size < 40, `${new Set(asked).size} files were asked for`);
  });
});
