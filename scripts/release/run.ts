/** Makes a release's files in a folder. It publishes nothing, commits nothing, and puts everything back when it fails. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ensure } from "../../src/errors/index.js";
import { pack } from "../package/tarball.js";
import { sha256 } from "../rebuild/hashes.js";
import type { MadePages } from "./pages.js";
import {
  assertLater,
  kernelProvenance,
  lockWithVersion,
  releaseChangelog,
  withLibrary,
  withPages,
  withVersion,
} from "./texts.js";

export interface ReleaseOptions {
  /** The repository. */
  readonly root: string;
  readonly version: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** Where the files go; emptied first. */
  readonly out: string;
  /** Puts back what was edited when all is done. */
  readonly dryRun: boolean;
  /** The pages of this commit, with files of theirs by name. */
  readonly pages: MadePages;
  /** Checks the tree with the new versions; it throws where one is not fit. */
  readonly checkTree: () => void;
  /** Checks each tarball; it throws for one that is not fit. */
  readonly check: (tarball: string) => void;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly workspaces?: readonly string[];
}
const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

const git = (root: string, ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

/** The folders that have a package.json of this repository's workspace, the root first. */
function workspaceFolders(root: string): string[] {
  const patterns = readManifest(root).workspaces ?? [];
  const inside = patterns.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(parent, name));
  });
  return [root, ...inside.map((path) => join(root, path)).sort()];
}

/** The package.json of each example: they are no workspaces, since they install the published library. */
function exampleManifests(root: string): string[] {
  const examples = join(root, "examples");
  if (!existsSync(examples)) return [];
  return readdirSync(examples)
    .map((name) => join(examples, name, "package.json"))
    .filter((path) => existsSync(path));
}

const PAGES_FILE = join("src", "cli", "audit", "released-pages.ts");

/** The new texts of the files that a release edits, by path. */
function edits(
  { root, version, date, pages }: ReleaseOptions,
  folders: readonly string[],
): Map<string, string> {
  const read = (path: string): string => readFileSync(path, "utf8");
  const { name } = readManifest(root);
  const [changelog, lock] = [join(root, "CHANGELOG.md"), join(root, "package-lock.json")];
  const released = join(root, PAGES_FILE);
  return new Map([
    ...folders
      .map((folder) => join(folder, "package.json"))
      .map((path) => [path, withVersion(read(path), name, version)] as const),
    ...exampleManifests(root).map((path) => [path, withLibrary(read(path), name, version)] as const),
    [lock, lockWithVersion(read(lock), name, version)],
    [changelog, releaseChangelog(read(changelog), version, date)],
    [released, withPages(read(released), pages)],
  ]);
}

/**
 * Makes a release: versions, changelog, tarballs, checks, provenance, hashes.
 * @returns the names of the files in `out`
 * @throws PsephosError `release/version`, `release/changelog`, `release/not-clean`; whatever the checks throw
 */
export function makeRelease(options: ReleaseOptions): string[] {
  const { root, version, out, dryRun, pages, checkTree, check } = options;
  assertLater(readManifest(root).version, version);
  ensure(
    git(root, "status", "--porcelain") === "",
    "release/not-clean",
    "the tree has changes that are not committed",
    "Commit them or put them away (git stash), then start again.",
  );
  const commit = git(root, "rev-parse", "HEAD");
  const folders = workspaceFolders(root);
  const after = edits(options, folders);
  const before = new Map([...after.keys()].map((path) => [path, readFileSync(path, "utf8")]));
  const write = (texts: ReadonlyMap<string, string>): void => {
    for (const [path, text] of texts) writeFileSync(path, text);
  };
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  let done = false;
  try {
    write(after);
    checkTree();
    const published = folders.filter((folder) => !readManifest(folder).private);
    const tarballs = published.map((folder) => pack(out, folder));
    for (const tarball of tarballs) check(tarball);
    const provenance = {
      version,
      commit,
      node: process.version,
      kernel: kernelProvenance(join(root, "src/engine/kernel")),
      pages: { manifest: pages.manifest, cid: pages.cid },
    };
    writeFileSync(join(out, "provenance.json"), `${JSON.stringify(provenance, null, 2)}\n`);
    for (const [name, bytes] of pages.files) writeFileSync(join(out, name), bytes);
    const names = [...tarballs.map((path) => basename(path)), ...pages.files.keys(), "provenance.json"];
    const sums = names.map((name) => `${sha256(readFileSync(join(out, name)))}  ${name}\n`);
    writeFileSync(join(out, "SHA256SUMS"), sums.join(""));
    done = true;
    return [...names, "SHA256SUMS"];
  } finally {
    if (dryRun || !done) write(before);
  }
}
