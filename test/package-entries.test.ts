// The table of entry points says what the package exports and what the check of the package weighs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ENTRIES, importName } from "../scripts/package/entries.js";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

describe("entry points", () => {
  it("are in docs/entries.md with their place and budget", () => {
    const rows = read("docs/entries.md")
      .split("\n")
      .map((line) => /^\| `([^`]+)`(?: `([^`]+)`)? \|.*\| (anywhere|Node) \| (\d+) \|$/.exec(line))
      .filter((row) => row !== null)
      .map(([, name, only, runs, size]) => ({ name, only, runs, budget: Number(size) * 1000 }));
    const entries = ENTRIES.map(({ path, only, runs, budget }) => ({
      name: importName(path),
      only,
      runs,
      budget,
    }));
    assert.deepEqual(rows, entries);
  });

  it("are those that package.json exports, and typedoc describes", () => {
    const { exports } = JSON.parse(read("package.json")) as { exports: Record<string, { types: string }> };
    const paths = Object.keys(exports).filter((path) => path !== "./package.json");
    assert.deepEqual([...new Set(ENTRIES.map(({ path }) => path))].sort(), paths.sort());
    const { entryPoints } = JSON.parse(read("typedoc.json")) as { entryPoints: string[] };
    const sources = paths.map((path) =>
      exports[path]!.types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"),
    );
    assert.deepEqual(entryPoints.sort(), sources.sort());
  });
});
