import type { Hex } from "../../src/bytes/index.js";
import {
  type Ceremony,
  type CeremonyContext,
  type CeremonyPlan,
  createDeal,
  createKeykeeperKeys,
  type Deal,
  type Keykeeper,
  takeConfirmation,
  takeDeal,
} from "../../src/seal/index.js";
import { ORDER } from "../../src/seal/threshold/group.js";

export const CONTEXT: CeremonyContext = {
  genesisHash: new Uint8Array(32).fill(0x11),
  processId: new Uint8Array(32).fill(0x22),
  round: 0,
};

/** Addresses of nobody: 0x…01, 0x…02, and so on. */
export const addressOf = (place: number): Hex => `0x${place.toString(16).padStart(40, "0")}`;

export interface Council extends CeremonyPlan {
  readonly selves: readonly Keykeeper[];
}

/** `count` keykeepers with fresh keys. */
export function council(count: number, threshold: number, confirmations = threshold): Council {
  const pairs = Array.from({ length: count }, createKeykeeperKeys);
  return {
    context: CONTEXT,
    keykeepers: {
      publicKeys: pairs.map(({ publicKey }) => publicKey),
      addresses: pairs.map((_, i) => addressOf(i + 1)),
      threshold,
      confirmations,
    },
    selves: pairs.map(({ secretKey }, i) => ({ place: i + 1, secretKey })),
  };
}

export const dealsOf = (plan: Council): Deal[] => plan.selves.map(({ place }) => createDeal(plan, place));

/** Takes a deal as signed by its dealer. */
export const take = (state: Ceremony, deal: Deal): Ceremony => takeDeal(state, deal, addressOf(deal.dealer));

/** Takes a place's confirmation. */
export const confirm = (state: Ceremony, place: number): Ceremony =>
  takeConfirmation(state, addressOf(place));

/** A copy with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, at = 0): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

/** The same scalar, written above the group's order. */
export const above = (scalar: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number(((scalar + ORDER) >> BigInt(8 * i)) & 255n));
