/** A ceremony's folder on disk, and the listing that is kept in it. */
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensure, PsephosError } from "../../errors.js";
import { hashFile } from "../transcript/hash-file.js";
import {
  type CeremonyListing,
  extendListing,
  formatListing,
  LISTING_NAME,
  type ListedFile,
  parseListing,
} from "./listing.js";
import { attestationName, parseCeremonyName } from "./names.js";

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
  await writeFile(scratch, formatListing(listing));
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
  const known = (await readListing(folder))?.files ?? [];
  const listed = new Set(known.map(({ name }) => name));
  const names = new Set([...listed, ...(await namesIn(folder))]);
  const more: ListedFile[] = [];
  for (const name of [...names].filter((name) => !listed.has(name) && belongs(name, names))) {
    const path = join(folder, name);
    const { size } = await stat(path);
    more.push({ name, size, sha256: (await hashFile(path, signal)).sha256 });
  }
  ensure(known.length + more.length > 0, "setup/ceremony-empty", `${folder} holds no ceremony's file`);
  const listing = extendListing(known, more);
  await saveListing(folder, listing);
  return listing;
}
