/** A ceremony's folder on disk, and its listing. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ensure, Failure, PsephosError } from "../../errors/index.js";
import { writeWhole } from "../../files/index.js";
import { writing } from "../formats/binary-source.js";
import { hashFile } from "../transcript/hash-file.js";
import {
  type CeremonyListing,
  formatListing,
  LISTING_NAME,
  type ListedFile,
  listingOf,
  parseListing,
} from "./listing.js";
import { ATTESTATION, isFinal, POWERS_NAME, parseCeremonyName } from "./names.js";

/** The listing in a folder, if it has one. @throws as `parseListing`; `setup/file-read` */
export async function readListing(folder: string): Promise<CeremonyListing | undefined> {
  try {
    return parseListing(await readFile(join(folder, LISTING_NAME), "utf8"));
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Failure("setup/file-read", `cannot read ${LISTING_NAME} in ${folder}`, { cause });
  }
}

/** @throws PsephosError `setup/file-read` */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new Failure("setup/file-read", `cannot read the folder ${folder}`, { cause });
  }
}

/** @throws PsephosError `setup/file-write` */
export async function saveListing(folder: string, listing: CeremonyListing): Promise<void> {
  const path = join(folder, LISTING_NAME);
  await writing(path, () => writeWhole(path, formatListing(listing), { replace: true }));
}

const isAttestation = (name: string): boolean =>
  ATTESTATION.test(name) && parseCeremonyName(name.replace(ATTESTATION, "")) !== undefined;

/** Whether a listing names the file: a ceremony's file, an attestation, a file to check the key with, or the closed file. */
const belongs = (name: string): boolean =>
  parseCeremonyName(name) !== undefined ||
  isAttestation(name) ||
  name === POWERS_NAME ||
  name.endsWith(".r1cs") ||
  isFinal(name);

async function entryOf(folder: string, name: string, signal?: AbortSignal): Promise<ListedFile> {
  const path = join(folder, name);
  const { size } = await stat(path);
  return { name, size, sha256: (await hashFile(path, signal)).sha256 };
}

async function save(folder: string, files: readonly ListedFile[]): Promise<CeremonyListing> {
  ensure(files.length > 0, "setup/ceremony-empty", `${folder} has no file of a ceremony`);
  const listing = listingOf(files);
  await saveListing(folder, listing);
  return listing;
}

/**
 * Adds a folder's files to its listing. A listed file keeps its entry, even if it is missing. An
 * attestation's entry is renewed: it may have been signed since, and it is checked against the chain anyway.
 * @throws PsephosError as `readListing`; `setup/ceremony-empty`, `setup/file-write`
 */
export async function extendListing(folder: string, signal?: AbortSignal): Promise<CeremonyListing> {
  const known = (await readListing(folder))?.files ?? [];
  const files = new Map(known.map((file) => [file.name, file]));
  for (const name of (await namesIn(folder)).filter(belongs))
    if (isAttestation(name) || !files.has(name)) files.set(name, await entryOf(folder, name, signal));
  return save(folder, [...files.values()]);
}

/**
 * Writes a folder's listing from its files.
 * @param options `anew`: even if a listed file has changed or is gone
 * @throws PsephosError as `readListing`; `setup/ceremony-empty`, `setup/ceremony-changed`, `setup/file-write`; the signal's reason
 */
export async function writeListing(
  folder: string,
  { anew = false, signal }: { readonly anew?: boolean; readonly signal?: AbortSignal } = {},
): Promise<CeremonyListing> {
  const known = anew ? [] : ((await readListing(folder))?.files ?? []);
  const files: ListedFile[] = [];
  for (const name of (await namesIn(folder)).filter(belongs)) files.push(await entryOf(folder, name, signal));
  const hashes = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  const changed = known.filter(({ name, sha256 }) => !isAttestation(name) && hashes.get(name) !== sha256);
  ensure(
    changed.length === 0,
    "setup/ceremony-changed",
    `${changed.map(({ name }) => `${name} is ${hashes.has(name) ? "not the file that was" : "missing and was"} listed`).join("; ")}`,
    "Contributors have used the listed files. If the change is right, run `psephos setup list --anew`.",
  );
  return save(folder, files);
}
