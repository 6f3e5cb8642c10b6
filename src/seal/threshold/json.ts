/** The ceremony's messages as JSON: bytes are `0x` and lower-case hex digits. Unknown and missing keys are refused. */
import { addressBytes, fixedHex, type Hex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import type { Complaint } from "./complaint.js";
import type { Deal } from "./deal.js";
import type { Keykeepers } from "./keykeepers.js";
import { assertPlan, type CeremonyPlan } from "./plan.js";
import type { RevealedShare } from "./reveal.js";

export interface SignedDeal {
  readonly deal: Deal;
  /** The dealer's signature over the whole deal, 65 bytes. */
  readonly signature: Hex;
}

export interface Confirmation {
  readonly place: number;
  /** The keykeeper's signature over the key, 65 bytes. */
  readonly signature: Hex;
}

type Json = { readonly [key: string]: unknown };

/** An object with exactly these keys. @throws PsephosError `seal/json` */
function objectOf(value: unknown, keys: readonly string[], what: string): Json {
  ensure(
    typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.keys(value).length === keys.length &&
      keys.every((key) => Object.hasOwn(value, key)),
    "seal/json",
    `${what} is an object with the keys ${keys.join(", ")} and no other`,
  );
  return value as Json;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  ensure(Array.isArray(value) && value.length <= 255, "seal/json", `${what} is a list of at most 255`);
  return value;
}

function integerOf(value: unknown, what: string): number {
  ensure(
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255,
    "seal/json",
    `${what} is an integer from 0 to 255`,
  );
  return value as number;
}

const PLAN_KEYS = ["genesisHash", "processId", "round", "threshold", "confirmations", "keykeepers"];

export function planToJson({ context, keykeepers }: CeremonyPlan) {
  return {
    genesisHash: toHex(context.genesisHash),
    processId: toHex(context.processId),
    round: context.round,
    threshold: keykeepers.threshold,
    confirmations: keykeepers.confirmations,
    keykeepers: keykeepers.publicKeys.map((key, i) => ({
      key: toHex(key),
      address: keykeepers.addresses[i]!,
    })),
  };
}

/** @throws PsephosError `seal/json`, `bytes/hex`, `bytes/address`, `seal/keykeepers`, `seal/point` */
export function planFromJson(value: unknown): CeremonyPlan {
  const plan = objectOf(value, PLAN_KEYS, "a ceremony");
  const members = listOf(plan.keykeepers, "the keykeepers").map((one) =>
    objectOf(one, ["key", "address"], "a keykeeper"),
  );
  const keykeepers: Keykeepers = {
    publicKeys: members.map(({ key }) => fixedHex(key, 32, "a keykeeper's key")),
    addresses: members.map(({ address }) => toHex(addressBytes(address, "a keykeeper's address"))),
    threshold: integerOf(plan.threshold, "the threshold"),
    confirmations: integerOf(plan.confirmations, "the number of confirmations"),
  };
  const read: CeremonyPlan = {
    context: {
      genesisHash: fixedHex(plan.genesisHash, 32, "the genesis hash"),
      processId: fixedHex(plan.processId, 32, "the process id"),
      round: integerOf(plan.round, "the round"),
    },
    keykeepers,
  };
  assertPlan(read);
  return read;
}

export function dealToJson({ deal, signature }: SignedDeal) {
  const { dealer, commitments, ephemeral, proofs, shares } = deal;
  return {
    dealer,
    commitments: commitments.map(toHex),
    ephemeral: toHex(ephemeral),
    proofs: { ephemeral: toHex(proofs.ephemeral), constant: toHex(proofs.constant) },
    shares: shares.map(toHex),
    signature,
  };
}

const DEAL_KEYS = ["dealer", "commitments", "ephemeral", "proofs", "shares", "signature"];

/** The caller then calls `dealSigner` and `checkDeal`. @throws PsephosError `seal/json`, `bytes/hex` */
export function dealFromJson(value: unknown): SignedDeal {
  const deal = objectOf(value, DEAL_KEYS, "a deal");
  const proofs = objectOf(deal.proofs, ["ephemeral", "constant"], "a deal's proofs");
  const read = {
    dealer: integerOf(deal.dealer, "a dealer"),
    commitments: listOf(deal.commitments, "the commitments").map((one) => fixedHex(one, 32, "a commitment")),
    ephemeral: fixedHex(deal.ephemeral, 32, "the ephemeral point"),
    proofs: {
      ephemeral: fixedHex(proofs.ephemeral, 64, "a proof"),
      constant: fixedHex(proofs.constant, 64, "a proof"),
    },
    shares: listOf(deal.shares, "the shares").map((one) => fixedHex(one, 48, "a sealed share")),
  };
  return { deal: read, signature: toHex(fixedHex(deal.signature, 65, "a signature")) };
}

export const complaintToJson = ({ dealer, place, point, proof }: Complaint) => ({
  dealer,
  place,
  point: toHex(point),
  proof: toHex(proof),
});

/** The caller then calls `checkComplaint`. @throws PsephosError `seal/json`, `bytes/hex` */
export function complaintFromJson(value: unknown): Complaint {
  const complaint = objectOf(value, ["dealer", "place", "point", "proof"], "a complaint");
  return {
    dealer: integerOf(complaint.dealer, "a dealer"),
    place: integerOf(complaint.place, "a place"),
    point: fixedHex(complaint.point, 32, "a complaint's point"),
    proof: fixedHex(complaint.proof, 64, "a proof"),
  };
}

export const confirmationToJson = ({ place, signature }: Confirmation) => ({ place, signature });

/** The caller then calls `confirmationSigner`. @throws PsephosError `seal/json`, `bytes/hex` */
export function confirmationFromJson(value: unknown): Confirmation {
  const confirmation = objectOf(value, ["place", "signature"], "a confirmation");
  return {
    place: integerOf(confirmation.place, "a place"),
    signature: toHex(fixedHex(confirmation.signature, 65, "a signature")),
  };
}

export const shareToJson = ({ place, share }: RevealedShare) => ({ place, share: toHex(share) });

/** The caller then calls `checkShare`. @throws PsephosError `seal/json`, `bytes/hex` */
export function shareFromJson(value: unknown): RevealedShare {
  const share = objectOf(value, ["place", "share"], "a revealed share");
  return { place: integerOf(share.place, "a place"), share: fixedHex(share.share, 32, "the share") };
}
