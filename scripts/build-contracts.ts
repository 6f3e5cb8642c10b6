// npm run build:contracts [-- --force] [--update]
// Compiles contracts/ and the contracts that tests deploy into build/contracts/, prints sizes, and compares
// what comes out with build-hashes.json and the generated modules of src/evm/ (`--update` rewrites
// both). Compiles nothing when nothing has changed, unless `--force` is given.
import { relative } from "node:path";
import { ensure } from "../src/errors/index.js";
import { type Artifact, buildContracts, CODE_LIMIT, PROJECT, TESTS } from "./contracts/compile.js";
import { generatedModules, staleModules, writeModules } from "./contracts/generate.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison, ensureCommitted, ROOT, readHashes, sha256, writeHashes } from "./rebuild/hashes.js";

const UPDATE = "npm run build:contracts -- --update";

const hashOf = ({ bytecode }: Artifact): string => sha256(Buffer.from(bytecode.slice(2), "hex"));

function check(artifacts: readonly Artifact[], hashes: Readonly<Record<string, string>>): void {
  ensureCommitted(hashes, readHashes().contracts, UPDATE);
  const stale = staleModules(generatedModules(artifacts)).map((path) => relative(ROOT, path));
  const hint = `after a wanted change of a contract: ${UPDATE}`;
  ensure(stale.length === 0, "build/generated", `not up to date: ${stale.join(", ")}`, hint);
}

await runScript((args) => {
  const { flags } = readArguments(args, ["force", "update"]);
  const { artifacts, cached } = buildContracts(PROJECT, flags);
  const committed = readHashes().contracts;
  for (const artifact of artifacts) {
    const { name, size } = artifact;
    const share = Math.round((100 * size) / CODE_LIMIT);
    const same = comparison(hashOf(artifact), committed[name]);
    console.log(
      `${name.padEnd(20)} ${size.toLocaleString("en").padStart(6)} bytes, ${share}% of the limit, ${same}`,
    );
    ensure(size < 0.9 * CODE_LIMIT, "build/size", `${name} leaves less than a tenth under the code limit`);
  }
  const hashes = Object.fromEntries(artifacts.map((artifact) => [artifact.name, hashOf(artifact)]));
  if (flags.update) {
    writeHashes("contracts", hashes);
    writeModules(generatedModules(artifacts));
  }
  check(artifacts, hashes);
  const tests = buildContracts(TESTS, flags);
  console.log(cached && tests.cached ? "up to date" : `compiled, with ${tests.artifacts.length} for tests`);
});
