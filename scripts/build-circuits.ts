// npm run build:circuits [-- instance…] [--update]
// Compiles the instances of circuits/instances.json into build/<name>/ and holds what comes out against
// build-hashes.json (`--update` rewrites it). Does nothing for an instance that is up to date.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensure, PsephosError } from "../src/errors/index.js";
import { cached, compile, type Manifest } from "./circuits/compile.js";
import { type Instance, loadInstances, ROOT } from "./circuits/instances.js";

const HASHES = join(ROOT, "build-hashes.json");

interface BuildHashes {
  circuits: Record<string, { r1cs: string; wasm: string; pwit?: string }>;
}

const readHashes = (): BuildHashes =>
  existsSync(HASHES) ? JSON.parse(readFileSync(HASHES, "utf8")) : { circuits: {} };

/** @throws PsephosError `build/hash` if the files are not those that the repository commits to. */
function checkHashes({ name }: Instance, { hashes }: Manifest): void {
  const committed = readHashes().circuits[name];
  ensure(
    committed?.r1cs === hashes.r1cs && committed.wasm === hashes.wasm && committed.pwit === hashes.pwit,
    "build/hash",
    `${name} is not the circuit whose hashes are in build-hashes.json`,
    "after a wanted change of a circuit: npm run build:circuits -- --update",
  );
}

function writeHashes(built: ReadonlyMap<string, Manifest>): void {
  const all = readHashes();
  for (const [name, { hashes }] of built) {
    const { r1cs, wasm, pwit } = hashes;
    all.circuits[name] = { r1cs, wasm, ...(pwit && { pwit }) };
  }
  writeFileSync(`${HASHES}.new`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${HASHES}.new`, HASHES);
}

const report = ({ name, maxConstraints }: Instance, { constraints }: Manifest, how: string) =>
  console.log(
    `${name.padEnd(12)} ${constraints.toLocaleString("en")} constraints (limit ${maxConstraints.toLocaleString("en")}), ${how}`,
  );

/** Two at a time: a compilation keeps one core busy. */
async function compileAll(
  instances: readonly Instance[],
  done: (instance: Instance, built: Manifest) => void,
) {
  const waiting = [...instances];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) done(next, await compile(next));
  };
  await Promise.all([worker(), worker()]);
}

async function main(args: readonly string[]): Promise<void> {
  const update = args.includes("--update");
  const instances = loadInstances(args.filter((arg) => arg !== "--update"));
  const manifests = new Map<string, Manifest>();
  const stale = instances.filter((instance) => {
    const manifest = cached(instance);
    if (manifest) manifests.set(instance.name, manifest);
    return !manifest;
  });
  for (const instance of instances) {
    const manifest = manifests.get(instance.name);
    if (manifest) report(instance, manifest, "up to date");
  }
  if (stale.length > 0) {
    const { default: ora } = await import("ora");
    // On a terminal that says it has no columns, ora would clear lines for ever.
    const spinner = ora({ isSilent: !process.stderr.isTTY || !process.stderr.columns });
    const left = new Set(stale.map(({ name }) => name));
    spinner.start(`compiling ${[...left].join(", ")}`);
    const start = performance.now();
    await compileAll(stale, (instance, manifest) => {
      manifests.set(instance.name, manifest);
      left.delete(instance.name);
      spinner.clear();
      report(instance, manifest, `compiled in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      spinner.text = `compiling ${[...left].join(", ")}`;
    }).finally(() => spinner.stop());
  }
  if (update) writeHashes(manifests);
  for (const instance of instances) checkHashes(instance, manifests.get(instance.name)!);
}

// Lets the exit handlers remove what is half done.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
});
