/** Files that an organiser writes by hand. Each error names the file. */
import { located } from "../errors/index.js";
import { type ProcessParams, parseParamsFile } from "../process/index.js";
import { readBytes } from "./files.js";

/** Runs `read`. Its errors keep their code and name the file at `path`. */
export function ofFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw located(error, path);
  }
}

/** Reads a parameters file. @throws PsephosError `cli/read`, `process/params-file`, `process/json-…` */
export async function readParams(path: string): Promise<ProcessParams> {
  const bytes = await readBytes(path, 'See "Files" in docs/process.md.');
  return ofFile(path, () => parseParamsFile(bytes));
}
