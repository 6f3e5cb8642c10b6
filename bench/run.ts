/**
 * `npm run bench -- [NAME …] [--json]`: answers the questions asked of the project's speed, one file each
 * (bench/NAME.ts). Peers are installed from bench/package.json on the first run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { BenchResult } from "./support/result.js";

const FOLDER = import.meta.dirname;
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -3))
  .sort();

const args = process.argv.slice(2);
const json = args.includes("--json");
const wanted = args.filter((arg) => !arg.startsWith("-"));
const unknown = wanted.filter((name) => !names.includes(name));
if (args.includes("--help") || unknown.length > 0) {
  console.log(`npm run bench -- [${names.join("|")}] [--json]`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

if (!existsSync(join(FOLDER, "node_modules"))) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : names) {
  const { default: bench } = (await import(join(FOLDER, `${name}.ts`))) as {
    default: () => Promise<BenchResult>;
  };
  const result = await bench();
  if (json) console.log(JSON.stringify(result));
  else print(result);
}

function print({ name, ratios, figures }: BenchResult): void {
  const rows = [
    ...Object.entries(figures),
    ...Object.entries(ratios).map(([key, value]) => [`${key}: ratio`, value]),
  ];
  console.log(`\n| ${name} | |\n| --- | --- |`);
  for (const [label, value] of rows) {
    const shown =
      typeof value === "number"
        ? value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
        : value;
    console.log(`| ${label} | ${shown} |`);
  }
}
