/**
 * Confirmations: a keykeeper that holds all its shares signs the key. Voters' software checks them against the list in the genesis document, so
 * that no gateway hands out a key of its own, and no dealer's silent victims pass unseen.
 */
import { hexToBytes } from "@noble/hashes/utils.js";
import { recoverTypedDataAddress } from "viem/utils";
import { type Hex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { type CeremonyContext, contextBytes } from "./context.js";
import { readPoint } from "./group.js";

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

const TYPES = {
  KeyConfirmation: [
    { name: "processId", type: "bytes32" },
    { name: "round", type: "uint8" },
    { name: "key", type: "bytes32" },
  ],
} as const;

/** What a keykeeper signs (EIP-712). @param key Y, 32 bytes @throws PsephosError `seal/context`, `seal/point` */
export function confirmationTypedData(context: CeremonyContext, key: Uint8Array) {
  contextBytes(context);
  readPoint(key, "the ceremony's key");
  return {
    domain: { name: "Psephos voting chain", version: "1", salt: toHex(context.genesisHash) },
    types: TYPES,
    primaryType: "KeyConfirmation" as const,
    message: { processId: toHex(context.processId), round: context.round, key: toHex(key) },
  };
}

/** r, s and v in one form: low s, v 27 or 28. */
function isCanonical(signature: Hex): boolean {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) return false;
  const v = hexToBytes(signature.slice(2))[64]!;
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  return (v === 27 || v === 28) && s > 0n && s <= HALF_ORDER;
}

/** Who signed a confirmation. @throws PsephosError `seal/confirmation` */
export async function confirmationSigner(
  context: CeremonyContext,
  key: Uint8Array,
  signature: Hex,
): Promise<Hex> {
  ensure(
    isCanonical(signature),
    "seal/confirmation",
    "a confirmation is 65 bytes in lower-case hex, with a low s and v 27 or 28",
  );
  const data = confirmationTypedData(context, key);
  const signer = await recoverTypedDataAddress({ ...data, signature }).catch(() => null);
  ensure(signer !== null, "seal/confirmation", "the confirmation is no signature");
  return signer.toLowerCase() as Hex;
}

/**
 * Checks a key before a ballot is sealed for it.
 * @param addresses the keykeepers' addresses of the genesis document, lower case
 * @param needed the confirmations that the genesis document asks for
 * @throws PsephosError `seal/confirmation` (malformed, or by no keykeeper), `seal/unconfirmed` (too few different keykeepers)
 */
export async function checkConfirmations(
  context: CeremonyContext,
  key: Uint8Array,
  signatures: readonly Hex[],
  addresses: readonly Hex[],
  needed: number,
): Promise<void> {
  const confirmed = new Set<Hex>();
  for (const signature of signatures) {
    const signer = await confirmationSigner(context, key, signature);
    ensure(
      addresses.includes(signer),
      "seal/confirmation",
      `${signer} is no keykeeper, or signed another key`,
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
