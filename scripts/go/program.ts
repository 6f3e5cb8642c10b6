/** Builds a program of Go from the module versions that the go.sum of its folder in tools/ states: static, and the same bytes from the same Go. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../src/errors/index.js";
import { sha256 } from "../rebuild/hashes.js";

/** A program that is built. */
export interface GoProgram {
  /** The folder with go.mod, go.sum and build.json. */
  readonly module: string;
  /** The package of its command. */
  readonly package: string;
  /** Where it is built. */
  readonly file: string;
  /** What to do instead, without Go. */
  readonly instead: string;
}

const hashesOf = ({ module }: GoProgram): string => join(module, "build.json");

/** What a build.json states. */
export interface ProgramHashes {
  /** The compiler, such as go1.26.8. The same compiler gives the same bytes. */
  readonly go: string;
  /** SHA-256 of the program by platform, such as linux-amd64. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const readHashes = (program: GoProgram): ProgramHashes =>
  JSON.parse(readFileSync(hashesOf(program), "utf8")) as ProgramHashes;

export const writeHash = (program: GoProgram, platform: string, hash: string): void => {
  const before = readHashes(program);
  const after = { ...before, sha256: { ...before.sha256, [platform]: hash } };
  writeFileSync(hashesOf(program), `${JSON.stringify(after, null, 2)}\n`);
};

/** The settings of the compiler that decide the bytes: those of the caller do not. */
const environment = (program: GoProgram): NodeJS.ProcessEnv => ({
  ...process.env,
  GOTOOLCHAIN: readHashes(program).go,
  GOFLAGS: "-mod=readonly -buildvcs=false",
  GOWORK: "off",
  GOEXPERIMENT: "",
  GOAMD64: "v1",
  GOARM64: "v8.0",
  CGO_ENABLED: "0",
});

/** Runs Go in the module's folder. @throws PsephosError `build/go` */
export function go(program: GoProgram, args: readonly string[], inherit = false): string {
  try {
    return execFileSync("go", args, {
      cwd: program.module,
      env: environment(program),
      encoding: "utf8",
      stdio: ["ignore", inherit ? "inherit" : "pipe", "inherit"],
    });
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new Failure("build/go", missing ? "Go is not installed" : `go ${args[0]} failed`, {
      cause,
      hint: missing
        ? `Install Go 1.21 or later (https://go.dev/dl): it fetches ${readHashes(program).go} by itself. ${program.instead}`
        : "What it printed is above. It needs about 2 GB of disk, and the network for the first build.",
    });
  }
}

export interface BuiltProgram {
  readonly platform: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Builds the program. @throws PsephosError `build/go` */
export function buildProgram(program: GoProgram): BuiltProgram {
  const { file } = program;
  const [os, architecture] = go(program, ["env", "GOOS", "GOARCH"]).trim().split("\n");
  mkdirSync(dirname(file), { recursive: true });
  go(program, ["build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", `${file}.new`, program.package], true);
  renameSync(`${file}.new`, file);
  const built = readFileSync(file);
  return { platform: `${os}-${architecture}`, sha256: sha256(built), bytes: built.length };
}
