/** The list of whom an authority issued a certificate, as a file: read, added to and replaced by one command at a time. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import {
  type IssuedList,
  type IssuedVoter,
  issuedFromJson,
  issuedToJson,
  withIssued,
} from "../../census/index.js";
import { Failure, PsephosError } from "../../errors/index.js";
import { option } from "../command.js";
import { readJson, writeWhole } from "../files.js";

export const ISSUED = option("--issued <file>", "the list of whom the authority issued a certificate", {
  unless: "issued.json",
});

/** Holds a file that one command alone can make while it works. @throws PsephosError `cli/busy`, `cli/write` */
async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  try {
    await writeWhole(lock, `${randomUUID()}\n`);
  } catch (cause) {
    if (!(cause instanceof PsephosError) || !existsSync(lock)) throw cause;
    throw new Failure("cli/busy", `another command is adding to ${file}`, {
      cause,
      hint: `Wait for it. If it was stopped, delete ${lock}.`,
    });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/**
 * Adds a voter to the list before the certificate is handed out, so that no second one can be.
 * @param of whose list it is
 * @param certify makes the certificate; if it fails, the list stays as it was
 * @returns the certificate, and how many there are now
 * @throws PsephosError `census/issued-twice`, `census/issued-all`, `census/issued-list`, `cli/busy`, `cli/read`, `cli/json`, `cli/write`
 */
export async function issue(
  file: string,
  of: Pick<IssuedList, "censusRoot" | "scope">,
  voter: IssuedVoter,
  most: number | undefined,
  certify: () => Promise<string>,
): Promise<{ readonly certificate: string; readonly issued: number }> {
  return alone(file, async () => {
    const before = existsSync(file) ? issuedFromJson(await readJson(file), of) : { ...of, voters: [] };
    const after = withIssued(before, voter, most);
    const certificate = await certify();
    await writeWhole(file, issuedToJson(after), { force: true });
    return { certificate, issued: after.voters.length };
  });
}
