/**
 * Checks the packed package as its users meet it: `npm run check:package`, with `-- TARBALL` for one that is packed already.
 *
 * publint and arethetypeswrong read the tarball; each entry point is bundled by itself, without Node's modules where it runs
 * in browsers, and weighed; the programs of test/package are compiled and run against the installed tarball; docs/library.md and
 * docs/walkthrough.md are run as a stranger would.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { check, compiles, fail, finish, run, tool } from "./package/checks.js";
import { runLibrary, walkThrough } from "./package/documents.js";
import { ENTRIES, type Entry, importName } from "./package/entries.js";
import { install, pack, ROOT } from "./package/tarball.js";

/** Other platforms' programs, from npm. They have 300 MB, so only this check installs them. */
const RUNTIMES = ["bun@1.4.5", "deno@2.9.6"];

/** Files of their own, which are loaded in place of the plain kernel's or not at all. */
const FAST_KERNEL: Plugin = {
  name: "fast-kernel",
  setup({ onResolve }) {
    onResolve({ filter: /\/fast-(?:kernel|vectors)\.generated/ }, ({ path }) => ({ path, external: true }));
  },
};

/** The gzipped size of an entry point, bundled from `folder`, where the package is installed, with the plain kernel. */
async function weigh({ path, only, runs }: Entry, folder: string): Promise<number> {
  const from = JSON.stringify(importName(path));
  const { outputFiles } = await build({
    stdin: {
      contents: only ? `export { ${only} } from ${from}` : `export * from ${from}`,
      resolveDir: folder,
    },
    bundle: true,
    format: "esm",
    platform: runs === "Node" ? "node" : "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    write: false,
    // The compiler of contracts, which whoever needs it installs.
    external: runs === "Node" ? ["solc"] : [],
    plugins: [FAST_KERNEL],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

const scratch = mkdtempSync(join(tmpdir(), "psephos-package-"));
try {
  const tarball = process.argv[2] ? resolve(process.argv[2]) : pack(scratch);
  const folder = join(scratch, "stranger");
  cpSync(join(ROOT, "test", "package"), folder, { recursive: true });
  install(folder, tarball);

  await check("publint", () => tool("publint", "run", tarball, "--strict"));
  await check("arethetypeswrong", () => tool("attw", tarball, "--profile", "esm-only", "--format", "ascii"));
  await check("entry points: bytes gzipped, budget", async () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { exports: object };
    for (const path of Object.keys(exports).filter((path) => path !== "./package.json"))
      if (!ENTRIES.some((entry) => entry.path === path)) fail(`${path} has no budget in entries.ts`);
    const over: string[] = [];
    for (const entry of ENTRIES) {
      const size = await weigh(entry, folder);
      const name = `${importName(entry.path)}${entry.only ? ` { ${entry.only} }` : ""}`;
      console.log(`${String(size).padStart(8)} ${String(entry.budget).padStart(8)}  ${name} (${entry.runs})`);
      if (size > entry.budget) over.push(name);
    }
    if (over.length > 0) fail(`over budget: ${over.join(", ")}`);
  });
  await compiles(folder);
  await check("a program of ES modules", () => run("node", ["vote.mjs"], folder));
  await check("a program of CommonJS", () => run("node", ["vote.cjs"], folder));
  await check("docs/library.md: the programs of examples/", () =>
    runLibrary(join(scratch, "programs"), tarball),
  );
  await check("docs/walkthrough.md: the installed command", () =>
    walkThrough(join(scratch, "organiser"), tarball),
  );
  const runtimes = join(scratch, "runtimes");
  install(runtimes, ...RUNTIMES);
  const program = (name: string): string => join(runtimes, "node_modules", ".bin", name);
  await check("the same program in Bun", () => run(program("bun"), ["vote.mjs"], folder));
  await check("the same program in Deno", () => run(program("deno"), ["run", "-A", "vote.mjs"], folder));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
finish();
