/** The files of built pages. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { PAGES_MANIFEST } from "../src/process/index.js";

/** All files under a folder by the names that a manifest has for them, but for the manifest itself. */
export function pageFiles(folder: string): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(folder, path).replaceAll(sep, "/"), readFileSync(path)] as const);
  return new Map(files.filter(([name]) => name !== PAGES_MANIFEST));
}
