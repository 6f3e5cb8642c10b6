/** Files, read with errors that say what to do, and written whole or not at all. */
import { access, readFile } from "node:fs/promises";
import { ensure, Failure, PsephosError, Refusal } from "../errors/index.js";
import { type WriteOptions, writeWhole as writeFileWhole } from "../files/index.js";
import { parseJson } from "../process/index.js";

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  ENOTDIR: "a file stands where a folder should",
  EACCES: "it may not be opened",
  EEXIST: "it exists already",
  ENOSPC: "the disk is full",
};

const MOVE_AWAY = "Choose another name, or move the old file away.";

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

/** Transcripts of large rollups are the longest. */
const MAX_JSON = 2 ** 28;

/** A file's JSON; a key that is given twice is refused. @throws PsephosError `cli/read`, `cli/json` */
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

/**
 * Writes a file whole or not at all, through no link (`files`).
 * @throws PsephosError `cli/write`
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  try {
    await writeFileWhole(path, content, options);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw fileError("write", path, cause, exists ? MOVE_AWAY : undefined);
  }
}

/**
 * Before long work whose result must not replace anything: a contribution that is overwritten is lost.
 * @throws PsephosError `cli/write` when something is at the path
 */
export async function ensureFree(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw fileError("write", path, Object.assign(new Error(), { code: "EEXIST" }), MOVE_AWAY);
}

/**
 * Lines of a JSON-lines file, with their 1-based numbers, blank ones left out.
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
  ensure(none || filled.length > 0, "cli/empty", `${path} holds no line`);
  return filled;
}
