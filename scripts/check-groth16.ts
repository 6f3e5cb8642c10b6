/**
 * Checks psephos-groth16 as its users meet it: `npm run check:groth16`, with `-- TARBALL` for one that is packed already, and
 * `-- --only NAME` for one environment. The tarball is installed in projects of its own, test/environments/, with what each needs.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundleForHermes } from "./groth16/hermes.js";
import { withNext } from "./groth16/next.js";
import { makeCircuit, PROVED, projectsIn } from "./groth16/project.js";
import { check, compiles, fail, finish, run, tool } from "./package/checks.js";
import { pack, ROOT } from "./package/tarball.js";

/** What is installed for the environments, each in a folder of its own: exact, since strangers' newest would change under us. */
const PEERS = {
  node: ["node22@npm:node@22.23.3", "node24@npm:node@24.9.0"],
  runtimes: ["bun@1.4.5", "deno@2.9.6"],
  vitest: ["vitest@3.2.4", "jsdom@26.1.0", "happy-dom@20.0.11"],
  webpack: ["webpack@5.113.0", "webpack-cli@6.0.1"],
  hermes: [
    "hermes-engine-cli@0.12.0",
    "@babel/core@7.29.13",
    "@babel/plugin-transform-unicode-property-regex@7.29.7",
    "fast-text-encoding@1.0.6",
  ],
  next: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
} as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string" } } });
const scratch = mkdtempSync(join(tmpdir(), "psephos-groth16-"));
const circuit = join(scratch, "circuit");

const project = projectsIn(scratch, circuit);

