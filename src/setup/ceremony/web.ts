/** A ceremony on a web host: its address, its listing, the files that a contributor needs, and errors of hosts. */
import { ArtifactError, type DownloadOptions, downloadSmall } from "../../artifacts/index.js";
import { ensure, Failure, Refusal } from "../../errors/index.js";
import { isLoopbackHost } from "../../net/index.js";
import { type CeremonyListing, LISTING_NAME, type ListedFile, MAX_LISTING, parseListing } from "./listing.js";
import {
  attestationName,
  type CeremonyFile,
  latestCeremonyFile,
  POWERS_NAME,
  parseCeremonyName,
} from "./names.js";

/** @throws PsephosError `setup/ceremony-url` for an invalid address, one with a password, or one that is not https */
export function ceremonyUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.endsWith("/") || text.endsWith(LISTING_NAME) ? text : `${text}/`);
  } catch {
    throw new Refusal("setup/ceremony-url", "this is not a web address");
  }
  ensure(
    url.username === "" && url.password === "" && url.search === "" && url.hash === "",
    "setup/ceremony-url",
    "a ceremony's address has no password and no query",
  );
  ensure(
    url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname)),
    "setup/ceremony-url",
    "a ceremony's address begins with https://",
  );
  return url;
}

/** A download's failure in the ceremony's terms; anything else as it is. */
function inCeremonyTerms(error: unknown): unknown {
  if (!(error instanceof ArtifactError)) return error;
  const { url, fault, detail } = error.failures.at(-1)!;
  const cause = error;
  const words = `${url} ${detail}`;
  if (fault === "html") return new Failure("setup/ceremony-html", words, { cause });
  if (fault === "insecure" || fault === "private-address")
    return new Refusal("setup/ceremony-url", words, { cause });
  if (fault === "wrong-hash" || fault === "too-large")
    return new Refusal("setup/ceremony-file", `${words}: not the file that is listed`, {
      hint: "Ask the organiser which of the two is right.",
      cause,
    });
  const goesOn = ["unreachable", "truncated", "stalled", "slow"].includes(fault);
  const hint = goesOn ? { hint: "Start again: the part that was downloaded is kept." } : {};
  return new Failure("setup/ceremony-fetch", words, { ...hint, cause });
}

/** Runs a download. @throws PsephosError `setup/ceremony-fetch`, `-html`, `-url`, `-file` */
export async function inCeremony<T>(download: () => Promise<T>): Promise<T> {
  try {
    return await download();
  } catch (error) {
    throw inCeremonyTerms(error);
  }
}

/** @throws as `inCeremony`, `parseListing` */
export async function fetchListing(base: URL, options: DownloadOptions): Promise<CeremonyListing> {
  const urls = [new URL(LISTING_NAME, base).href];
  const wanted = { what: LISTING_NAME, limit: MAX_LISTING };
  const bytes = await inCeremony(() => downloadSmall(urls, wanted, options));
  return parseListing(new TextDecoder().decode(bytes));
}

/** The files of a listed ceremony that a contributor needs. */
export interface Wanted {
  readonly latest: CeremonyFile;
  /** The latest file, the attestations before it, and for a key the circuit and the powers of tau. */
  readonly files: readonly ListedFile[];
}

/** @throws PsephosError as `latestCeremonyFile`; `setup/ceremony-file` for an attestation of over a mebibyte */
export function wantedOf({ files }: CeremonyListing): Wanted {
  const latest = latestCeremonyFile(files.map(({ name }) => name));
  const chain = files.filter(({ name }) => parseCeremonyName(name)?.phase === latest.phase);
  const attestations = new Set(chain.map(({ name }) => attestationName(name)));
  for (const { name, size } of files)
    ensure(
      !attestations.has(name) || size <= MAX_LISTING,
      "setup/ceremony-file",
      `${name} is too large for an attestation`,
    );
  const ground = (name: string): boolean =>
    latest.phase === "key" && (name === POWERS_NAME || name.endsWith(".r1cs"));
  const wanted = files.filter(({ name }) => name === latest.name || attestations.has(name) || ground(name));
  return { latest, files: wanted };
}
