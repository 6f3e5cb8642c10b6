// docs/library.md has the programs of examples/ as they are.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseDocument } from "../../scripts/documents/parse.js";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

describe("documents: docs/library.md", () => {
  const files = parseDocument(read("docs/library.md")).filter((step) => step.kind === "file");

  for (const { name, text } of files)
    it(`has ${name} as it is in examples/`, () => assert.equal(text, read(`examples/${name}`)));

  it("has every program of examples/", () => {
    const programs = readdirSync(new URL("../../examples", import.meta.url), {
      recursive: true,
      encoding: "utf8",
    }).filter(
      (name) => !/node_modules|public\/page\.js/.test(name) && [".js", ".html"].includes(extname(name)),
    );
    assert.deepEqual(files.map(({ name }) => name).sort(), programs.sort());
  });
});
