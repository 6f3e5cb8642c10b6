/** A circuit's sources, named by their hashes, and what circom makes of exactly these. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { ensure, ensureAble, Failure, Refusal } from "../../errors/index.js";
import type { CircuitSource } from "./types.js";

/** What a circuit's sources make. */
export interface BuiltCircuit {
  readonly r1cs: Uint8Array;
  /** circom's witness program. */
  readonly wasm: Uint8Array;
  /** Its signals' names, with which `compileWitnessProgram` makes the straight-line program, of a circuit that has one. */
  readonly sym: string;
}

const INCLUDE = /^\s*include\s+"([^"]+)"\s*;/gm;
const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

async function inLibraries(path: string, libraries: readonly string[]): Promise<Uint8Array[]> {
  const found = await Promise.all(
    libraries.map((folder) => readFile(join(folder, path)).catch(() => undefined)),
  );
  return found.filter((bytes) => bytes !== undefined);
}

/** The installed compiler. @throws PsephosError `setup/no-circom` */
function circom(): { readonly version: string; readonly cli: string } {
  const { resolve } = createRequire(import.meta.url);
  try {
    return {
      version: createRequire(import.meta.url)("circom2/package.json").version,
      cli: resolve("circom2/cli.js"),
    };
  } catch (cause) {
    throw new Failure("setup/no-circom", "the circom compiler is not installed", {
      hint: "Run `npm install --save-dev circom2`.",
      cause,
    });
  }
}

/**
 * Names a circuit's sources: its main file, all that it includes, and the compiler that is installed.
 * @param input `main`: the text of the main component's file; `libraries`: folders that its includes are found in
 * @throws PsephosError `setup/source-missing`, `setup/no-circom`
 */
export async function recordSources(input: {
  readonly main: string;
  readonly libraries: readonly string[];
  readonly optimization?: CircuitSource["optimization"];
}): Promise<CircuitSource> {
  const { main, libraries, optimization = "--O2" } = input;
  const files = new Map<string, string>();
  const follow = async (source: string, folder: string): Promise<void> => {
    for (const [, include] of source.matchAll(INCLUDE)) {
      const beside = posix.normalize(posix.join(folder, include!));
      const candidates = [beside, posix.normalize(include!)].filter((path) => !path.startsWith("."));
      let path: string | undefined;
      let bytes: Uint8Array | undefined;
      for (path of candidates) {
        [bytes] = await inLibraries(path, libraries);
        if (bytes) break;
      }
      ensure(path && bytes, "setup/source-missing", `the include "${include}" is in none of the libraries`);
      if (files.has(path)) continue;
      files.set(path, sha256(bytes));
      await follow(new TextDecoder().decode(bytes), posix.dirname(path));
    }
  };
  await follow(main, "");
  const named = [...files].map(([path, hash]) => ({ path, sha256: hash }));
  named.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    ...{ compiler: "circom2" as const, version: circom().version, optimization },
    ...{ main, files: named },
  };
}

/**
 * Names a circuit's sources and compiles exactly those.
 * @throws PsephosError as `recordSources`, `findSources`, `rebuildCircuit`
 */
export async function buildCircuit(
  input: Parameters<typeof recordSources>[0],
  signal?: AbortSignal,
): Promise<BuiltCircuit & { readonly source: CircuitSource }> {
  const source = await recordSources(input);
  return { ...(await rebuildCircuit(source, await findSources(source, input.libraries), signal)), source };
}

/**
 * Finds the sources that a transcript names.
 * @returns their bytes by path
 * @throws PsephosError `setup/source-missing`: not there; `setup/source-changed`: there, with another hash
 */
export async function findSources(
  { files }: CircuitSource,
  libraries: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const sources = new Map<string, Uint8Array>();
  for (const { path, sha256: wanted } of files) {
    const found = await inLibraries(path, libraries);
    ensure(
      found.length > 0,
      "setup/source-missing",
      `${path} is in none of the folders of sources`,
      "Name the folders with --library: the circuits' own, and node_modules.",
    );
    const right = found.find((bytes) => sha256(bytes) === wanted);
    ensure(right, "setup/source-changed", `${path} is not the file that the transcript names`);
    sources.set(path, right);
  }
  return sources;
}

/**
 * Compiles a circuit from exactly the sources given, with the compiler that the transcript names.
 * @throws PsephosError `setup/no-circom`, `setup/circom-version`, `setup/circom-failed`; the signal's reason
 */
export async function rebuildCircuit(
  source: CircuitSource,
  sources: ReadonlyMap<string, Uint8Array>,
  signal?: AbortSignal,
): Promise<BuiltCircuit> {
  const { version, cli } = circom();
  ensureAble(
    version === source.version,
    "setup/circom-version",
    `the installed circom2 is ${version}, but the circuit was compiled with ${source.version}`,
    `npm install --save-dev circom2@${source.version}`,
  );
  const folder = await mkdtemp(join(tmpdir(), "psephos-circuit-"));
  try {
    await writeFile(join(folder, "main.circom"), source.main);
    await mkdir(join(folder, "lib"));
    for (const [path, bytes] of sources) {
      await mkdir(join(folder, "lib", dirname(path)), { recursive: true });
      await writeFile(join(folder, "lib", path), bytes);
    }
    const args = [cli, "main.circom", source.optimization, "--r1cs", "--wasm", "--sym", "-l", "lib"];
    await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      maxBuffer: 2 ** 26,
      ...(signal ? { signal } : {}),
    });
    const made = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
    const [r1cs, wasm] = [await made("main.r1cs"), await made("main_js/main.wasm")];
    const sym = await readFile(join(folder, "main.sym"), "utf8");
    return { r1cs, wasm, sym };
  } catch (cause) {
    signal?.throwIfAborted();
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Refusal("setup/circom-failed", `circom refuses the circuit:\n${stdout}${stderr}`, {
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
