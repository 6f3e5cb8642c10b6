// npm run test:mutants [-- name…] [--fresh]
// Changes the circuits in one place at a time (scripts/mutants/sites.ts) and tries the cheats of test/support/circuits/pieces on
// each mutant. A mutant that no cheat passes must be in circuits/mutants.json, with the reason why it is harmless.
// A name is that of a file, a template, a piece or a constraint group. Results are kept in build/mutants as long as
// sources and cheats stay as they are; --fresh begins anew.
import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { ensure, PsephosError, Refusal } from "../src/errors/index.js";
import { ROOT } from "./circuits/instances.js";
import { type Outcome, piecesFor } from "./mutants/judge.js";
import { claimsOf, faultsOf, type List, untestedGroups } from "./mutants/list.js";
import type { Mutant } from "./mutants/sites.js";
import { allMutants, allSources } from "./mutants/sources.js";

const FOLDER = join(ROOT, process.env.PSEPHOS_BUILD ?? "build", "mutants");
const RESULTS = join(FOLDER, "results.json");

/** What is said of the results, and does not change them. */
const LIST = "list.ts";

/** Hash of the circuits, the cheats and the engine: results are good as long as it is the same. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const [file, source] of allSources("stand-in")) hash.update(`${file}\n${source}\n`);
  for (const folder of ["test/support/circuits", "scripts/mutants"]) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((file) => file.endsWith(".ts") && file !== LIST).sort()) {
      hash.update(`${file}\n${readFileSync(join(ROOT, folder, file), "utf8")}\n`);
    }
  }
  return hash.digest("hex");
}

function resume(key: string, fresh: boolean): Map<string, Outcome> {
  if (fresh || !existsSync(RESULTS)) return new Map();
  const kept: { key: string; outcomes: Record<string, Outcome> } = JSON.parse(readFileSync(RESULTS, "utf8"));
  return new Map(kept.key === key ? Object.entries(kept.outcomes) : []);
}

const isCalled = ({ file, template, group }: Mutant, names: readonly string[]): boolean =>
  names.length === 0 ||
  names.some((name) =>
    [file, basename(file, ".circom"), template, group, piecesFor(template)[0]?.name].includes(name),
  );

const clock = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

const said = (outcome: Outcome): string => {
  if (outcome.kind === "caught") return `caught by "${outcome.cheat}" on ${outcome.piece}`;
  if (outcome.kind === "survivor")
    return `NO CHEAT PASSES; refuses ${outcome.refuses.length} true statements`;
  return { refused: "does not compile", same: "the same constraints", more: "more constraints" }[
    outcome.kind
  ];
};

/** Judges the mutants on as many workers as there are cores, two at most. */
async function judgeAll(mutants: readonly Mutant[], kept: Map<string, Outcome>, key: string): Promise<void> {
  const waiting = mutants.map(({ name }) => name).filter((name) => !kept.has(name));
  const [total, began] = [waiting.length, Date.now()];
  let done = 0;
  const save = () => writeFileSync(RESULTS, JSON.stringify({ key, outcomes: Object.fromEntries(kept) }));
  const workers: ChildProcess[] = [];
  const work = (id: number) =>
    new Promise<void>((resolve, reject) => {
      const worker = fork(join(ROOT, "scripts/mutants/worker.ts"), [join(FOLDER, `worker-${id}`)], {
        cwd: ROOT,
        execArgv: ["--import", "tsx"],
      });
      workers.push(worker);
      const next = () => {
        const name = waiting.shift();
        if (name === undefined) worker.disconnect();
        else worker.send(name);
      };
      worker.on("message", ({ name, outcome }: { name: string; outcome: Outcome }) => {
        kept.set(name, outcome);
        save(); // before it is said: whoever interrupts after the line finds it kept
        done++;
        const spent = Date.now() - began;
        const left = (spent / done) * (total - done);
        console.log(
          `${done}/${total} ${clock(spent)}, about ${clock(left)} left  ${name}\n    ${said(outcome)}`,
        );
        next();
      });
      worker.on("error", reject);
      worker.on("exit", (code) =>
        code === 0 ? resolve() : reject(new Refusal("mutants/worker", `a worker ended with ${code}`)),
      );
      next();
    });
  try {
    await Promise.all(
      Array.from({ length: Math.min(2, availableParallelism(), total) }, (_, id) => work(id)),
    );
  } finally {
    for (const worker of workers) worker.kill();
  }
  console.log(
    `${total} mutants judged in ${clock(Date.now() - began)}, ${mutants.length - total} taken from before`,
  );
}

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== "--fresh");
  const all = allMutants();
  const mutants = all.filter((mutant) => isCalled(mutant, names));
  for (const name of names) {
    ensure(
      all.some((mutant) => isCalled(mutant, [name])),
      "mutants/none",
      `no file, template, piece or constraint group is called "${name}"`,
    );
  }
  mkdirSync(FOLDER, { recursive: true });
  const key = fingerprint();
  const kept = resume(key, args.includes("--fresh"));
  await judgeAll(mutants, kept, key);
  const outcomes = new Map(mutants.map(({ name }) => [name, kept.get(name)!]));
  const counts: Partial<Record<Outcome["kind"], number>> = {};
  for (const { kind } of outcomes.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  const { refused = 0, same = 0, more = 0, caught = 0, survivor = 0 } = counts;
  const list: List = JSON.parse(readFileSync(join(ROOT, "circuits", "mutants.json"), "utf8"));
  const { tighter, equivalent } = claimsOf(list, outcomes);
  console.log(
    `${outcomes.size} mutants: ${caught} caught by a cheat; ${survivor} pass no cheat, of which the list has ${tighter} as tighter ` +
      `and ${equivalent} as equivalent; ${more} with more constraints, ${same} with the same, ${refused} that do not compile`,
  );
  const faults = faultsOf(list, outcomes, names.length === 0);
  if (names.length === 0)
    for (const group of untestedGroups(mutants, outcomes))
      faults.push(`${group}: no cheat passes when a constraint of this group is missing.`);
  ensure(faults.length === 0, "mutants/list", `${faults.length} faults:\n${faults.join("\n")}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
});
