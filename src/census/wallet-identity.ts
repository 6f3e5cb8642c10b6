/**
 * The identity of a wallet, one for each deployment and organiser (PROTOCOL 2): a signature that is phished for one organiser's
 * processes opens no others.
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { recoverTypedDataAddress } from "viem/utils";
import { addressBytes, type Hex, hashToField, isCanonicalSignature, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type Identity, identityFromSecret } from "./identity.js";

/** What the wallet shows before it signs. Part of the protocol. */
export const IDENTITY_STATEMENT =
  "This signature makes your secret voting identity for this organiser. Whoever has it can vote in your place and see how you voted. Sign it only in a program that you trust with your vote.";

/** The purpose of a wallet's identity. */
export interface IdentityPurpose {
  /** The chain of the process contract. */
  readonly chainId: number;
  /** The process contract instance, as the organiser announced it. */
  readonly contract: Hex;
  /** Who makes the processes: the entity's address. */
  readonly organiser: Hex;
}

/** What the wallet signs, as `eth_signTypedData_v4` and viem's `signTypedData` take it. */
export type IdentityTypedData = ReturnType<typeof identityTypedData>;

/** A voter's wallet. */
export interface IdentityWallet {
  readonly address: Hex;
  /** Signs typed data (EIP-712): 65 bytes as 0x-hex. It is called twice. */
  sign(data: IdentityTypedData): Promise<Hex>;
}

const TYPES = {
  VotingIdentity: [
    { name: "statement", type: "string" },
    { name: "organiser", type: "address" },
  ],
} as const;

/** @throws PsephosError `bytes/address`, `census/chain-id` */
export function identityTypedData({ chainId, contract, organiser }: IdentityPurpose) {
  ensure(
    Number.isSafeInteger(chainId) && chainId > 0,
    "census/chain-id",
    "the chain id is a positive integer",
  );
  const verifyingContract = toHex(addressBytes(contract, "the process contract"));
  return {
    domain: { name: "Psephos", version: "1", chainId, verifyingContract },
    types: TYPES,
    primaryType: "VotingIdentity" as const,
    message: {
      statement: IDENTITY_STATEMENT,
      organiser: toHex(addressBytes(organiser, "the organiser")),
    },
  };
}

/** The signature's bytes in canonical form. @throws PsephosError `census/signature` */
function canonicalSignature(signature: Hex): Uint8Array {
  ensure(
    typeof signature === "string" && /^0x[0-9a-fA-F]{130}$/.test(signature),
    "census/signature",
    "a wallet signature takes 0x and 130 hex digits",
    "Sign with an ordinary account: the signatures of contract wallets are not reproducible.",
  );
  const bytes = hexToBytes(signature.slice(2));
  if (bytes[64]! < 27) bytes[64]! += 27;
  ensure(
    isCanonicalSignature(bytes),
    "census/signature",
    "the wallet signature is not in canonical form (low s, v 27 or 28)",
    "Sign with an ordinary account: the signatures of contract wallets are not reproducible.",
  );
  return bytes;
}

/**
 * The identity from two signatures over the same typed data: `hashToField(signature ‖ utf8(password))`.
 * @param address the account that the voter signs with
 * @param signatures two, made one after the other: each 65 bytes as 0x-hex; a recovery byte of 0 or 1 is read as 27 or 28
 * @param password an optional second factor; its UTF-8 bytes are used as they are
 * @throws PsephosError `census/signature` (not canonical), `census/wallet-not-deterministic` (the two differ), `census/signer` (not the
 *   address's signature for this purpose), `bytes/address`, `census/chain-id`
 */
export async function identityFromSignatures(
  purpose: IdentityPurpose,
  address: Hex,
  signatures: readonly [Hex, Hex],
  password = "",
): Promise<Identity> {
  const data = identityTypedData(purpose);
  const signer = toHex(addressBytes(address, "the voter's address"));
  const [first, second] = [canonicalSignature(signatures[0]), canonicalSignature(signatures[1])];
  for (const bytes of [first, second]) {
    const recovered = await recoverTypedDataAddress({ ...data, signature: toHex(bytes) }).catch(() => "");
    ensure(
      recovered.toLowerCase() === signer,
      "census/signer",
      "this address did not sign this organiser's identity message",
      "Sign with the account that you gave, and check the chain, the process contract and the organiser.",
    );
  }
  ensure(
    equalBytes(first, second),
    "census/wallet-not-deterministic",
    "the wallet signs the same message differently each time, so the identity could never be made again",
    "Make an identity with `psephos identity new`, and keep its file.",
  );
  return identityFromSecret(hashToField(concatBytes(first, utf8ToBytes(password))));
}

/**
 * The identity of a wallet. The wallet makes the same signature twice.
 * @throws PsephosError as {@link identityFromSignatures}, and what the wallet throws
 */
export async function identityFromWallet(
  purpose: IdentityPurpose,
  wallet: IdentityWallet,
  password = "",
): Promise<Identity> {
  const first = await wallet.sign(identityTypedData(purpose));
  const second = await wallet.sign(identityTypedData(purpose));
  return identityFromSignatures(purpose, wallet.address, [first, second], password);
}
