import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/rebuild/hashes.js";

/** Runs `scripts/<name>.ts` as npm does, in the repository or in a copy of it. */
export const build = (name: string, args: readonly string[] = [], root = ROOT) =>
  spawnSync(process.execPath, ["--import", "tsx", join("scripts", `${name}.ts`), ...args], {
    cwd: root,
    encoding: "utf8",
  });

/** Does something with a copy of what the builds read: a test may change it while other tests read the repository. */
export function inCopy<T>(work: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), "psephos-rebuild-"));
  const isModules = (path: string) => path.endsWith("node_modules");
  try {
    for (const name of ["src", "scripts", "build-hashes.json", "package.json", "tsconfig.json"])
      cpSync(join(ROOT, name), join(root, name), { recursive: true, filter: (path) => !isModules(path) });
    const folders = ["", "src/engine/kernel", "scripts/poseidon"];
    for (const folder of folders.filter((folder) => readdirSync(join(ROOT, folder)).some(isModules)))
      symlinkSync(join(ROOT, folder, "node_modules"), join(root, folder, "node_modules"));
    return work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
