// One hash over everything that decides the compiler's output.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ensure } from "../../src/errors/index.js";
import { sha256 } from "../rebuild/hashes.js";
import { type Instance, mainSource } from "./instances.js";

const INCLUDE = /^\s*include\s+"([^"]+)"\s*;/gm;

/** The texts that `source` includes, however deep, by path. An include is looked up beside its file, then in `libraries`. */
function collectSources(
  source: string,
  folder: string,
  libraries: readonly string[],
  found: Map<string, string>,
) {
  for (const [, include] of source.matchAll(INCLUDE)) {
    const path = [folder, ...libraries].map((base) => join(base, include!)).find((path) => existsSync(path));
    ensure(path, "build/missing-include", `cannot find the include "${include}"`);
    if (found.has(path)) continue;
    const text = readFileSync(path, "utf8");
    found.set(path, text);
    collectSources(text, dirname(path), libraries, found);
  }
}

/** The paths of an instance's sources, all includes followed. The first library is the project's own. */
export function sourcesOf(instance: Instance, libraries: readonly string[]): string[] {
  return [...collect(instance, libraries).keys()];
}

function collect(instance: Instance, libraries: readonly string[]): Map<string, string> {
  const sources = new Map<string, string>();
  collectSources(mainSource(instance), libraries[0]!, libraries, sources);
  return sources;
}

/**
 * Hash of an instance's whole input: its main component, all sources included, the compiler's version and
 * its options. Paths do not enter it, so it is the same on every machine.
 */
export function fingerprint(
  instance: Instance,
  libraries: readonly string[],
  options: readonly string[],
): string {
  const compiler = createRequire(import.meta.url)("circom2/package.json").version;
  const sources = [...collect(instance, libraries).values()].map(sha256);
  return sha256(JSON.stringify([compiler, options, mainSource(instance), sources]));
}
