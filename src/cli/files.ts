/** Files: read with errors that say what to do, and written completely or not at all. */
import { lstat, readFile, stat } from "node:fs/promises";
import { ensure, ensureAble, Failure, PsephosError, Refusal } from "../errors/index.js";
import { writeWhole as writeFileWhole } from "../files/index.js";
import { parseJson } from "../process/index.js";

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  ENOTDIR: "there is a file where a folder is expected",
  EACCES: "permission denied",
  EEXIST: "it exists already",
  ENOSPC: "the disk is full",
};

const MOVE_AWAY = "Choose another name, or move the old file away.";
const FORCE_IT = "Choose another name, move the old file away, or replace it with --force.";

function fileError(action: "read" | "write", path: string, cause: unknown, hint?: string): Failure {
  const { code: fault = "", syscall } = cause as NodeJS.ErrnoException;
  const reason =
    REASONS[fault === "EEXIST" && syscall === "mkdir" ? "ENOTDIR" : fault] ?? "the system refused";
  const code = ({ read: "cli/read", write: "cli/write" } as const)[action];
  return new Failure(code, `cannot ${action} ${path}: ${reason}`, { cause, ...(hint ? { hint } : {}) });
}

/** A file's bytes. @throws PsephosError `cli/read` */
export async function readBytes(path: string, hint?: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw fileError("read", path, cause, hint);
  }
}

/** A file's text. @throws PsephosError `cli/read` */
export async function readText(path: string, hint?: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw fileError("read", path, cause, hint);
  }
}

/** The text of a file as our commands write it: without the newline at its end. */
export const readWritten = async (path: string, hint?: string): Promise<string> =>
  (await readText(path, hint)).replace(/\n$/, "");

/** Transcripts of large rollups are the largest such files. */
const MAX_JSON = 2 ** 28;

/** A file's JSON. A key that occurs twice is refused. @throws PsephosError `cli/read`, `cli/json` */
export async function readJson(path: string, hint?: string): Promise<unknown> {
  const bytes = await readBytes(path, hint);
  try {
    return parseJson(bytes, { maxBytes: MAX_JSON });
  } catch (cause) {
    if (!(cause instanceof PsephosError)) throw cause;
    const next = cause.hint === undefined ? {} : { hint: cause.hint };
    throw new Refusal("cli/json", `${path} is not JSON that can be read: ${cause.message}`, {
      cause,
      ...next,
    });
  }
}

/** What may happen to an existing file at the path. */
export interface Replacing {
  /** Replace it: the user gave `--force`. */
  readonly force?: boolean | undefined;
}

export interface OutOptions extends Replacing {
  /** Only this user may read it. */
  readonly secret?: boolean;
  /** The files that it is made from: they are never replaced, even with `--force`. */
  readonly inputs?: readonly string[];
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Whether the file at the path has this content already. */
async function holds(path: string, content: string | Uint8Array): Promise<boolean> {
  const wanted = Buffer.from(content);
  try {
    const found = await stat(path);
    return found.isFile() && found.size === wanted.length && wanted.equals(await readFile(path));
  } catch {
    return false;
  }
}

/** Whether two paths are the same file, through links or another spelling. */
async function isSame(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((name) => stat(name).catch(() => undefined)));
  return one !== undefined && two !== undefined && one.ino === two.ino && one.dev === two.dev;
}

/** @throws PsephosError `cli/out-is-input` if a file would replace what it is made from */
async function ensureOther(path: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs)
    ensureAble(
      !(await isSame(path, input)),
      "cli/out-is-input",
      `${path} is what the command reads, and would be lost`,
      "Choose another name with --out.",
    );
}

/** What to do about an existing file. `--force` is named if the command has it. */
const whatNext = (options: Replacing): string => ("force" in options ? FORCE_IT : MOVE_AWAY);

const exists = (path: string, options: Replacing): Failure =>
  fileError("write", path, Object.assign(new Error(), { code: "EEXIST" }), whatNext(options));

/**
 * Writes a file completely or not at all, and not through a link (`files`). An existing file is replaced only with `force`. A file
 * that has the same content already is left as it is.
 * @throws PsephosError `cli/write`, `cli/out-is-input`
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: OutOptions = {},
): Promise<void> {
  const { force = false, secret = false, inputs = [] } = options;
  await ensureOther(path, inputs);
  if (!force && (await holds(path, content))) return;
  try {
    await writeFileWhole(path, content, { secret, replace: force });
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    const taken = code === "EEXIST" && syscall !== "mkdir";
    throw fileError("write", path, cause, taken ? whatNext(options) : undefined);
  }
}

/**
 * Writes a file that is made part by part, completely or not at all.
 * @throws PsephosError `cli/write`
 */
export async function writeParts(
  path: string,
  parts: AsyncIterable<Uint8Array>,
  { force = false }: Replacing = {},
): Promise<void> {
  try {
    await writeFileWhole(path, parts, { replace: force });
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof PsephosError || syscall === undefined) throw cause;
    throw fileError("write", path, cause, code === "EEXIST" ? FORCE_IT : undefined);
  }
}

/**
 * Writes files that belong together. If one of them may not replace an existing file, none is written.
 * @param files paths and contents
 * @throws PsephosError `cli/write`, `cli/out-is-input`
 */
export async function writeAll(
  files: ReadonlyMap<string, string | Uint8Array>,
  options: OutOptions = {},
): Promise<void> {
  const { force = false, inputs = [] } = options;
  for (const [path, content] of files) {
    // A copied file may be in its place already.
    if (await holds(path, content)) continue;
    await ensureOther(path, inputs);
    if (!force && (await isThere(path))) throw exists(path, options);
  }
  for (const [path, content] of files) await writeWhole(path, content, { ...options, inputs: [] });
}

/**
 * Refuses a path that exists already. Called before long work, and before a secret is made.
 * @param options with `force` in it, if the command can be told to replace the file
 * @throws PsephosError `cli/write`
 */
export async function ensureFree(path: string, options: Replacing = {}): Promise<void> {
  if (!options.force && (await isThere(path))) throw exists(path, options);
}

/**
 * Lines of a JSON-lines file, with their numbers from 1. Blank lines are left out.
 * @param options `none`: it may hold no line; `hint`: what to do where there is no such file
 * @throws PsephosError `cli/read`, `cli/empty`
 */
export async function readLines(
  path: string,
  { none = false, hint }: { readonly none?: boolean; readonly hint?: string } = {},
): Promise<{ line: number; text: string }[]> {
  const lines = (await readText(path, hint))
    .split("\n")
    .map((text, i) => ({ line: i + 1, text: text.trim() }));
  const filled = lines.filter(({ text }) => text !== "");
  ensure(none || filled.length > 0, "cli/empty", `${path} has no lines`);
  return filled;
}
