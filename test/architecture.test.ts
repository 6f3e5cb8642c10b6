import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src");
const WEB = join(ROOT, "web");
const PACKAGES = join(ROOT, "packages");

/** Room → the rooms it may import. Every room but `errors` may import `errors` and `bytes`, the floor they stand on. */
const FLOOR = ["errors", "bytes"];
const MAY_IMPORT: Record<string, string[]> = {
  errors: [],
  bytes: [],
  files: [],
  net: [],
  engine: [],
  groth16: ["engine"],
  artifacts: ["files", "net"],
  process: ["net"],
  census: ["engine", "process"],
  ballot: ["engine", "process"],
  seal: ["process"],
  ledger: ["ballot", "census", "seal", "process"],
  facts: ["ledger", "engine", "groth16", "census", "ballot", "process"],
  api: ["ledger", "ballot", "seal", "process"],
  oblivious: [],
  voter: ["census", "ballot", "seal", "process", "groth16", "artifacts"],
  evm: ["process", "ballot"],
  lightclient: ["api", "ledger", "voter", "seal", "ballot", "process"],
  gateways: ["api", "ledger", "net", "oblivious"],
  setup: ["groth16", "engine", "artifacts", "files", "net"],
  rollup: ["ballot", "census", "process", "groth16", "engine", "evm", "artifacts", "files"],
  audit: ["facts", "ledger", "api", "ballot", "census", "process", "groth16", "rollup"],
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
  "seal",
  "ledger",
  "facts",
  "api",
  "oblivious",
  "voter",
  "evm",
  "lightclient",
  "gateways",
  "rollup",
  "audit",
];
/** Sources of libraries that try for a module of Node, and do without where there is none. The build leaves the attempt out. */
const TRIES = [
  "node_modules/@cloudflare/blindrsa-ts/lib/src/sjcl/index.js",
  "node_modules/@hpke/common/esm/src/algorithm.js",
  "node_modules/@hpke/common/esm/src/utils/misc.js",
];
/** Faces of a part of a room, for pages: the room itself runs in Node. */
const BROWSER_FACES = ["engine/lend", "setup/web", "setup/witness", "audit/worker"];

const mayImport = (room: string, target: string) =>
  MAY_IMPORT[room]!.includes(target) || (room !== "errors" && FLOOR.includes(target));

const foldersOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => name);
const rooms = foldersOf(SRC);

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts") && !name.includes("node_modules"))
    .map((name) => join(folder, name));

const importsOf = (file: string) =>
  ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles.map(({ fileName }) => fileName);

/** What is wrong with an import of a page: it may use its own files, web/shared, and the faces that run in a browser. */
function pageProblem(file: string, name: string): string | undefined {
  if (!name.startsWith(".")) return name.startsWith("node:") ? "of Node" : undefined;
  const target = resolve(dirname(file), name);
  const [page] = relative(WEB, file).split(sep);
  const [targetPage] = relative(WEB, target).split(sep);
  if (targetPage === page || targetPage === "shared") return undefined;
  const faces = [...BROWSER_ROOMS, ...BROWSER_FACES].map((face) => join(SRC, face, "index.js"));
  return faces.includes(target) ? undefined : "not a face for browsers";
}

/** Room → the rooms it may import, as a package's README has them in its table of three columns. */
function roomsTable(readme: string): Map<string, string[]> {
  const rows = readme.split("\n").map((line) => /^\| ([a-z0-9]+) \|.*\| ([a-z0-9/, ]+|–) \|$/.exec(line));
  return new Map(
    rows
      .filter((row) => row !== null && row[1] !== "room")
      .map((row) => [row![1]!, row![2] === "–" ? [] : row![2]!.split(", ")]),
  );
}

/** Whether a row names a face of the library's sources: `src/groth16`. */
const isSource = (target: string) => target.startsWith("src/");

/**
 * What is wrong with an import of a package's room: it may use itself, the rooms of its row, npm packages and `psephos`; and, in a
 * package that is bundled from the library's sources, the faces of these that its row names.
 */
function packageProblem(src: string, table: Map<string, string[]>, file: string, name: string) {
  if (!name.startsWith(".")) return undefined;
  const [room] = relative(src, file).split(sep);
  const whole = resolve(dirname(file), name);
  const target = relative(src, whole);
  const [targetRoom] = target.split(sep);
  if (targetRoom === room) return undefined;
  const face = relative(ROOT, dirname(whole));
  if (table.get(room!)?.filter(isSource).includes(face))
    return whole.endsWith(`${sep}index.js`) ? undefined : "past the index";
  if (!table.get(room!)?.includes(targetRoom!)) return "not allowed";
  return target === join(targetRoom!, "index.js") ? undefined : "past the index";
}

