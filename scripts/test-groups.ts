// npm run test:groups [-- group…]
// Takes each constraint group out of the circuits in turn, compiles what is left, and runs the circuit's cheating
// witnesses against it: one of them must now satisfy the constraints. A group without which all of them
// are still caught is not tested, and fails the run.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import { ensure, PsephosError, Refusal } from "../src/errors/index.js";
import { SATISFIED } from "../test/support/circuits/caught.js";
import { compile } from "./circuits/compile.js";
import { sourcesOf } from "./circuits/fingerprint.js";
import { groupsOf, withoutGroup } from "./circuits/groups.js";
import { type Instance, loadInstances, ROOT } from "./circuits/instances.js";

const CIRCUITS = join(ROOT, "circuits");

interface Mutant {
  readonly instance: Instance;
  readonly file: string;
  readonly group: string;
}

interface TestRun {
  readonly passes: readonly { fullTitle: string }[];
  readonly failures: readonly { title: string; err: { message?: string } }[];
}

/** Runs a suite of cheating witnesses against the circuits built in `build`. */
function runSuite(suite: string, build: string): Promise<TestRun> {
  const report = join(build, "report.json");
  rmSync(report, { force: true });
  const mocha = join(ROOT, "node_modules", "mocha", "bin", "_mocha");
  const options = [
    "--no-config",
    "--timeout",
    "600000",
    "--reporter",
    "json",
    "--reporter-option",
    `output=${report}`,
  ];
  const env = { ...process.env, PSEPHOS_BUILD: relative(ROOT, build) };
  return new Promise((resolve, reject) => {
    // Its exit code counts the failures, which the report has by name.
    execFile(
      process.execPath,
      ["--import", "tsx", mocha, ...options, suite],
      { cwd: ROOT, env },
      (_, __, stderr) => {
        try {
          resolve(JSON.parse(readFileSync(report, "utf8")));
        } catch (cause) {
          reject(new Refusal("mutants/suite", `${suite} did not run:\n${stderr}`, { cause }));
        }
      },
    );
  });
}

function mutantsOf(instance: Instance): Mutant[] {
  return sourcesOf(instance, [CIRCUITS, join(ROOT, "node_modules")])
    .map((path) => relative(CIRCUITS, path))
    .filter((file) => !file.startsWith(".."))
    .flatMap((file) =>
      groupsOf(file, readFileSync(join(CIRCUITS, file), "utf8")).map((group) => ({ instance, file, group })),
    );
}

/** Titles of the cheats that succeed once the group is gone. */
async function cheatsThatSucceed({ instance, file, group }: Mutant): Promise<string[]> {
  const out = join(ROOT, "build", "mutants", instance.name, group);
  const sources = join(out, "circuits");
  rmSync(sources, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(CIRCUITS, sources, { recursive: true });
  const source = readFileSync(join(sources, file), "utf8");
  writeFileSync(join(sources, file), withoutGroup(file, source, group));
  const { witnessProgram: _, ...bare } = instance; // a mutant's constraints may not give its witness
  await compile(bare, { sources, out });
  const { failures } = await runSuite(instance.cheats!, out);
  // Fewer constraints are broken without the group, so some tests miss one: only a forgery that passes counts.
  return failures.filter(({ err }) => err.message?.includes(SATISFIED)).map(({ title }) => title);
}

/** Cheats level by level are one line: "… on level 0", "… on level 1" become "… on level 0–6". */
function summarise(titles: readonly string[]): string[] {
  const levels = new Map<string, string[]>();
  for (const title of titles) {
    const [, text, level] = /^(.*?)(?: (\d+))?$/.exec(title)!;
    levels.set(text!, [...(levels.get(text!) ?? []), ...(level ? [level] : [])]);
  }
  return [...levels].map(([text, [first, ...rest]]) => {
    if (!first) return text;
    return rest.length > 0 ? `${text} ${first}–${rest.at(-1)}` : `${text} ${first}`;
  });
}

async function main(wanted: readonly string[]): Promise<void> {
  const instances = loadInstances().filter(({ cheats }) => cheats);
  for (const instance of instances) {
    const { failures, passes } = await runSuite(instance.cheats!, join(ROOT, "build"));
    ensure(
      failures.length === 0 && passes.length > 0,
      "mutants/control",
      `${instance.cheats} fails against the whole circuit`,
    );
  }
  const waiting = instances
    .flatMap(mutantsOf)
    .filter(({ group }) => wanted.length === 0 || wanted.includes(group));
  ensure(waiting.length > 0, "mutants/none", "no constraint group is called that");
  const survivors: string[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const succeeded = summarise(await cheatsThatSucceed(next));
      if (succeeded.length === 0) survivors.push(next.group);
      const [first = "NOTHING FAILS", ...rest] = succeeded;
      console.log(
        [
          `${next.file.padEnd(24)} ${next.group.padEnd(18)} ${first}`,
          ...rest.map((line) => " ".repeat(44) + line),
        ].join("\n"),
      );
    }
  };
  console.log(`${"file".padEnd(24)} ${"group taken out".padEnd(18)} tests that fail without it`);
  await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, worker));
  ensure(survivors.length === 0, "mutants/survived", `no test notices the loss of: ${survivors.join(", ")}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
});
