/** A ceremony's host as a page meets it: which addresses it may ask, and why it got nothing. */
import { ArtifactError } from "../../src/artifacts/index.js";
import { ensure, Failure } from "../../src/errors/index.js";
import { ceremonyUrl, inCeremony, LISTING_NAME } from "../../src/setup/web/index.js";
import type {} from "./codes.js";

/** The hosts that the page's policy lets it ask without https, besides its own. */
const NEAR = ["127.0.0.1", "localhost"];

/**
 * The folder of a ceremony.
 * @throws PsephosError `setup/ceremony-url`; `contribute/address` for a file's address; `contribute/http` for one that the page's policy forbids
 */
export function folderAt(address: string): URL {
  ensure(
    !/\.(?:zkey|r1cs|ptau|attestation\.json)$/i.test(address),
    "contribute/address",
    `the address is a file's, and not that of the folder where ${LISTING_NAME} is`,
  );
  const plain = /^http:/i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  ensure(
    !plain || NEAR.includes(plain.hostname) || plain.origin === globalThis.location?.origin,
    "contribute/http",
    "the address begins with http://, which this page may not open",
  );
  return ceremonyUrl(address);
}

/**
 * Runs a download. Why a host gave nothing is told by what it did, because each has another remedy.
 * @throws PsephosError as `inCeremony`, and in place of `setup/ceremony-fetch`: `contribute/missing`, `contribute/answer`, `contribute/broken-off`,
 *   `contribute/unreachable`
 */
export async function told<T>(download: () => Promise<T>): Promise<T> {
  try {
    return await inCeremony(download);
  } catch (error) {
    const { code, message, cause } = error as Failure;
    if (code !== "setup/ceremony-fetch" || !(cause instanceof ArtifactError)) throw error;
    const { fault, status = 0 } = cause.failures.at(-1)!;
    if (fault === "status")
      throw new Failure([404, 410].includes(status) ? "contribute/missing" : "contribute/answer", message, {
        cause,
      });
    const began = cause.failures.some(({ detail }) => detail === "broke off") || fault === "truncated";
    throw new Failure(began ? "contribute/broken-off" : "contribute/unreachable", message, { cause });
  }
}
