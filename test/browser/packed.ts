/** The packed package: packed once for all the suites of a run. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let packed: string | undefined;

/** Runs npm in a folder and returns what it prints. */
export const npm = (args: readonly string[], cwd: string, env = process.env): string =>
  execFileSync("npm", args, { cwd, env, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

/** The path of the tarball that `npm pack` makes. PSEPHOS_TARBALL names one that is packed already. */
export function packedPackage(): string {
  if (process.env.PSEPHOS_TARBALL) return process.env.PSEPHOS_TARBALL;
  if (packed === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "psephos-packed-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const printed = npm(["pack", "--silent", "--pack-destination", folder], ROOT);
    packed = join(folder, printed.trim().split("\n").at(-1)!);
  }
  return packed;
}
