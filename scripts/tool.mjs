// Runs a command of tools/package.json, installing that folder when the command is not there: `node scripts/tool.mjs biome check .`
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "tools");
const [name, ...args] = process.argv.slice(2);

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

// A tool that came with a later lock is missing as well.
if (!existsSync(join(folder, "node_modules", ".bin", name)))
  run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
run(join(folder, "node_modules", ".bin", name), args);
