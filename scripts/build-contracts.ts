// npm run build:contracts [-- --update]
// Compiles contracts/ and the contracts that tests deploy into build/contracts/, prints sizes, and holds
// what comes out against build-hashes.json and the generated modules of src/evm/ (`--update` rewrites
// both). Does nothing when nothing has changed.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ensure, PsephosError } from "../src/errors/index.js";
import { type Artifact, buildContracts, CODE_LIMIT, PROJECT, ROOT, TESTS } from "./contracts/compile.js";
import { generatedModules, staleModules, writeModules } from "./contracts/generate.js";

const HASHES = join(ROOT, "build-hashes.json");

const hashes = (artifacts: readonly Artifact[]): Record<string, string> =>
  Object.fromEntries(
    artifacts.map(({ name, bytecode }) => [
      name,
      createHash("sha256")
        .update(Buffer.from(bytecode.slice(2), "hex"))
        .digest("hex"),
    ]),
  );

function update(artifacts: readonly Artifact[]): void {
  const all = JSON.parse(readFileSync(HASHES, "utf8")) as Record<string, unknown>;
  writeFileSync(HASHES, `${JSON.stringify({ ...all, contracts: hashes(artifacts) }, null, 2)}\n`);
  writeModules(generatedModules(artifacts));
}

function check(artifacts: readonly Artifact[]): void {
  const hint = "after a wanted change of a contract: npm run build:contracts -- --update";
  const committed = JSON.parse(readFileSync(HASHES, "utf8")).contracts as Record<string, string> | undefined;
  const built = hashes(artifacts);
  const wrong = [...new Set([...Object.keys(built), ...Object.keys(committed ?? {})])].filter(
    (name) => built[name] !== committed?.[name],
  );
  ensure(
    wrong.length === 0,
    "build/hash",
    `not the bytecode whose hash is in build-hashes.json: ${wrong.join(", ")}`,
    hint,
  );
  const stale = staleModules(generatedModules(artifacts)).map((path) => relative(ROOT, path));
  ensure(stale.length === 0, "build/generated", `not up to date: ${stale.join(", ")}`, hint);
}

function main(args: readonly string[]): void {
  const { artifacts, cached } = buildContracts(PROJECT);
  for (const { name, size } of artifacts) {
    const share = Math.round((100 * size) / CODE_LIMIT);
    console.log(`${name.padEnd(20)} ${size.toLocaleString("en").padStart(6)} bytes, ${share}% of the limit`);
    ensure(size < 0.9 * CODE_LIMIT, "build/size", `${name} leaves less than a tenth under the code limit`);
  }
  if (args.includes("--update")) update(artifacts);
  check(artifacts);
  const tests = buildContracts(TESTS);
  console.log(cached && tests.cached ? "up to date" : `compiled, with ${tests.artifacts.length} for tests`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
}
