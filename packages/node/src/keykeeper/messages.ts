/** The keykeeper's transactions. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { Refusal } from "psephos";
import {
  type CheckedGenesis,
  encodeTransaction,
  type KeyCeremony,
  layerTypedData,
  mayReveal,
  type ProcessView,
} from "psephos/ledger";
import {
  type CeremonyKey,
  type CheckedDeal,
  confirmationTypedData,
  createBoxKeys,
  createComplaint,
  createDeal,
  dealTypedData,
  encodeDeal,
} from "psephos/seal";
import type { Hex } from "viem";
import { bytesToHex, concatBytes, hexToBytes } from "viem/utils";
import type { Identity } from "./identity.js";

export type ThresholdCeremony = Extract<KeyCeremony, { kind: "threshold" }>;
export type LayeredCeremony = Extract<KeyCeremony, { kind: "layered" }>;

/** A fresh deal, as a transaction. @returns also its secret, if the keykeeper has to keep one: the secret key of the layer */
export async function makeDeal(
  genesis: CheckedGenesis,
  processId: Hex,
  state: KeyCeremony,
  { account, address }: Identity,
): Promise<{ readonly deal: Uint8Array; readonly secret: Uint8Array | null }> {
  const { round } = state;
  const transaction = (deal: Uint8Array, signature: Hex) =>
    encodeTransaction({
      kind: "deal",
      processId,
      round,
      keykeeper: address,
      deal,
      signature: hexToBytes(signature),
    });
  if (state.kind === "layered") {
    const { secretKey, publicKey } = createBoxKeys();
    const typed = layerTypedData(genesis.hash, { processId, round, deal: publicKey });
    return { deal: transaction(publicKey, await account.signTypedData(typed)), secret: secretKey };
  }
  const { plan } = state.ceremony;
  const dealt = createDeal(plan, state.keykeepers.addresses.indexOf(address) + 1);
  const signature = await account.signTypedData(dealTypedData(plan.context, dealt));
  return { deal: transaction(encodeDeal(dealt), signature), secret: null };
}

export const makeComplaint = (
  processId: Hex,
  round: number,
  deal: CheckedDeal,
  place: number,
  { secretKey }: Identity,
): Uint8Array =>
  encodeTransaction({ kind: "complain", processId, round, ...createComplaint(deal, { place, secretKey }) });

/** What the keykeeper notes of a key before it confirms it. */
export const confirmedOf = ({ publicKey, verificationKeys }: CeremonyKey) => ({
  key: bytesToHex(publicKey),
  verificationKeys: bytesToHex(keccak_256(concatBytes([...verificationKeys]))),
});

/** The signature is deterministic (RFC 6979): the same key is confirmed by the same bytes. */
export async function makeConfirmation(
  processId: Hex,
  { round, ceremony }: ThresholdCeremony,
  { account, address }: Identity,
): Promise<Uint8Array> {
  const typed = confirmationTypedData(ceremony.plan.context, ceremony.key!);
  const signature = hexToBytes(await account.signTypedData(typed));
  return encodeTransaction({ kind: "confirm", processId, round, keykeeper: address, signature });
}

/**
 * The message that makes a secret public. It is made only here.
 * @throws PsephosError `keykeeper/too-early`: the process can still take votes, or was canceled
 */
export function makeReveal(view: ProcessView, round: number, place: number, secret: Uint8Array): Uint8Array {
  if (!mayReveal(view))
    throw new Refusal(
      "keykeeper/too-early",
      "keys are revealed after the end, when no further vote can be accepted",
    );
  return encodeTransaction({ kind: "reveal", processId: view.record.processId, round, place, secret });
}
