/** Files of other projects' packages and crates, without what these depend on. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../../scripts/package/tarball.js";

const FOLDER = join(ROOT, "build", "foreign");

/**
 * Downloads a package, when a file of it is read for the first time, and unpacks it.
 * @param spec its name and exact version: "@waku/rln@0.1.8"
 * @param part the folder in it that is kept; all of it if left out
 * @returns reads a file of it, by its path
 */
export function foreignPackage(spec: string, part = ""): (path: string) => Promise<Uint8Array> {
  const folder = join(FOLDER, spec.replaceAll("/", "-"));
  return async (path) => {
    if (!existsSync(folder)) download(spec, part, folder);
    return new Uint8Array(await readFile(join(folder, path)));
  };
}

function download(spec: string, part: string, folder: string): void {
  const half = `${folder}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const npm = ["pack", "--silent", "--pack-destination", half, spec];
  const tarball = join(half, execFileSync("npm", npm, { encoding: "utf8" }).trim());
  execFileSync("tar", ["-xzf", tarball, "-C", half, "--strip-components=1", join("package", part)]);
  rmSync(tarball);
  renameSync(half, folder);
}

/**
 * Downloads a Rust crate, which `cargo info` unpacks among its sources.
 * @param spec its name and exact version: "ark-circom@0.5.0"
 * @returns reads a file of it, by its path
 */
export function foreignCrate(spec: string): (path: string) => Promise<Uint8Array> {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  const find = (): string | undefined =>
    (existsSync(sources) ? readdirSync(sources) : [])
      .map((registry) => join(sources, registry, spec.replace("@", "-")))
      .find((folder) => existsSync(folder));
  return async (path) => {
    if (find() === undefined) execFileSync("cargo", ["info", "--quiet", spec], { stdio: "ignore" });
    return new Uint8Array(await readFile(join(find()!, path)));
  };
}
