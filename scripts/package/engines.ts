/** Node's releases that the project is tried on, and measured with, beside the one that runs: the npm package `node`. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install } from "./tarball.js";

/** The versions by their major number. */
export const NODE = { 20: "20.20.2", 22: "22.23.3", 24: "24.9.0" } as const;
export type NodeMajor = keyof typeof NODE;

/**
 * The path of a Node of this major version: the running one if it is, else one installed in `folder` on the first call.
 * @param folder where releases are kept, each in a folder of its own; made if there is none
 */
export function nodeOf(major: NodeMajor, folder: string): string {
  if (process.versions.node.split(".")[0] === `${major}`) return process.execPath;
  const version = NODE[major];
  const home = join(folder, `node-${version}`);
  const path = join(home, "node_modules", "node", "bin", "node");
  if (!existsSync(path)) install(home, `node@${version}`);
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (stdout?.trim() !== `v${version}`) throw new Error(`${path} is not Node ${version}, but ${stdout}`);
  return path;
}
