/**
 * Installs the packed library in an empty folder, as its users do, and fails if that takes more than the budget on disk:
 * `npm run check:size`. With a tarball's path it packs nothing.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { diskUse, install, pack } from "./package/tarball.js";

const MEGABYTE = 2 ** 20;
const BUDGET = 100 * MEGABYTE;
/** So many of the largest packages are listed. */
const LISTED = 8;

const folder = mkdtempSync(join(tmpdir(), "psephos-size-"));
try {
  install(join(folder, "stranger"), process.argv[2] ? resolve(process.argv[2]) : pack(folder));
  const modules = join(folder, "stranger", "node_modules");
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
  const sizes = names
    .filter((name) => !name.startsWith("."))
    .map((name) => ({ name, size: diskUse(join(modules, name)) }))
    .sort((a, b) => b.size - a.size);
  for (const { name, size } of sizes.slice(0, LISTED))
    console.log(`${(size / MEGABYTE).toFixed(1).padStart(6)} MB  ${name}`);
  const total = diskUse(modules);
  console.log(
    `${(total / MEGABYTE).toFixed(1).padStart(6)} MB  ${sizes.length} packages (budget ${BUDGET / MEGABYTE} MB)`,
  );
  if (total > BUDGET) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
