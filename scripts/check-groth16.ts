/**
 * Checks psephos-groth16 as its users meet it: `npm run check:groth16`, with `-- TARBALL` for one that is packed already, and
 * `-- --only NAME` for one environment. The tarball is installed in projects of its own, test/environments/, with what each needs.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { createDevelopmentKey } from "../src/setup/index.js";
import { compile, TINY } from "../test/groth16/support/circuit.js";
import { check, compiles, fail, finish, run, tool } from "./package/checks.js";
import { install, pack, ROOT } from "./package/tarball.js";

/** What is installed for the environments, each in a folder of its own: exact, since strangers' newest would change under us. */
const PEERS = {
  node: ["node22@npm:node@22.23.3", "node24@npm:node@24.9.0"],
  runtimes: ["bun@1.4.5", "deno@2.9.6"],
  vitest: ["vitest@3.2.4", "jsdom@26.1.0", "happy-dom@20.0.11"],
  webpack: ["webpack@5.113.0", "webpack-cli@6.0.1"],
  next: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
} as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string" } } });
const scratch = mkdtempSync(join(tmpdir(), "psephos-groth16-"));
const circuit = join(scratch, "circuit");

async function makeCircuit(): Promise<void> {
  const { wasm, r1cs } = await compile(TINY);
  const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
  mkdirSync(circuit);
  writeFileSync(join(circuit, "c.wasm"), wasm);
  writeFileSync(join(circuit, "c.zkey"), zkey);
  writeFileSync(join(circuit, "c.vkey.json"), JSON.stringify(verificationKey));
}

/** A project with the package and what else it needs. */
function project(name: string, tarball: string, ...dependencies: readonly string[]): string {
  const folder = join(scratch, name);
  cpSync(join(ROOT, "test", "environments"), folder, { recursive: true });
  install(folder, tarball, ...dependencies);
  cpSync(circuit, join(folder, "circuit"), { recursive: true });
  cpSync(join(folder, "shared"), folder, { recursive: true });
  return folder;
}

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
    console.log(printed.trim());
    if (printed.trim() !== "ok 116,42,195") fail("the bundle does not prove");
  });
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
    const app = join(folder, "next");
    await check("Next.js: the page is built, and the server proves", async () => {
      run("npx", ["next", "build"], app);
      const server = spawn("npx", ["next", "start", "--port", "0", "--hostname", "127.0.0.1"], {
        cwd: app,
        env: { ...process.env, CIRCUIT: circuit },
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      });
      try {
        let printed = "";
        let address: string | undefined;
        for await (const chunk of server.stdout) {
          printed += chunk;
          address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
          if (address !== undefined && /Ready/.test(printed)) break;
        }
        const answer = await (await fetch(`${address}/api/prove`)).text();
        console.log(answer);
        if (answer !== "ok 116,42,195") fail("the server does not prove");
      } finally {
        process.kill(-server.pid!, "SIGKILL"); // on others it waits for our connections
      }
    });
  },
};

try {
  const tarball = positionals[0] ? resolve(positionals[0]) : pack(scratch, join(ROOT, "packages", "groth16"));
  await makeCircuit();
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
