/**
 * What keykeepers sign (EIP-712): a deal, and the key of a ceremony. The signer's address is recovered from the signature, and its place is found in
 * the list of the genesis document.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { recoverTypedDataAddress } from "viem/utils";
import { type Hex, isCanonicalSignature, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { votingChainDomain } from "../../process/index.js";
import { type CeremonyContext, contextBytes } from "./context.js";
import { type Deal, encodeDeal } from "./deal.js";
import { readPoint } from "./group.js";
import type { CeremonyKey } from "./key.js";

const DEAL = [
  { name: "processId", type: "bytes32" },
  { name: "round", type: "uint8" },
  { name: "dealer", type: "uint8" },
  { name: "deal", type: "bytes32" },
] as const;
const CONFIRMATION = [
  { name: "processId", type: "bytes32" },
  { name: "round", type: "uint8" },
  { name: "key", type: "bytes32" },
  { name: "verificationKeys", type: "bytes32" },
] as const;

function head(context: CeremonyContext) {
  contextBytes(context);
  return {
    domain: votingChainDomain(context.genesisHash),
    message: { processId: toHex(context.processId), round: context.round },
  } as const;
}

/** What a dealer signs: all of the deal, including its sealed shares. @throws PsephosError `seal/context` */
export function dealTypedData(context: CeremonyContext, deal: Deal) {
  const { domain, message } = head(context);
  const hash = toHex(keccak_256(encodeDeal(deal)));
  return {
    domain,
    types: { KeyDeal: DEAL },
    primaryType: "KeyDeal" as const,
    message: { ...message, dealer: deal.dealer, deal: hash },
  };
}

/**
 * What a keykeeper signs when it has all its shares: the key, and the data that all shares are checked against. So two keykeepers that confirm one key
 * confirm the same deals.
 * @throws PsephosError `seal/context`, `seal/point`
 */
export function confirmationTypedData(context: CeremonyContext, key: CeremonyKey) {
  readPoint(key.publicKey, "the ceremony's key");
  const { domain, message } = head(context);
  const verificationKeys = toHex(keccak_256(concatBytes(...key.verificationKeys)));
  return {
    domain,
    types: { KeyConfirmation: CONFIRMATION },
    primaryType: "KeyConfirmation" as const,
    message: { ...message, key: toHex(key.publicKey), verificationKeys },
  };
}

/** r, s and v in canonical form: lower-case hex, low s, v 27 or 28. */
function isCanonical(signature: Hex): boolean {
  if (typeof signature !== "string" || !/^0x[0-9a-f]{130}$/.test(signature)) return false;
  return isCanonicalSignature(hexToBytes(signature.slice(2)));
}

async function signerOf(
  data: ReturnType<typeof dealTypedData> | ReturnType<typeof confirmationTypedData>,
  signature: Hex,
): Promise<Hex> {
  ensure(
    isCanonical(signature),
    "seal/signature",
    "a signature is 65 bytes in lower-case hex, with a low s and v 27 or 28",
  );
  const signer = await recoverTypedDataAddress({ ...data, signature } as Parameters<
    typeof recoverTypedDataAddress
  >[0]).catch(() => null);
  ensure(signer !== null, "seal/signature", "the signature has no signer");
  return signer.toLowerCase() as Hex;
}

/** The address that signed a deal, lower case. @throws PsephosError `seal/signature`, `seal/context` */
export const dealSigner = (context: CeremonyContext, deal: Deal, signature: Hex): Promise<Hex> =>
  signerOf(dealTypedData(context, deal), signature);

/** The address that confirmed a key, lower case. @throws PsephosError `seal/signature`, `seal/context`, `seal/point` */
export const confirmationSigner = (
  context: CeremonyContext,
  key: CeremonyKey,
  signature: Hex,
): Promise<Hex> => signerOf(confirmationTypedData(context, key), signature);

/**
 * Checks a key before a ballot is sealed for it.
 * @param key from a gateway; its verification keys are part of what is confirmed
 * @param addresses the keykeepers' addresses of the genesis document, lower case
 * @param needed how many confirmations the genesis document requires, at least 1
 * @throws PsephosError `seal/signature` (malformed, or not by a keykeeper), `seal/unconfirmed` (too few different keykeepers),
 *   `seal/keykeepers`
 */
export async function checkConfirmations(
  context: CeremonyContext,
  key: CeremonyKey,
  signatures: readonly Hex[],
  addresses: readonly Hex[],
  needed: number,
): Promise<void> {
  ensure(
    Number.isInteger(needed) && needed >= 1 && needed <= addresses.length,
    "seal/keykeepers",
    "the confirmations are an integer from 1 to the number of keykeepers",
  );
  ensure(
    signatures.length <= addresses.length,
    "seal/signature",
    "there are more confirmations than keykeepers",
  );
  const confirmed = new Set<Hex>();
  for (const signature of signatures) {
    const signer = await confirmationSigner(context, key, signature);
    ensure(
      addresses.includes(signer),
      "seal/signature",
      `${signer} is not a keykeeper, or signed another key`,
    );
    confirmed.add(signer);
  }
  ensure(
    confirmed.size >= needed,
    "seal/unconfirmed",
    `${confirmed.size} keykeepers confirm this key, and ${needed} are needed`,
    "Do not vote with this key: ask another node for it.",
  );
}
