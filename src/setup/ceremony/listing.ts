/** `ceremony.json`: the files of a ceremony with sizes and hashes, for those who fetch them from a web host. */
import { ensure, PsephosError, Refusal } from "../../errors/index.js";
import { hex, integer, list, oneOf, record, type Shaped, text } from "../transcript/shape.js";

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
    ensure(file.length <= MAX_LISTING, "setup/ceremony-listing", `${LISTING_NAME} is larger than 1 MiB`);
    value = JSON.parse(file);
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    throw new Refusal("setup/ceremony-listing", `${LISTING_NAME} is not JSON`);
  }
  const listing = shape(value, "");
  ensure(
    formatListing(listing) === file,
    "setup/ceremony-listing",
    `${LISTING_NAME} is not written as Psephos writes it, or has a key twice`,
    "Use the file as it was published.",
  );
  const names = listing.files.map(({ name }) => name);
  ensure(
    new Set(names).size === names.length,
    "setup/ceremony-listing",
    `${LISTING_NAME} names a file twice`,
  );
  return listing;
}

/** A listing's file: JSON indented by two, and a newline. */
export function formatListing(listing: CeremonyListing): string {
  return `${JSON.stringify(listing, null, 2)}\n`;
}

/** A listing of these files. */
export function listingOf(files: readonly ListedFile[]): CeremonyListing {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: "psephos-ceremony", version: 1, files: sorted };
}

/** A listing with more files; one that is named already keeps its entry. */
export function withFiles({ files }: CeremonyListing, more: readonly ListedFile[]): CeremonyListing {
  return listingOf([...new Map([...more, ...files].map((file) => [file.name, file])).values()]);
}
