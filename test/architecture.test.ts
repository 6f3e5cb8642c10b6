import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Room → the rooms it may import. Every room but `errors` may import `errors` and `bytes`, the floor they stand on. */
const FLOOR = ["errors", "bytes"];
const MAY_IMPORT: Record<string, string[]> = {
  errors: [],
  bytes: [],
  engine: [],
  groth16: ["engine"],
  artifacts: [],
  process: [],
  census: ["engine", "process"],
  ballot: ["engine", "process"],
  voter: ["census", "ballot", "process", "groth16", "artifacts"],
  evm: ["process", "ballot"],
  setup: ["groth16", "engine", "artifacts"],
  node: ["census", "ballot", "process", "groth16", "evm", "artifacts"],
  rollup: ["ballot", "census", "process", "groth16", "engine", "evm", "artifacts"],
};
MAY_IMPORT.cli = Object.keys(MAY_IMPORT);

const BROWSER_ROOMS = [
  "errors",
  "bytes",
  "engine",
  "groth16",
  "artifacts",
  "process",
  "census",
  "ballot",
  "voter",
  "evm",
];

const mayImport = (room: string, target: string) =>
  MAY_IMPORT[room]!.includes(target) || (room !== "errors" && FLOOR.includes(target));

const rooms = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));

const importsOf = (file: string) =>
  ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles.map(({ fileName }) => fileName);

describe("architecture: the rooms and their arrows", () => {
  it("has no room that the table does not know, and each has one face", () => {
    for (const room of rooms) {
      assert.ok(MAY_IMPORT[room], `src/${room} is not in the table`);
      if (room !== "cli") assert.ok(existsSync(join(SRC, room, "index.ts")), `src/${room} has no index.ts`);
    }
  });

  it("imports other rooms through their index alone, and only downwards", () => {
    let arrows = 0;
    for (const room of rooms) {
      for (const file of filesOf(join(SRC, room))) {
        for (const name of importsOf(file).filter((name) => name.startsWith("."))) {
          const target = relative(SRC, resolve(dirname(file), name));
          const [targetRoom] = target.split(sep);
          if (targetRoom === room) continue;
          const where = `${relative(SRC, file)} → ${target}`;
          assert.ok(target.endsWith(".json") || mayImport(room, targetRoom!), `${where}: not allowed`);
          assert.equal(target, join(targetRoom!, "index.js"), `${where}: past the index`);
          arrows += 1;
        }
      }
    }
    assert.ok(arrows > 10, "the imports were not read");
  });

  for (const room of [...BROWSER_ROOMS.filter((name) => rooms.includes(name)), "."]) {
    it(`bundles ${room === "." ? "the package's root" : room} for a browser without Node's modules`, async () => {
      const { metafile } = await build({
        entryPoints: [join(SRC, room, "index.ts")],
        bundle: true,
        format: "esm",
        platform: "browser",
        write: false,
        metafile: true,
        logLevel: "silent",
      });
      const builtins = Object.values(metafile.inputs)
        .flatMap(({ imports }) => imports.map(({ path }) => path.replace(/^node:/, "")))
        .filter((path) => builtinModules.includes(path));
      assert.deepEqual(builtins, []);
      if (room === ".") return;
      for (const file of filesOf(join(SRC, room))) {
        assert.ok(!importsOf(file).some((name) => name.startsWith("node:")), relative(SRC, file));
      }
    });
  }
});
