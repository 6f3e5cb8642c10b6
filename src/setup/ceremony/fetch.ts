/**
 * A ceremony's latest file from a web host: `ceremony.json` first, then what it names, each checked by size and SHA-256. What had
 * come when a download broke off is kept, and the rest is asked for (HTTP Range, RFC 9110 section 14).
 */
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ensure, PsephosError } from "../../errors.js";
import { hashFile } from "../transcript/finalize.js";
import type { WorkOptions } from "../vectors/spread.js";
import {
  type CeremonyListing,
  LISTING_NAME,
  type ListedFile,
  MAX_LISTING,
  parseListing,
  saveListing,
} from "./listing.js";
import { attestationName, type CeremonyFile, latestCeremonyFile, parseCeremonyName } from "./names.js";

const STALL_MS = 30_000;
const loopback = (host: string): boolean => /^(localhost|127(\.[0-9]+){3}|\[::1\])$/.test(host);

/** @throws PsephosError `setup/ceremony-url` for an address that is none, has a password in it, or is not https */
export function ceremonyUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.endsWith("/") || text.endsWith(LISTING_NAME) ? text : `${text}/`);
  } catch {
    throw new PsephosError("setup/ceremony-url", "this is no web address");
  }
  ensure(
    url.username === "" && url.password === "" && url.search === "" && url.hash === "",
    "setup/ceremony-url",
    "a ceremony's address takes no password and no query",
  );
  ensure(
    url.protocol === "https:" || (url.protocol === "http:" && loopback(url.hostname)),
    "setup/ceremony-url",
    "a ceremony's address begins with https://",
  );
  return url;
}

async function ask(url: URL, from: number, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { "accept-encoding": "identity", ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
      redirect: "follow",
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PsephosError("setup/ceremony-fetch", `${url} cannot be reached`, { cause });
  }
  const final = new URL(response.url);
  ensure(
    final.protocol === "https:" || loopback(final.hostname),
    "setup/ceremony-url",
    `${url} led to an address that is not https`,
  );
  ensure(response.ok, "setup/ceremony-fetch", `${url} answered ${response.status}`);
  ensure(
    !/^text\/html\b/i.test(response.headers.get("content-type") ?? ""),
    "setup/ceremony-html",
    `${url} answered with a web page instead of the file`,
  );
  return response;
}

/** The pieces of an answer; a host that sends nothing for half a minute is given up. */
async function* pieces(response: Response, url: URL, signal: AbortSignal | undefined) {
  const reader = response.body!.getReader();
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stalled = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("stalled")), STALL_MS);
      });
      const read = await Promise.race([reader.read(), stalled]).finally(() => clearTimeout(timer));
      if (read.done) return;
      yield read.value;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PsephosError("setup/ceremony-fetch", `${url} broke off`, {
      hint: "Start again: what has come is kept.",
      cause,
    });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function fetchListing(base: URL, signal: AbortSignal | undefined): Promise<CeremonyListing> {
  const url = new URL(LISTING_NAME, base);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of pieces(await ask(url, 0, signal), url, signal)) {
    length += chunk.length;
    ensure(length <= MAX_LISTING, "setup/ceremony-listing", `${LISTING_NAME} is over a mebibyte`);
    chunks.push(chunk);
  }
  return parseListing(Buffer.concat(chunks).toString("utf8"));
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

async function fetchFile(
  base: URL,
  { name, size, sha256 }: ListedFile,
  folder: string,
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  const path = join(folder, name);
  if ((await sizeOf(path)) === size && (await hashFile(path, signal)).sha256 === sha256) return;
  const scratch = `${path}.partial`;
  let at = await sizeOf(scratch);
  if (at > size) at = 0;
  if (at < size) {
    const url = new URL(name, base);
    const response = await ask(url, at, signal);
    const begins = /^bytes ([0-9]+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
    if (response.status !== 206 || Number(begins) !== at) at = 0;
    const file = await open(scratch, at === 0 ? "w" : "r+");
    try {
      for await (const chunk of pieces(response, url, signal)) {
        ensure(at + chunk.length <= size, "setup/ceremony-file", `${name} is longer than the listing says`);
        await file.write(chunk, 0, chunk.length, at);
        at += chunk.length;
        onProgress?.({ stage: name, done: at, total: size });
      }
    } finally {
      await file.close();
    }
    ensure(at === size, "setup/ceremony-fetch", `${name} ended after ${at} of ${size} bytes`);
  }
  if ((await hashFile(scratch, signal)).sha256 !== sha256) {
    await rm(scratch, { force: true });
    throw new PsephosError("setup/ceremony-file", `${name} is not the file that the listing names`, {
      hint: "Its SHA-256 is another. Ask the organiser which of the two is right.",
    });
  }
  await rename(scratch, path);
}

/**
 * Fetches what a contributor needs into a folder: the latest file, the attestations before it, and the circuit and powers of tau
 * when the listing names them.
 * @returns the latest file
 * @param address where `ceremony.json` is: https, or a loopback address
 * @throws PsephosError `setup/ceremony-url`, `setup/ceremony-fetch`, `setup/ceremony-html`, `setup/ceremony-listing`,
 *   `setup/ceremony-file`, `setup/transcript-shape`, as `latestCeremonyFile`; the signal's reason
 */
export async function fetchCeremony(
  address: string,
  folder: string,
  options: WorkOptions = {},
): Promise<CeremonyFile> {
  const base = ceremonyUrl(address);
  const listing = await fetchListing(base, options.signal);
  const { files } = listing;
  const latest = latestCeremonyFile(files.map(({ name }) => name));
  const sameChain = (name: string): boolean => {
    const file = parseCeremonyName(name);
    return file?.phase === latest.phase;
  };
  const attestations = new Set(
    files.filter(({ name }) => sameChain(name)).map(({ name }) => attestationName(name)),
  );
  const circuit = latest.phase === "key";
  const wanted = files.filter(
    ({ name }) =>
      name === latest.name ||
      attestations.has(name) ||
      (circuit && (name === "powers.ptau" || name.endsWith(".r1cs"))),
  );
  await mkdir(folder, { recursive: true });
  for (const file of wanted) {
    ensure(
      !attestations.has(file.name) || file.size <= MAX_LISTING,
      "setup/ceremony-file",
      `${file.name} is too large`,
    );
    await fetchFile(base, file, folder, options);
  }
  await saveListing(folder, listing);
  return latest;
}
