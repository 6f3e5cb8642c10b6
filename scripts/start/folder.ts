/** The folder of a demonstration, which each run makes anew. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { ensureAble } from "../../src/errors/index.js";

/** What a run makes. */
const OURS = /^(?:node|proofs|voters|log\.jsonl|keykeeper-\d+(?:\.passphrase)?)$/;

/** Removes what an earlier run left, and nothing else. @throws PsephosError `cli/write`: the folder has other files */
export function emptyFolder(folder: string): void {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const other = found.find((name) => !OURS.test(name));
  ensureAble(
    other === undefined,
    "cli/write",
    () => `${folder} has ${other}, which is of no earlier run: nothing was removed`,
    "Give an empty folder, or one that does not exist.",
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
