/** The program `psephos-node`, where it is installed: `psephos node start` runs it with the same words and streams. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureAble, Failure } from "../../errors/index.js";

const NAME = "psephos-node";

/** A program of the folder where the command runs, and this one: among their modules the package is looked for. */
const seekers = (): string[] => [pathToFileURL(join(process.cwd(), "any.js")).href, import.meta.url];

function findPackage(from: readonly string[]): string | undefined {
  for (const file of from)
    for (const folder of createRequire(file).resolve.paths(NAME) ?? [])
      if (existsSync(join(folder, NAME, "package.json"))) return join(folder, NAME);
  return undefined;
}

/** The program's file. @param from programs, whose modules are looked through. @throws PsephosError `cli/not-installed` */
export function nodeProgram(from: readonly string[] = seekers()): string {
  const folder = findPackage(from);
  ensureAble(
    folder !== undefined,
    "cli/not-installed",
    `${NAME}, which runs a node, is not installed`,
    `Install it here, or for all: npm install ${NAME}, or npm install --global ${NAME}`,
  );
  let bin: unknown;
  try {
    ({ bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  } catch (cause) {
    throw new Failure("cli/not-installed", `the package ${NAME} in ${dirname(folder)} cannot be read`, {
      cause,
    });
  }
  const named = typeof bin === "object" && bin !== null ? (bin as Record<string, unknown>)[NAME] : bin;
  const file = typeof named === "string" ? resolve(folder, named) : undefined;
  ensureAble(
    file !== undefined && existsSync(file),
    "cli/not-installed",
    `the package ${NAME} in ${dirname(folder)} has no program`,
    "Install it again; in a clone, build it first: npm run build:node",
  );
  return file;
}

/** A terminal's Ctrl-C reaches the program by itself; what was sent to this process alone is passed on. */
const PASSED: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGINT"];

/**
 * Runs the program until it ends.
 * @returns its exit code, or 128 and the number of the signal that ended it
 * @throws PsephosError `cli/not-installed`
 */
export function runNodeProgram(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [nodeProgram(), ...words], { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals) => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of PASSED) process.on(signal, pass);
  return new Promise<number>((done, fail) => {
    child.once("error", (cause) =>
      fail(new Failure("cli/not-installed", `${NAME} cannot be started`, { cause })),
    );
    child.once("exit", (code, signal) => done(code ?? 128 + constants.signals[signal!]));
  }).finally(() => {
    for (const signal of PASSED) process.off(signal, pass);
  });
}
