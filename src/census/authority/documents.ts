/** What voters and authorities send each other, and what a voter stores in between: JSON documents. */
import { fixedHex, toHex } from "../../bytes/index.js";
import { ensure, PsephosError, Refusal, type RefusedCode } from "../../errors/index.js";
import { MODULUS_BYTES } from "../../process/index.js";
import type { BlindCertificate, BlindSecret } from "./blind.js";
import type { Certificate } from "./certificate.js";

const CERTIFICATE = "psephos-certificate";
const BLIND_CERTIFICATE = "psephos-blind-certificate";
const REQUEST = "psephos-blind-request";
const ANSWER = "psephos-blind-answer";
const SECRET = "psephos-blind-secret";

const write = (type: string, parts: object): string =>
  `${JSON.stringify({ type, version: 1, ...parts }, null, 2)}\n`;

/** The document, if it has its type, version 1, and only these keys. @throws PsephosError with the code */
function read(document: unknown, type: string, keys: readonly string[], code: RefusedCode) {
  const all = ["type", "version", ...keys];
  const found = (typeof document === "object" && document !== null ? document : {}) as Record<
    string,
    unknown
  >;
  ensure(
    Object.keys(found).length === all.length &&
      all.every((key) => key in found) &&
      found.type === type &&
      found.version === 1,
    code,
    `this is not a ${type} of version 1: it takes the keys ${all.join(", ")} and no other`,
  );
  return found;
}

/** @throws PsephosError with the code, in place of `bytes/hex` */
function hex(value: unknown, bytes: number, name: string, code: RefusedCode): Uint8Array {
  try {
    return fixedHex(value, bytes, name);
  } catch (cause) {
    if (!(cause instanceof PsephosError)) throw cause;
    throw new Refusal(code, cause.message);
  }
}

/** A certificate of an authority that sees whom it certifies, for the voter. */
export const certificateToJson = ({ scope, voter, weight }: Certificate, signature: Uint8Array): string =>
  write(CERTIFICATE, { scope: `${scope}`, voter, weight: `${weight}`, signature: toHex(signature) });

/**
 * Reads it. The signature is not checked here: see `certificateStatement`.
 * @throws PsephosError `census/certificate`
 */
export function certificateFromJson(document: unknown): { certificate: Certificate; signature: Uint8Array } {
  const code = "census/certificate";
  const found = read(document, CERTIFICATE, ["scope", "voter", "weight", "signature"], code);
  const integer = (value: unknown, name: string): bigint => {
    ensure(
      typeof value === "string" && /^(0|[1-9][0-9]{0,76})$/.test(value),
      code,
      `${name} is not a number`,
    );
    return BigInt(value);
  };
  const certificate = {
    scope: integer(found.scope, "the scope"),
    voter: toHex(hex(found.voter, 20, "the voter", code)),
    weight: integer(found.weight, "the weight"),
  };
  return { certificate, signature: hex(found.signature, 65, "the signature", code) };
}

/** The document that a voter sends: the request and nothing else. */
export const blindRequestToJson = (request: Uint8Array): string =>
  write(REQUEST, { request: toHex(request) });

/** @throws PsephosError `census/blind-request` */
export function blindRequestFromJson(document: unknown): Uint8Array {
  const code = "census/blind-request";
  return hex(read(document, REQUEST, ["request"], code).request, MODULUS_BYTES, "the request", code);
}

/** The document that the authority answers with. */
export const blindAnswerToJson = (signature: Uint8Array): string =>
  write(ANSWER, { signature: toHex(signature) });

/** @throws PsephosError `census/blind-signature` */
export function blindAnswerFromJson(document: unknown): Uint8Array {
  const code = "census/blind-signature";
  return hex(read(document, ANSWER, ["signature"], code).signature, MODULUS_BYTES, "the signature", code);
}

/** The certificate of an authority that signed blindly, for the vote. */
export const blindCertificateToJson = ({ randomizer, signature }: BlindCertificate): string =>
  write(BLIND_CERTIFICATE, { randomizer: toHex(randomizer), signature: toHex(signature) });

/** @throws PsephosError `census/certificate` */
export function blindCertificateFromJson(document: unknown): BlindCertificate {
  const code = "census/certificate";
  const found = read(document, BLIND_CERTIFICATE, ["randomizer", "signature"], code);
  return {
    randomizer: hex(found.randomizer, 32, "the randomizer", code),
    signature: hex(found.signature, MODULUS_BYTES, "the signature", code),
  };
}

/** What the voter stores until the answer comes, for a file that only the voter can read. */
export const blindSecretToJson = ({ censusRoot, address, randomizer, inverse }: BlindSecret): string =>
  write(SECRET, { censusRoot, address, randomizer: toHex(randomizer), inverse: toHex(inverse) });

/** @throws PsephosError `census/blind-secret` */
export function blindSecretFromJson(document: unknown): BlindSecret {
  const code = "census/blind-secret";
  const found = read(document, SECRET, ["censusRoot", "address", "randomizer", "inverse"], code);
  ensure(typeof found.censusRoot === "string", code, "censusRoot is not text");
  return {
    censusRoot: found.censusRoot,
    address: toHex(hex(found.address, 20, "the address", code)),
    randomizer: hex(found.randomizer, 32, "the randomizer", code),
    inverse: hex(found.inverse, MODULUS_BYTES, "the inverse", code),
  };
}