/** Serves a folder while something is done. */
async function served(folder: string, work: (base: string) => unknown): Promise<void> {
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, new URL(request.url ?? "/", "http://x").pathname)));
    } catch {
      response.writeHead(404).end("<html>");
    }
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Runs a bundle that looks for the circuit at an address. */
async function runBundle(file: string): Promise<void> {
  await served(circuit, async (base) => {
    const program = `globalThis.circuitBase = ${JSON.stringify(base)}; await import(${JSON.stringify(file)});`;
    const child = spawn("node", ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    for await (const chunk of child.stdout) printed += chunk;
    expect("the bundle", printed.trim(), PROVED);
  });
}

function expect(who: string, said: string, expected: string): void {
  console.log(said);
  if (said !== expected) fail(`${who} says ${said}`);
}

/** test/browser/groth16.ts, which is compiled there. */
interface Browsers {
  policyOutcomes(name: BrowserName, folder: string): Promise<Record<string, string>>;
  pageOutcome(name: BrowserName, url: string): Promise<string>;
  extensionOutcome(folder: string): Promise<string>;
}
type BrowserName = "chromium" | "firefox";

/** The browsers' driver, from test/browser, which has an installation of its own. */
async function browsers(): Promise<Browsers> {
  const driver = join(ROOT, "test", "browser");
  if (!existsSync(join(driver, "node_modules")))
    run("npm", ["ci", "--silent", "--no-audit", "--no-fund"], driver);
  return (await import(join(driver, "groth16.ts"))) as Browsers;
}

const environments: Record<string, (tarball: string) => Promise<void>> = {
  async node(tarball) {
    const folder = project("node", tarball, ...PEERS.node);
    await compiles(join(folder, "types"));
    const versions = [
      "node",
      ...["node22", "node24"].map((name) => join(folder, "node_modules", name, "bin", "node")),
    ];
    for (const node of versions) {
      const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
      for (const program of ["prove.mjs", "prove.cjs", "worker.mjs"])
        await check(`Node ${stdout.trim()}: ${program}`, () => run(node, [program], folder));
    }
    await check("Node: an error that nobody catches, whole through a pipe", () => {
      const { stderr, status } = spawnSync("node", ["fail.mjs"], { cwd: folder, encoding: "utf8" });
      if (
        status === 0 ||
        stderr.length > 3000 ||
        !/PsephosError\]?: the proving key is an HTML or XML page/.test(stderr)
      )
        fail(`it prints ${stderr.length} characters: ${stderr.slice(0, 1000)}`);
    });
    await check("no WebAssembly: node --jitless", () =>
      run("node", ["--jitless", "no-webassembly.mjs"], folder),
    );
  },
  async runtimes(tarball) {
    const folder = project("runtimes", tarball, ...PEERS.runtimes);
    const program = (name: string): string => join(folder, "node_modules", ".bin", name);
    await check("Bun", () => run(program("bun"), ["prove.mjs"], folder));
    await check("Deno", () => run(program("deno"), ["run", "-A", "prove.mjs"], folder));
  },
  async vitest(tarball) {
    const folder = project("vitest-projects", tarball, ...PEERS.vitest);
    for (const dom of ["jsdom", "happy-dom"])
      await check(`vitest with ${dom}`, () =>
        run("npx", ["vitest", "run", "--environment", dom, "vitest/prove.test.mjs"], folder),
      );
  },
  async esbuild(tarball) {
    const folder = project("esbuild", tarball);
    await check("esbuild, for a page", async () => {
      const outfile = join(folder, "bundle.mjs");
      const entry = join(folder, "bundled.mjs");
      await build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        format: "esm",
        platform: "browser",
        minify: true,
      });
      await runBundle(outfile);
    });
  },
  async webpack(tarball) {
    const folder = project("webpack-projects", tarball, ...PEERS.webpack);
    await check("webpack, for a page and for Node", async () => {
      run("npx", ["webpack", "--config", "webpack/webpack.config.cjs"], folder);
      for (const target of ["web", "node"]) await runBundle(join(folder, `webpack-${target}`, "main.mjs"));
    });
  },
  async next(tarball) {
    const folder = project("next-projects", tarball, ...PEERS.next);
    await check("Next.js: the server proves, and the page in Chromium", () =>
      withNext(folder, circuit, async (base) => {
        expect("the server", await (await fetch(`${base}/api/prove`)).text(), PROVED);
        expect("the page", await (await browsers()).pageOutcome("chromium", base), PROVED);
      }),
    );
  },
  async hermes(tarball) {
    const folder = project("hermes-projects", tarball, ...PEERS.hermes);
    await check("React Native's Hermes: typed errors, since it has no WebAssembly", async () => {
      const engine = join(folder, "node_modules", "hermes-engine-cli", "linux64-bin", "hermes");
      const program = await bundleForHermes(folder);
      const { stdout } = spawnSync(engine, ["-w", "-Xmicrotask-queue", program], { encoding: "utf8" });
      expect("the program", stdout.trim(), `undefined ${Array(4).fill("engine/no-webassembly")}`);
    });
  },
  async browsers(tarball) {
    const folder = project("browser-projects", tarball);
    const { policyOutcomes, extensionOutcome } = await browsers();
    for (const name of ["chromium", "firefox"] as const)
      await check(`a page in ${name}, under three content security policies`, async () =>
        expect(
          "the page",
          JSON.stringify(Object.values(await policyOutcomes(name, folder))),
          JSON.stringify([PROVED, PROVED, "engine/no-webassembly"]),
        ),
      );
    await check("the service worker of a Chrome extension", async () => {
      const extension = join(folder, "extension");
      cpSync(circuit, join(extension, "circuit"), { recursive: true });
      await build({
        entryPoints: [join(extension, "background.mjs")],
        outfile: join(extension, "bundle.js"),
        bundle: true,
        format: "esm",
        platform: "browser",
      });
      const outcome = await extensionOutcome(extension);
      expect("the worker", outcome, `${PROVED} undefined undefined engine/no-workers`);
    });
    await check("a service worker without a bundler", async () => {
      const worker = join(folder, "service-worker");
      cpSync(circuit, join(worker, "circuit"), { recursive: true });
      cpSync(join(folder, "node_modules", "psephos-groth16", "dist"), join(worker, "package"), {
        recursive: true,
      });
      cpSync(join(folder, "shared", "scenario.mjs"), join(worker, "scenario.mjs"));
      const outcome = await extensionOutcome(worker);
      expect("the worker", outcome, `${PROVED} fast engine/no-kernel-file`);
    });
  },
};

try {
  const tarball = positionals[0] ? resolve(positionals[0]) : pack(scratch, join(ROOT, "packages", "groth16"));
  await makeCircuit(circuit);
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "packages/groth16/package.json"), "utf8"));
  await check("no dependencies", () => dependencies === undefined || fail("package.json names dependencies"));
  await check("publint", () => tool("publint", "run", tarball, "--strict"));
  await check("arethetypeswrong", () => tool("attw", tarball, "--profile", "esm-only", "--format", "ascii"));
  for (const [name, environment] of Object.entries(environments))
    if (values.only === undefined || values.only === name) await environment(tarball);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
finish();
