// From an instance to build/<name>/: <name>.circom (the main component), <name>.r1cs, <name>.wasm, <name>.sym, for some
// <name>.pwit, and manifest.json, which is written last and removed first: a folder with a manifest is whole.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { ensure, Refusal } from "../../src/errors/index.js";
import { compileWitnessProgram } from "../../src/setup/index.js";
import { sha256 } from "../rebuild/hashes.js";
import { fingerprint } from "./fingerprint.js";
import { type Instance, mainSource, ROOT } from "./instances.js";
import { readR1csHeader } from "./r1cs-header.js";

const optionsOf = ({ simplification }: Instance): string[] => [
  `--O${simplification ?? 2}`,
  "--r1cs",
  "--wasm",
  "--sym",
];
const EXTENSIONS = ["r1cs", "wasm", "sym"] as const;
type Extension = (typeof EXTENSIONS)[number] | "pwit";

/** The files of an instance. */
const extensionsOf = ({ witnessProgram }: Instance): readonly Extension[] =>
  witnessProgram ? [...EXTENSIONS, "pwit"] : EXTENSIONS;

/** What a build left behind. */
export interface Manifest {
  /** Hash of all that went in. */
  readonly fingerprint: string;
  readonly constraints: number;
  /** SHA-256 of each file that came out, by extension. */
  readonly hashes: Readonly<Record<(typeof EXTENSIONS)[number], string> & { pwit?: string }>;
}

export interface CompileOptions {
  /** Folder of the `.circom` sources; the project's own unless told. */
  readonly sources?: string;
  /** Folder that the instance's folder is made in; `build/` unless told. */
  readonly out?: string;
}

/** Where the build of an instance stands, and its manifest, if what lies there is whole and up to date. */
export function cached(instance: Instance, options: CompileOptions = {}): Manifest | undefined {
  const { folder, libraries } = places(instance, options);
  const present = ["manifest.json", `${instance.name}.circom`].every((file) =>
    existsSync(join(folder, file)),
  );
  if (!present) return undefined;
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  if (manifest.fingerprint !== fingerprint(instance, libraries, optionsOf(instance))) return undefined;
  const whole = extensionsOf(instance).every((extension) => {
    const path = join(folder, `${instance.name}.${extension}`);
    return existsSync(path) && sha256(readFileSync(path)) === manifest.hashes[extension];
  });
  return whole ? manifest : undefined;
}

/**
 * Compiles an instance with circom 2.2.3, `--O2` unless the instance says otherwise.
 *
 * @throws PsephosError `build/circom`: the compiler refuses the sources; `build/too-many-constraints`;
 * `build/public-signals`: their order is not the declared one.
 */
export async function compile(instance: Instance, options: CompileOptions = {}): Promise<Manifest> {
  const { folder, libraries } = places(instance, options);
  const { name } = instance;
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, ".compiling-"));
  const discard = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", discard);
  try {
    writeFileSync(join(scratch, `${name}.circom`), mainSource(instance));
    await runCircom(instance, scratch, libraries);
    renameSync(join(scratch, `${name}_js`, `${name}.wasm`), join(scratch, `${name}.wasm`));
    const header = readR1csHeader(readFileSync(join(scratch, `${name}.r1cs`)));
    checkShape(instance, header, readFileSync(join(scratch, `${name}.sym`), "utf8"));
    if (instance.witnessProgram) {
      const read = (extension: Extension) => readFileSync(join(scratch, `${name}.${extension}`));
      const program = compileWitnessProgram({ r1cs: read("r1cs"), sym: read("sym").toString() });
      writeFileSync(join(scratch, `${name}.pwit`), program);
    }
    const hashes = Object.fromEntries(
      extensionsOf(instance).map((extension) => [
        extension,
        sha256(readFileSync(join(scratch, `${name}.${extension}`))),
      ]),
    ) as Manifest["hashes"];
    const manifest: Manifest = {
      fingerprint: fingerprint(instance, libraries, optionsOf(instance)),
      constraints: header.constraints,
      hashes,
    };
    writeFileSync(join(scratch, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(join(folder, "manifest.json"), { force: true });
    for (const file of [
      `${name}.circom`,
      ...extensionsOf(instance).map((extension) => `${name}.${extension}`),
      "manifest.json",
    ]) {
      renameSync(join(scratch, file), join(folder, file));
    }
    return manifest;
  } finally {
    discard();
    process.off("exit", discard);
  }
}

function places(
  { name }: Instance,
  { sources = join(ROOT, "circuits"), out = join(ROOT, "build") }: CompileOptions,
) {
  return { folder: join(out, name), libraries: [sources, join(ROOT, "node_modules")] };
}

async function runCircom(instance: Instance, out: string, libraries: readonly string[]): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve("circom2/cli.js");
  // The compiler sees the current folder and those above it, by relative paths.
  const here = (path: string) => relative(ROOT, path);
  const args = [
    compiler,
    here(join(out, `${instance.name}.circom`)),
    ...optionsOf(instance),
    "-o",
    here(out),
    ...libraries.flatMap((path) => ["-l", here(path)]),
  ];
  const running = promisify(execFile)(process.execPath, args, { cwd: ROOT, maxBuffer: 1 << 26 });
  const stop = () => running.child.kill();
  process.once("exit", stop);
  try {
    await running;
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Refusal("build/circom", `circom refuses the circuit:\n${stdout}${stderr}`, { cause });
  } finally {
    process.off("exit", stop);
  }
}

function checkShape(instance: Instance, header: ReturnType<typeof readR1csHeader>, symbols: string): void {
  const { name, outputs, publicInputs, maxConstraints } = instance;
  ensure(
    header.constraints <= maxConstraints,
    "build/too-many-constraints",
    `${name} has ${header.constraints} constraints, its limit is ${maxConstraints}`,
  );
  const declared = [...outputs, ...publicInputs].map((signal) => `main.${signal}`);
  const found = symbols
    .split("\n", declared.length)
    .map((line) => line.split(","))
    .map(([, wire, , signal], index) => (Number(wire) === index + 1 ? signal : undefined));
  ensure(
    header.publicSignals === declared.length && declared.every((signal, index) => signal === found[index]),
    "build/public-signals",
    `${name}'s public signals are not ${declared.join(", ")}`,
    "arrays are not supported among the public signals: their order is stated signal by signal",
  );
}
