/** Files of other projects' packages, without what these depend on. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../scripts/package/tarball.js";

const FOLDER = join(ROOT, "build", "foreign");

/**
 * Downloads a package once, and unpacks it.
 * @param spec its name and exact version: "@waku/rln@0.1.8"
 * @returns reads a file of it, by its path
 */
export function foreignPackage(spec: string): (path: string) => Promise<Uint8Array> {
  const folder = join(FOLDER, spec.replaceAll("/", "-"));
  if (!existsSync(folder)) {
    const half = `${folder}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    const npm = ["pack", "--silent", "--pack-destination", half, spec];
    const tarball = execFileSync("npm", npm, { encoding: "utf8" }).trim();
    execFileSync("tar", ["-xzf", join(half, tarball), "-C", half, "--strip-components=1"]);
    renameSync(half, folder);
  }
  return async (path) => new Uint8Array(await readFile(join(folder, path)));
}
