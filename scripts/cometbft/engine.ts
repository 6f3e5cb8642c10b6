/** Builds the consensus engine, CometBFT, from the module versions that tools/cometbft/go.sum states: static, and the same bytes from the same Go. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../src/errors/index.js";
import { ROOT, sha256 } from "../rebuild/hashes.js";

export const MODULE = join(ROOT, "tools", "cometbft");
const HASHES = join(MODULE, "build.json");
export const PACKAGE = "github.com/cometbft/cometbft/cmd/cometbft";

/** What tools/cometbft/build.json states. */
export interface EngineHashes {
  /** The compiler, such as go1.26.8. The same compiler gives the same bytes. */
  readonly go: string;
  /** SHA-256 of the program by platform, such as linux-amd64. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const readEngineHashes = (): EngineHashes => JSON.parse(readFileSync(HASHES, "utf8")) as EngineHashes;

export const writeEngineHash = (platform: string, hash: string): void => {
  const before = readEngineHashes();
  const after = { ...before, sha256: { ...before.sha256, [platform]: hash } };
  writeFileSync(HASHES, `${JSON.stringify(after, null, 2)}\n`);
};

/** The settings of the compiler that decide the bytes: those of the caller do not. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GOTOOLCHAIN: readEngineHashes().go,
  GOFLAGS: "-mod=readonly -buildvcs=false",
  GOWORK: "off",
  GOEXPERIMENT: "",
  GOAMD64: "v1",
  GOARM64: "v8.0",
  CGO_ENABLED: "0",
});

/** Runs Go in the module's folder. @throws PsephosError `build/go` */
export function go(args: readonly string[], inherit = false): string {
  try {
    return execFileSync("go", args, {
      cwd: MODULE,
      env: environment(),
      encoding: "utf8",
      stdio: ["ignore", inherit ? "inherit" : "pipe", "inherit"],
    });
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new Failure("build/go", missing ? "Go is not installed" : `go ${args[0]} failed`, {
      cause,
      hint: missing
        ? `Install Go 1.21 or later (https://go.dev/dl): it fetches ${readEngineHashes().go} by itself. A cometbft that you have serves as well: psephos-node takes it from the PATH, or by --engine.`
        : "What it printed is above. It needs about 2 GB of disk, and the network for the first build.",
    });
  }
}

/** Where the program is built. */
export const ENGINE = join(ROOT, "build", "cometbft", "cometbft");

export interface BuiltEngine {
  readonly platform: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Builds the program. @throws PsephosError `build/go` */
export function buildEngine(): BuiltEngine {
  const [os, architecture] = go(["env", "GOOS", "GOARCH"]).trim().split("\n");
  mkdirSync(dirname(ENGINE), { recursive: true });
  go(["build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", `${ENGINE}.new`, PACKAGE], true);
  renameSync(`${ENGINE}.new`, ENGINE);
  const program = readFileSync(ENGINE);
  return { platform: `${os}-${architecture}`, sha256: sha256(program), bytes: program.length };
}
