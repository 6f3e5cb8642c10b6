/** Where the anvil binary is: in its npm package, or on the PATH. The library does not depend on it, because it has 43 MB. */
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { Failure } from "../../errors/index.js";

/** The release that the tests run on. `tools/evm/package.json` installs the same in the clone. */
const ANVIL_VERSION = "1.7.1";
const PLATFORMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin", win32: "win32" };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function inPackage(packageName: string, binary: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), "bin", binary);
  } catch {
    return undefined; // not installed
  }
}

/** Where to look for anvil; the defaults are those of the running process. */
export interface Surroundings {
  readonly platform?: string;
  readonly arch?: string;
  /** Folders, separated as the platform does. */
  readonly path?: string;
}

/**
 * The path of an executable anvil.
 * @throws PsephosError `cli/evm-not-found`
 */
export function findAnvil(surroundings: Surroundings = {}): string {
  const { platform = process.platform, arch = process.arch, path = process.env.PATH ?? "" } = surroundings;
  const binary = platform === "win32" ? "anvil.exe" : "anvil";
  const packageName = `@foundry-rs/anvil-${PLATFORMS[platform] ?? platform}-${ARCHITECTURES[arch] ?? arch}`;
  const candidates = [
    inPackage(packageName, binary),
    ...path.split(delimiter).map((folder) => (folder === "" ? undefined : join(folder, binary))),
  ];
  for (const candidate of candidates) if (candidate && isExecutable(candidate)) return candidate;
  throw new Failure(
    "cli/evm-not-found",
    "no local EVM: anvil is neither installed from npm nor on the PATH",
    {
      hint:
        `Run \`npm install ${packageName}@${ANVIL_VERSION}\` where psephos is installed (with -g if it is installed so), ` +
        "or install Foundry (https://getfoundry.sh) and put its anvil on the PATH.",
    },
  );
}