describe("architecture: the rooms and their arrows", () => {
  it("has no room that the table does not know, and each has one face", () => {
    for (const room of rooms) {
      assert.ok(MAY_IMPORT[room], `src/${room} is not in the table`);
      if (room !== "cli") assert.ok(existsSync(join(SRC, room, "index.ts")), `src/${room} has no index.ts`);
    }
  });

  it("is the table of CONTRIBUTING.md", () => {
    const lines = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8").split("\n");
    const rows = lines.map((line) =>
      /^\| ([a-z0-9]+) \|.*\| ([a-z0-9, ]+|–) \| (?:anywhere|Node)[^|]*\|$/.exec(line),
    );
    const table = rows
      .filter((row) => row !== null)
      .map(
        ([, room, may]) =>
          [room!, may === "–" ? [] : may === "all" ? MAY_IMPORT.cli! : may!.split(", ")] as const,
      );
    const sorted = (entries: (readonly [string, readonly string[]])[]) =>
      entries
        .map(
          ([room, may]) =>
            [room, [...may].filter((name) => !FLOOR.includes(name) || room === "cli").sort()] as const,
        )
        .sort();
    assert.deepEqual(sorted(table), sorted(Object.entries(MAY_IMPORT)));
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

  it("lets a page use its own files, and the faces that run in a browser", () => {
    let arrows = 0;
    for (const file of filesOf(WEB)) {
      for (const name of importsOf(file).filter(() => dirname(file) !== WEB)) {
        assert.equal(pageProblem(file, name), undefined, `${relative(ROOT, file)} → ${name}`);
        arrows += 1;
      }
    }
    assert.ok(arrows > 5, "the imports were not read");
    const page = join(WEB, "contribute", "page.ts");
    assert.equal(pageProblem(page, "../../src/setup/index.js"), "not a face for browsers");
    assert.equal(pageProblem(page, "../../src/setup/ceremony/names.js"), "not a face for browsers");
    assert.equal(pageProblem(page, "../vote/page.js"), "not a face for browsers");
    assert.equal(pageProblem(page, "node:fs"), "of Node");
  });

  for (const name of foldersOf(PACKAGES))
    it(`lets the rooms of packages/${name} import what its README says`, () => {
      const table = roomsTable(readFileSync(join(PACKAGES, name, "README.md"), "utf8"));
      const src = join(PACKAGES, name, "src");
      assert.ok(table.size > 0, "the README has no table of rooms");
      for (const [room, targets] of table)
        for (const target of targets.filter((target) => !isSource(target))) {
          assert.ok(table.has(target), `${room} → ${target}: no such room`);
          assert.ok(!table.get(target)!.includes(room), `${room} ⇄ ${target}`);
        }
      for (const room of existsSync(src) ? foldersOf(src) : []) {
        assert.ok(table.has(room), `${room} is not in the table`);
        assert.ok(existsSync(join(src, room, "index.ts")), `${room} has no index.ts`);
      }
      for (const file of existsSync(src) ? filesOf(src) : [])
        for (const target of importsOf(file))
          assert.equal(packageProblem(src, table, file, target), undefined, `${file} → ${target}`);
    });

  it("has the codes of packages in one module: declared in two, the compiler loses some by the order of files", () => {
    const declared = foldersOf(PACKAGES)
      .map((name) => join(PACKAGES, name, "src"))
      .filter((src) => existsSync(src))
      .flatMap(filesOf)
      .flatMap((file) => readFileSync(file, "utf8").match(/declare module ".*"/g) ?? []);
    assert.deepEqual([...new Set(declared)], ['declare module "psephos/errors"']);
  });

  it("notices a package's arrow that goes up, or past an index", () => {
    const table = roomsTable(
      "| room | a | b |\n| store | disk | – |\n| main | all | store, service |\n| service | x | store |",
    );
    const problem = (file: string, name: string) =>
      packageProblem("/p/src", table, join("/p/src", file), name);
    assert.deepEqual([...table.keys()], ["store", "main", "service"]);
    assert.equal(problem("main/run.ts", "../store/index.js"), undefined);
    assert.equal(problem("main/run.ts", "./other.js"), undefined);
    assert.equal(problem("main/run.ts", "psephos"), undefined);
    assert.equal(problem("store/disk.ts", "../main/index.js"), "not allowed");
    assert.equal(problem("service/door.ts", "../store/disk.js"), "past the index");
    assert.equal(problem("service/door.ts", "../../../../src/errors/index.js"), "not allowed");
  });

  for (const room of [...BROWSER_ROOMS, ...BROWSER_FACES, "."]) {
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
      const builtins = Object.entries(metafile.inputs)
        .filter(([path]) => !TRIES.includes(path))
        .flatMap(([, { imports }]) => imports.map(({ path }) => path.replace(/^node:/, "")))
        .filter((path) => builtinModules.includes(path));
      assert.deepEqual(builtins, []);
      if (!BROWSER_ROOMS.includes(room)) return;
      for (const file of filesOf(join(SRC, room))) {
        assert.ok(!importsOf(file).some((name) => name.startsWith("node:")), relative(SRC, file));
      }
    });
  }
});
