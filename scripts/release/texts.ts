/** A release's edits to texts, and what it says of itself. Nothing here reads or writes the disk, but for hashing sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReleasedPages } from "../../src/cli/audit/released-pages.js";
import { Refusal, type RefusedCode } from "../../src/errors/index.js";
import { sha256 } from "../rebuild/hashes.js";

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9a-z]+(?:\.[0-9a-z]+)*))?$/;

const refuse = (code: RefusedCode, message: string, hint?: string): never => {
  throw new Refusal(code, message, hint ? { hint } : {});
};

interface Version {
  readonly numbers: readonly number[];
  readonly pre: string | undefined;
}

function parseVersion(text: string): Version {
  const match =
    VERSION.exec(text) ??
    refuse("release/version", `"${text}" is not a version such as 1.2.3 or 1.2.3-beta.1`);
  return { numbers: match.slice(1, 4).map(Number), pre: match[4] };
}

/** The parts of a pre-release compared one by one: numbers as numbers, before words; the shorter first. */
function comparePre(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]];
    if (x === y) continue;
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    const [numberX, numberY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numberX && numberY) return Number(x) - Number(y);
    if (numberX !== numberY) return numberX ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

/** @throws PsephosError `release/version` unless `next` is a version after `current`, as semver orders them */
export function assertLater(current: string, next: string): void {
  const [before, after] = [parseVersion(current), parseVersion(next)];
  const i = after.numbers.findIndex((number, k) => number !== before.numbers[k]);
  const later =
    i >= 0
      ? after.numbers[i]! > before.numbers[i]!
      : before.pre !== undefined && (after.pre === undefined || comparePre(after.pre, before.pre) > 0);
  if (!later) refuse("release/version", `${next} does not come after ${current}`);
}

const UNRELEASED = "## Unreleased";

/**
 * The changelog in which what was unreleased is `version`.
 * @throws PsephosError `release/changelog` when it has no such section, or nothing in it
 */
export function releaseChangelog(text: string, version: string, date: string): string {
  const start = text.indexOf(`${UNRELEASED}\n`);
  if (start < 0) refuse("release/changelog", `CHANGELOG.md has no "${UNRELEASED}"`);
  const rest = text.slice(start + UNRELEASED.length + 1);
  const end = rest.search(/^## /m);
  const changes = (end < 0 ? rest : rest.slice(0, end)).trim();
  if (changes === "")
    refuse(
      "release/changelog",
      `CHANGELOG.md says nothing under "${UNRELEASED}"`,
      "Write there what changed.",
    );
  const older = end < 0 ? "" : `\n${rest.slice(end)}`;
  return `${text.slice(0, start)}${UNRELEASED}\n\n## ${version} (${date})\n\n${changes}\n${older}`;
}

interface Manifest {
  version?: string;
  peerDependencies?: Record<string, string>;
  [key: string]: unknown;
}
const format = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** The peers of a workspace: the library, if it is one, in exactly the same version. */
const withPeer = ({ peerDependencies: peers }: Manifest, name: string, version: string) =>
  peers?.[name] === undefined ? {} : { peerDependencies: { ...peers, [name]: version } };

/** A package.json with another version; where the library called `name` is a peer, it has the same. */
export function withVersion(text: string, name: string, version: string): string {
  const manifest = JSON.parse(text) as Manifest;
  return format({ ...manifest, version, ...withPeer(manifest, name, version) });
}

/** The package.json of an example, which depends on this version of the library called `name`. */
export function withLibrary(text: string, name: string, version: string): string {
  const manifest = JSON.parse(text) as Manifest & { dependencies: Record<string, string> };
  return format({ ...manifest, dependencies: { ...manifest.dependencies, [name]: version } });
}

/** A package-lock.json in which the root, which is called `name`, and its workspaces have another version. */
export function lockWithVersion(text: string, name: string, version: string): string {
  const lock = JSON.parse(text) as Manifest & { packages: Record<string, Manifest> };
  for (const [path, entry] of Object.entries(lock.packages))
    if (!path.includes("node_modules") && entry.version !== undefined)
      Object.assign(entry, { version, ...withPeer(entry, name, version) });
  return format({ ...lock, version });
}

/** Where the kernel came from: its sources, its compiler, its bytes. */
export interface KernelProvenance {
  /** SHA-256 of the lines `hash  name` of each source: what `sha256sum *.c *.h *.inc | sha256sum` prints. */
  readonly sources: string;
  readonly compiler: Readonly<Record<string, string>>;
  /** SHA-256 of the WebAssembly. */
  readonly output: string;
}

/** Of the kernel in `folder`. */
export function kernelProvenance(folder: string): KernelProvenance {
  const ofEnding = (ending: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort();
  const names = [".c", ".h", ".inc"].flatMap(ofEnding);
  const lines = names.map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  const { devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  return {
    sources: sha256(lines.join("")),
    compiler: devDependencies,
    output: readFileSync(join(folder, "kernel.sha256"), "utf8").trim(),
  };
}

/** The source of `released-pages.ts` with these. @throws PsephosError `release/pages` if it has no place for them */
export function withPages(text: string, { version, manifest, cid }: ReleasedPages): string {
  const place = /(export const RELEASED_PAGES: ReleasedPages \| undefined = )(?:undefined|\{[^}]*\});\n$/;
  if (!place.test(text)) refuse("release/pages", "released-pages.ts has no place for the release's pages");
  const lines = Object.entries({ version, manifest, cid }).map(([key, value]) => `  ${key}: "${value}",\n`);
  return text.replace(place, `$1{\n${lines.join("")}};\n`);
}
