// npm run build:circuits [-- instance…] [--force] [--update]
// Compiles the instances of circuits/instances.json into build/<name>/ and compares what comes out with
// build-hashes.json (`--update` rewrites it). An instance that is up to date is compiled again only with `--force`.

import { cached, compile, type Manifest } from "./circuits/compile.js";
import { type Instance, loadInstances } from "./circuits/instances.js";
import { readArguments, runScript } from "./rebuild/command.js";
import {
  type CircuitHashes,
  comparison,
  ensureCommitted,
  readHashes,
  writeHashes,
} from "./rebuild/hashes.js";

/** The hashes that are committed: all but the symbols'. */
const hashesOf = ({ hashes: { r1cs, wasm, pwit } }: Manifest): CircuitHashes => ({
  r1cs,
  wasm,
  ...(pwit && { pwit }),
});

function report({ name, maxConstraints }: Instance, manifest: Manifest, how: string): void {
  const number = (value: number) => value.toLocaleString("en");
  const same = comparison(hashesOf(manifest), readHashes().circuits[name]);
  console.log(
    `${name.padEnd(12)} ${number(manifest.constraints)} constraints (limit ${number(maxConstraints)}), ${how}, ${same}`,
  );
}

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
  const { flags, names } = readArguments(args, ["force", "update"]);
  const instances = loadInstances(names);
  const manifests = new Map<string, Manifest>();
  const stale = instances.filter((instance) => {
    const manifest = flags.force ? undefined : cached(instance);
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
  const built = Object.fromEntries([...manifests].map(([name, manifest]) => [name, hashesOf(manifest)]));
  if (flags.update) writeHashes("circuits", { ...readHashes().circuits, ...built });
  const committed = Object.fromEntries(
    Object.entries(readHashes().circuits).filter(([name]) => manifests.has(name)),
  );
  ensureCommitted(built, committed, "npm run build:circuits -- --update");
}

// Lets the exit handlers remove what is half done.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

await runScript(main);
