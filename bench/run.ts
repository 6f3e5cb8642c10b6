/**
 * `npm run bench -- [NAME …] [--json | --table]`: answers the questions asked of the project's speed, one file each
 * (bench/NAME.ts). Peers are installed from bench/package.json on the first run. `--table` prints the README's tables.
 *
 * What depends on the kernel runs twice: on Node 24 with the fast kernel, and on Node 20 with the plain one. Whichever of them is not the
 * running one is installed in build/engines/ on the first run.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type NodeMajor, nodeOf } from "../scripts/package/engines.js";
import type { KernelName } from "../src/engine/index.js";
import { type BenchResult, type EngineResult, joinEngines, rowsOf } from "./support/result.js";

const FOLDER = import.meta.dirname;
const ROOT = join(FOLDER, "..");
const ENGINES = join(ROOT, "build", "engines");
const NODES: Readonly<Record<KernelName, NodeMajor>> = { fast: 24, plain: 20 };
/** `browser` and `prove-browser` are not among them: browsers have both kernels. */
const BY_KERNEL: readonly string[] = [
  "census",
  "cold",
  "native",
  "prove",
  "setup",
  "tally",
  "verify",
  "verify-batch",
];
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts") && !["run.ts", "one.ts"].includes(file))
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

/** The benchmark on the Node that has this kernel. */
function runOn(kernel: KernelName, name: string): EngineResult {
  const node = nodeOf(NODES[kernel], ENGINES);
  const printed = execFileSync(node, ["--import", "tsx", join(FOLDER, "one.ts"), name], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  const answer = JSON.parse(printed.trim().split("\n").at(-1)!) as EngineResult;
  if (answer.kernel !== kernel) throw new Error(`Node ${answer.node} has no ${kernel} kernel here`);
  return answer;
}

for (const name of wanted.length > 0 ? wanted : names) {
  const result = BY_KERNEL.includes(name)
    ? joinEngines(runOn("fast", name), runOn("plain", name))
    : await ((await import(join(FOLDER, `${name}.ts`))) as { default: () => Promise<BenchResult> }).default();
  if (json) console.log(JSON.stringify(result));
  else if (table) results.push(result);
  else print(result);
}
if (table) printTables(results);

/** As people read it: three digits, and thousands apart. */
function shown(value: number | string | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

/** All ratios, and all figures that they come from, as two tables in Markdown. */
function printTables(all: readonly BenchResult[]): void {
  for (const line of new Set(all.flatMap(({ engines }) => (engines ? [engines.join("; ")] : []))))
    console.log(`Columns: ${line}\n`);
  console.log("| `npm run bench --` | | fast kernel | plain kernel |\n| --- | --- | --- | --- |");
  for (const { name, ratios } of all)
    for (const [variant, fast, plain] of rowsOf(ratios))
      console.log(`| \`${name}\` | ${variant} | ${shown(fast)} | ${shown(plain)} |`);
  console.log("\n| | fast kernel | plain kernel |\n| --- | --- | --- |");
  for (const { figures } of all)
    for (const [label, fast, plain] of rowsOf(figures))
      console.log(`| ${label} | ${shown(fast)} | ${shown(plain)} |`);
}

function print({ name, ratios, figures, engines }: BenchResult): void {
  const rows = [
    ...rowsOf<number | string>(figures),
    ...rowsOf(ratios).map(([key, ...values]) => [`${key}: ratio`, ...values] as const),
  ];
  const columns = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  console.log(`\n${columns([name, ...(engines ?? [""])])}`);
  console.log(columns(["---", ...(engines ?? [""]).map(() => "---")]));
  for (const [label, fast, plain] of rows)
    console.log(columns([label, shown(fast), ...(engines ? [shown(plain)] : [])]));
}
