/** The package as strangers get it: packed by npm, and installed from the tarball in a folder of its own. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** Runs npm and returns what it prints. Its errors go to this process's own stderr. */
export const npm = (args: readonly string[], cwd: string): string =>
  execFileSync("npm", args, { cwd, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

/** Packs the workspace in `source` into `folder`, building it first. Returns the tarball's path. */
export function pack(folder: string, source = ROOT): string {
  mkdirSync(folder, { recursive: true });
  const printed = npm(["pack", "--silent", "--pack-destination", folder], source);
  return join(folder, printed.trim().split("\n").at(-1)!);
}

/** Makes `folder` a package of its own that has `dependencies`, paths of tarballs or names with versions. */
export function install(folder: string, ...dependencies: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true }\n');
  npm(["install", "--silent", "--omit=dev", "--no-audit", "--no-fund", ...dependencies], folder);
}

/** Bytes that the files under `folder` take on disk, links not followed. */
export function diskUse(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).blocks * 512, 0);
}
