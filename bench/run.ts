/**
 * `npm run bench -- [NAME …] [--json | --table]`: answers the questions asked of the project's speed, one file each
 * (bench/NAME.ts). Peers are installed from bench/package.json on the first run. `--table` prints the README's tables.
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
const table = args.includes("--table");
const results: BenchResult[] = [];
const wanted = args.filter((arg) => !arg.startsWith("-"));
const unknown = wanted.filter((name) => !names.includes(name));
if (args.includes("--help") || unknown.length > 0) {
  console.log(`npm run bench -- [${names.join("|")}] [--json | --table]`);
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
  else if (table) results.push(result);
  else print(result);
}
if (table) printTables(results);

/** As people read it: three digits, and thousands apart. */
function shown(value: number | string): string {
  if (typeof value === "string") return value;
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

/** All ratios, and all figures that they come from, as two tables in Markdown. */
function printTables(all: readonly BenchResult[]): void {
  console.log("| `npm run bench --` | | ratio |\n| --- | --- | --- |");
  for (const { name, ratios } of all)
    for (const [variant, value] of Object.entries(ratios))
      console.log(`| \`${name}\` | ${variant} | ${shown(value)} |`);
  console.log("\n| | |\n| --- | --- |");
  for (const { figures } of all)
    for (const [label, value] of Object.entries(figures)) console.log(`| ${label} | ${shown(value)} |`);
}

function print({ name, ratios, figures }: BenchResult): void {
  const rows = [
    ...Object.entries(figures),
    ...Object.entries(ratios).map(([key, value]) => [`${key}: ratio`, value] as const),
  ];
  console.log(`\n| ${name} | |\n| --- | --- |`);
  for (const [label, value] of rows) console.log(`| ${label} | ${shown(value)} |`);
}
