/** A ceremony's files in a page, held in memory: from its address, or as the contributor chose them. */
import { loadFile, platformCache, sha256Hex } from "../../src/artifacts/index.js";
import { ensure } from "../../src/errors/index.js";
import { parseContributions, parseZkey } from "../../src/groth16/index.js";
import {
  type CeremonyFile,
  type CeremonyFiles,
  fetchListing,
  LISTING_NAME,
  latestCeremonyFile,
  MAX_LISTING,
  POWERS_NAME,
  PtauFile,
  parseCeremonyName,
  parseListing,
  wantedOf,
} from "../../src/setup/web/index.js";
import type {} from "./codes.js";
import { folderAt, told } from "./host.js";

/** Bytes of a key; and of powers of tau that are held beside it. */
const MAX_KEY = 2 ** 31;
const MAX_POWERS = 2 ** 30;

/** What a contributor gave, and the key in it that is next. */
export interface Given {
  readonly files: CeremonyFiles;
  readonly latest: CeremonyFile;
  /** How many bytes come from elsewhere. */
  readonly bytes: number;
  /** Whether the powers of tau are there and fit in memory. */
  readonly holdsPowers: boolean;
}
type OnBytes = (name: string, done: number) => void;
/** What a download is asked, and what it tells. */
interface Fetching {
  readonly signal?: AbortSignal;
  readonly onBytes?: OnBytes;
}

function checkSize(size: number): void {
  ensure(size <= MAX_KEY, "contribute/too-large", "the key is over 2 GiB: use the command line");
}

/** Makes `read` read each file once. */
function remembering(read: (name: string) => Promise<Uint8Array>): (name: string) => Promise<Uint8Array> {
  const files = new Map<string, Promise<Uint8Array>>();
  return (name) => {
    const begun = files.get(name) ?? read(name);
    files.set(name, begun);
    return begun;
  };
}

const filesOf = (
  about: Pick<CeremonyFiles, "names" | "listing" | "read">,
  sizeOfPowers: number,
): CeremonyFiles => ({
  ...about,
  sha256: async (name) => sha256Hex(await about.read(name)),
  powers: async () => (sizeOfPowers > MAX_POWERS ? undefined : PtauFile.over(await about.read(POWERS_NAME))),
});

/**
 * The files that a ceremony's listing names, each fetched when it is read, and checked by size and SHA-256.
 * @throws PsephosError as `folderAt`, `fetchListing`, `wantedOf`; `contribute/phase`, `contribute/too-large`, and as `told`
 */
export async function filesAt(address: string, { signal, onBytes }: Fetching): Promise<Given> {
  const base = folderAt(address);
  const listing = await told(() => fetchListing(base, { reach: "typed", signal }));
  const { latest, files } = wantedOf(listing);
  ensure(
    latest.phase === "key",
    "contribute/phase",
    "this ceremony is at its powers of tau, which take the command line",
  );
  const entries = new Map(files.map((file) => [file.name, file]));
  checkSize(entries.get(latest.name)!.size);
  const cache = platformCache();
  const read = remembering((name) =>
    told(() =>
      loadFile([new URL(name, base).href], entries.get(name)!, cache, {
        ...{ reach: "typed", signal },
        onProgress: ({ name, done }) => onBytes?.(name, done),
      }),
    ),
  );
  const powers = entries.get(POWERS_NAME)?.size ?? 0;
  const fetched = files.filter(({ name, size }) => name !== POWERS_NAME || size <= MAX_POWERS);
  return {
    files: filesOf({ names: [...entries.keys()], listing, read }, powers),
    latest,
    bytes: fetched.reduce((sum, { size }) => sum + size, 0),
    holdsPowers: powers > 0 && powers <= MAX_POWERS,
  };
}

/** A key whose name has no number counts its contributions itself. */
async function unnumbered(file: File): Promise<CeremonyFile> {
  const { contributions } = parseContributions(
    parseZkey(new Uint8Array(await file.arrayBuffer())).contributions,
  );
  return { name: file.name, phase: "key", position: contributions.length, prefix: "" };
}

/**
 * The files that were chosen: a key, and with it what there is of its ceremony's folder.
 * @throws PsephosError as `parseListing`, `latestCeremonyFile`, `parseZkey`; `contribute/too-large`
 */
export async function filesChosen(chosen: readonly File[]): Promise<Given> {
  const byName = new Map(chosen.map((file) => [file.name, file]));
  const keys = chosen.filter(({ name }) => name.endsWith(".zkey"));
  for (const { size } of keys) checkSize(size);
  ensure(keys.length > 0, "contribute/no-key", "there is no key (.zkey) among the files");
  const single = keys.length === 1 && !parseCeremonyName(keys[0]!.name) ? keys[0] : undefined;
  const latest = single ? await unnumbered(single) : latestCeremonyFile(keys.map(({ name }) => name));
  const listed = byName.get(LISTING_NAME);
  ensure(
    (listed?.size ?? 0) <= MAX_LISTING,
    "setup/ceremony-listing",
    `${LISTING_NAME} is larger than 1 MiB`,
  );
  const listing = listed && parseListing(await listed.text());
  const read = remembering(async (name) => new Uint8Array(await byName.get(name)!.arrayBuffer()));
  const powers = byName.get(POWERS_NAME)?.size ?? 0;
  return {
    files: filesOf({ names: [...byName.keys()], listing, read }, powers),
    ...{ latest, bytes: 0, holdsPowers: powers > 0 && powers <= MAX_POWERS },
  };
}
