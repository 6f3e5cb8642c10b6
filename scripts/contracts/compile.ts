// The Solidity sources → ABI and bytecode, by the npm solc, cached by content in build/contracts/.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { ensure } from "../../src/errors/index.js";

export const ROOT = join(import.meta.dirname, "..", "..");
const OUT = join(ROOT, "build", "contracts");

/** EIP-170: the most bytes of code that a contract may have. */
export const CODE_LIMIT = 24_576;

// Neither the metadata hash nor its CBOR tail: a changed comment does not change the bytecode.
const SETTINGS = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 800 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
};
/** Asked of the files that are built, and of no file that they import: solc makes no code that nobody asks for. */
const OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"];

/** One contract as built: `build/contracts/<name>.json`. */
export interface Artifact {
  name: string;
  abi: readonly { type: string; name?: string }[];
  /** `0x…`: what is sent to deploy it, without its constructor's arguments. */
  bytecode: `0x${string}`;
  /** Bytes of code once deployed. */
  size: number;
}

interface SolcOutput {
  sources?: Record<string, object>;
  errors?: { severity: string; formattedMessage: string; sourceLocation?: { file: string } }[];
  contracts?: Record<
    string,
    Record<
      string,
      {
        abi: Artifact["abi"];
        evm: { bytecode: { object: string }; deployedBytecode: { object: string } };
      }
    >
  >;
}

/** What Solidity files are built together: those of the project, and those that only tests deploy. */
export interface SourceSet {
  name: string;
  folders: readonly string[];
}

export const PROJECT: SourceSet = { name: "contracts", folders: ["contracts"] };
export const TESTS: SourceSet = { name: "test", folders: ["test/contracts"] };

const require = createRequire(import.meta.url);

function readSources({ folders }: SourceSet): Record<string, { content: string }> {
  const sources: Record<string, { content: string }> = {};
  for (const folder of folders) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".sol")).sort()) {
      const path = `${folder}/${file.replaceAll("\\", "/")}`;
      sources[path] = { content: readFileSync(join(ROOT, path), "utf8") };
    }
  }
  return sources;
}

/** An import that is not among the sources: the project's own by its path, else out of node_modules. */
function readImport(path: string): { contents: string } | { error: string } {
  const file = [join(ROOT, path), join(ROOT, "node_modules", path)].find(existsSync);
  return file ? { contents: readFileSync(file, "utf8") } : { error: `${path} is not there` };
}

/** What decides the outcome: every source of the project, the settings, the compiler and the library. */
function cacheKey(sources: object): string {
  const versions = ["solc", "@openzeppelin/contracts"].map(
    (name) => require(`${name}/package.json`).version as string,
  );
  const all = [sources, readSources(PROJECT), SETTINGS, OUTPUTS, versions];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

function runSolc(input: object): SolcOutput {
  const solc = require("solc") as {
    compile(input: string, callbacks: { import: typeof readImport }): string;
  };
  return JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
}

/** The project's contracts as Hardhat keeps a compilation, syntax trees and all: for tools that analyse them. */
export function compileForAnalysis(): object {
  const outputs = [
    "abi",
    "evm.bytecode",
    "evm.deployedBytecode",
    "evm.methodIdentifiers",
    "userdoc",
    "devdoc",
  ];
  const settings = { ...SETTINGS, outputSelection: { "*": { "": ["ast"], "*": outputs } } };
  const input = { language: "Solidity", sources: readSources(PROJECT), settings };
  const output = runSolc(input);
  for (const path of Object.keys(output.sources ?? {})) {
    const source = readImport(path);
    if ("contents" in source) input.sources[path] ??= { content: source.contents };
  }
  const solcVersion = require("solc/package.json").version as string;
  return {
    _format: "hh-sol-build-info-1",
    id: "1",
    solcVersion,
    solcLongVersion: solcVersion,
    input,
    output,
  };
}

function compileSources(sources: object): Artifact[] {
  const outputSelection = Object.fromEntries(Object.keys(sources).map((path) => [path, { "*": OUTPUTS }]));
  const output = runSolc({ language: "Solidity", sources, settings: { ...SETTINGS, outputSelection } });
  // Warnings of the library's own files are its authors' affair; ours stop the build.
  const complaints = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) => severity === "error" || !sourceLocation?.file.startsWith("@"),
  );
  ensure(complaints.length === 0, "build/solc", () =>
    complaints.map(({ formattedMessage }) => formattedMessage).join("\n"),
  );
  const own = Object.keys(sources);
  return (
    Object.entries(output.contracts ?? {})
      .filter(([file]) => own.includes(file))
      .flatMap(([, contracts]) => Object.entries(contracts))
      // Not what cannot be deployed, nor libraries that are compiled into those who use them.
      .filter(([, { abi, evm }]) => evm.bytecode.object !== "" && abi.some(({ type }) => type !== "error"))
      .map(([name, { abi, evm }]) => ({
        name,
        abi,
        bytecode: `0x${evm.bytecode.object}` as const,
        size: evm.deployedBytecode.object.length / 2,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  );
}

/**
 * The contracts of a source set, out of the cache if nothing has changed since they were compiled.
 * @param force compiles them whatever the cache has
 * @throws PsephosError `build/solc` on a compile error, or a warning in a file of the project
 */
export function buildContracts(
  set: SourceSet,
  { force = false }: { readonly force?: boolean } = {},
): { artifacts: Artifact[]; cached: boolean } {
  const sources = readSources(set);
  const key = cacheKey(sources);
  const folder = join(OUT, ...(set === PROJECT ? [] : [set.name]));
  const manifest = join(folder, "manifest.json");
  if (!force && existsSync(manifest)) {
    const { key: built, names } = JSON.parse(readFileSync(manifest, "utf8")) as {
      key: string;
      names: string[];
    };
    if (built === key) {
      return { artifacts: names.map((name) => readArtifact(join(folder, `${name}.json`))), cached: true };
    }
  }
  const artifacts = compileSources(sources);
  mkdirSync(folder, { recursive: true });
  rmSync(manifest, { force: true });
  for (const artifact of artifacts) writeWhole(join(folder, `${artifact.name}.json`), artifact);
  writeWhole(manifest, { key, names: artifacts.map(({ name }) => name) });
  return { artifacts, cached: false };
}

const readArtifact = (file: string): Artifact => JSON.parse(readFileSync(file, "utf8"));

function writeWhole(file: string, value: unknown): void {
  const scratch = join(file, "..", `.${process.pid}-${basename(file)}`);
  writeFileSync(scratch, `${JSON.stringify(value)}\n`);
  renameSync(scratch, file);
}
