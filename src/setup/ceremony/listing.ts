/** `ceremony.json`: the files of a ceremony with sizes and hashes, for whoever fetches them from a web host. */
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensure, PsephosError } from "../../errors.js";
import { hashFile } from "../transcript/finalize.js";
import { hex, integer, list, oneOf, record, type Shaped, text } from "../transcript/shape.js";
import { attestationName, parseCeremonyName } from "./names.js";

export const LISTING_NAME = "ceremony.json";
/** Bytes of a listing, and of an attestation. */
export const MAX_LISTING = 2 ** 20;

const shape = record({
  format: oneOf("psephos-ceremony"),
  version: oneOf(1),
  files: list(
    record({
      name: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "a plain file name"),
      size: integer(1, 2 ** 40),
      sha256: hex(64),
    }),
    10_000,
  ),
});
export type CeremonyListing = Shaped<typeof shape>;
export type ListedFile = CeremonyListing["files"][number];

/** @throws PsephosError `setup/ceremony-listing`, `setup/transcript-shape` */
export function parseListing(file: string): CeremonyListing {
  let value: unknown;
  try {
    ensure(file.length <= MAX_LISTING, "setup/ceremony-listing", `${LISTING_NAME} is over a mebibyte`);
    value = JSON.parse(file);
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    throw new PsephosError("setup/ceremony-listing", `${LISTING_NAME} is not JSON`);
  }
  const listing = shape(value, "");
  const names = listing.files.map(({ name }) => name);
  ensure(
    new Set(names).size === names.length,
    "setup/ceremony-listing",
    `${LISTING_NAME} names a file twice`,
  );
  return listing;
}

/** The listing in a folder, if it has one. @throws as `parseListing`; `setup/file-read` */
export async function readListing(folder: string): Promise<CeremonyListing | undefined> {
  try {
    return parseListing(await readFile(join(folder, LISTING_NAME), "utf8"));
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PsephosError("setup/file-read", `cannot read ${LISTING_NAME} in ${folder}`, { cause });
  }
}

/** @throws PsephosError `setup/file-read` */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new PsephosError("setup/file-read", `cannot read the folder ${folder}`, { cause });
  }
}

export async function saveListing(folder: string, listing: CeremonyListing): Promise<void> {
  const scratch = join(folder, `.${LISTING_NAME}.partial`);
  await writeFile(scratch, `${JSON.stringify(listing, null, 2)}\n`);
  await rename(scratch, join(folder, LISTING_NAME));
}

/** Whether a listing names it: a ceremony's file, its attestation, or what the key is checked against. */
function belongs(name: string, all: ReadonlySet<string>): boolean {
  if (parseCeremonyName(name) || name === "powers.ptau" || name.endsWith(".r1cs")) return true;
  return [...all].some((other) => parseCeremonyName(other) && attestationName(other) === name);
}

/**
 * Writes a folder's listing, of its circuit, powers of tau, contributions and attestations. A file that a listing names
 * already keeps its entry, so a file altered since is found by whoever fetches it.
 * @throws PsephosError as `readListing`; `setup/ceremony-empty`
 */
export async function writeListing(folder: string, signal?: AbortSignal): Promise<CeremonyListing> {
  const known = new Map((await readListing(folder))?.files.map((file) => [file.name, file]));
  const names = new Set(await namesIn(folder));
  for (const name of known.keys()) names.add(name);
  const files: ListedFile[] = [...known.values()];
  for (const name of [...names].filter((name) => !known.has(name) && belongs(name, names))) {
    const path = join(folder, name);
    const { size } = await stat(path);
    files.push({ name, size, sha256: (await hashFile(path, signal)).sha256 });
  }
  ensure(files.length > 0, "setup/ceremony-empty", `${folder} holds no ceremony's file`);
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const listing: CeremonyListing = { format: "psephos-ceremony", version: 1, files };
  await saveListing(folder, listing);
  return listing;
}
