/**
 * A certification authority that knows its voters: it signs for which process an address may vote, and with what weight (EIP-712).
 *
 *     domain   name "Psephos certificate", version "1"
 *     struct   CensusCertificate(uint256 scope,address voter,uint256 weight)
 *
 * `scope` is the scope of the process's question 0, so a certificate is valid for one process of one deployment.
 */
import { secp256k1 } from "@noble/curves-2/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem/utils";
import { addressBytes, assertScalar, type Hex, toHex } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import { readAuthorityRoot } from "../../process/index.js";
import { assertWeight } from "../leaf.js";

/** What an authority certifies. */
export interface Certificate {
  /** Of the process's question 0. */
  readonly scope: bigint;
  readonly voter: Hex;
  /** In [1, 2^128). */
  readonly weight: bigint;
}

const TYPES = {
  CensusCertificate: [
    { name: "scope", type: "uint256" },
    { name: "voter", type: "address" },
    { name: "weight", type: "uint256" },
  ],
} as const;

/**
 * What the authority signs, 32 bytes.
 * @throws PsephosError `bytes/non-canonical`, `bytes/address`, `census/weight`
 */
export function certificateDigest({ scope, voter, weight }: Certificate): Uint8Array {
  const digest = hashTypedData({
    domain: { name: "Psephos certificate", version: "1" },
    types: TYPES,
    primaryType: "CensusCertificate",
    message: {
      scope: assertScalar(scope, "scope"),
      voter: toHex(addressBytes(voter, "the voter")),
      weight: assertWeight(weight),
    },
  });
  return hexToBytes(digest.slice(2));
}

const addressOf = (publicKey: Uint8Array): Hex => toHex(keccak_256(publicKey.subarray(1)).subarray(12));

/**
 * The address of an ECDSA authority's key, in lower case.
 * @param censusRoot of the process
 * @throws PsephosError `census/authority-root` if it is not a point of the curve, or not the key of an ECDSA authority
 */
export function authorityAddress(censusRoot: string): Hex {
  const root = readAuthorityRoot(censusRoot);
  const what = "the census root is not the secp256k1 key of an authority";
  ensure(root?.kind === "ecdsa", "census/authority-root", what);
  try {
    return addressOf(secp256k1.Point.fromBytes(root.publicKey).toBytes(false));
  } catch (cause) {
    throw new Refusal("census/authority-root", what, { cause });
  }
}

/**
 * Signs a certificate: r ‖ s ‖ v, 65 bytes, always the same for the same certificate (RFC 6979).
 * @param secret 32 bytes
 * @throws PsephosError as {@link certificateDigest}
 */
export function issueCertificate(secret: Uint8Array, certificate: Certificate): Uint8Array {
  const options = { prehash: false, format: "recovered" } as const;
  const [bit, ...rs] = secp256k1.sign(certificateDigest(certificate), secret, options);
  return concatBytes(Uint8Array.from(rs), Uint8Array.of(27 + bit!));
}

/**
 * What a node checks to know whether a voter is certified: a statement about a signature.
 * @param censusRoot of the process
 * @throws PsephosError as {@link authorityAddress} and {@link certificateDigest}
 */
export function certificateStatement(censusRoot: string, certificate: Certificate, signature: Uint8Array) {
  return {
    kind: "signature",
    digest: certificateDigest(certificate),
    signature,
    address: authorityAddress(censusRoot),
  } as const;
}
