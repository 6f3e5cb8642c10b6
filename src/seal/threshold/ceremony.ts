/**
 * A ceremony as a pure state: what each message changes, in the order of deals, complaints, confirmations. The ledger stores one for each sealed
 * process and says when a window ends; a keykeeper runs the same code to know the phase.
 */
import type { Hex } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import { type Complaint, checkComplaint } from "./complaint.js";
import { type CheckedDeal, checkDeal, type Deal } from "./deal.js";
import { type CeremonyKey, ceremonyKey } from "./key.js";
import { placeOf } from "./keykeepers.js";
import { assertPlan, type CeremonyPlan } from "./plan.js";

export type CeremonyPhase = "deal" | "complain" | "confirm" | "done" | "failed";

export interface Ceremony {
  readonly plan: CeremonyPlan;
  readonly phase: CeremonyPhase;
  /** By dealer, ascending; removed dealers are not in it. */
  readonly deals: readonly CheckedDeal[];
  /** Dealers removed by a true complaint, ascending. */
  readonly removed: readonly number[];
  /** Present from the phase `confirm` on. */
  readonly key: CeremonyKey | null;
  /** Places that confirmed the key, ascending. */
  readonly confirmed: readonly number[];
}

/** @throws PsephosError `seal/context`, `seal/keykeepers`, `seal/point` */
export function beginCeremony(plan: CeremonyPlan): Ceremony {
  assertPlan(plan);
  return { plan, phase: "deal", deals: [], removed: [], key: null, confirmed: [] };
}

function assertPhase({ phase }: Ceremony, wanted: CeremonyPhase): void {
  ensure(phase === wanted, "seal/window", `the ceremony is in the phase "${phase}", not "${wanted}"`);
}

/**
 * Accepts a deal.
 * @param signer who signed it, from `dealSigner`; it must be the dealer
 * @throws PsephosError `seal/window`, `seal/not-keykeeper`, `seal/dealt-twice`, and those of `checkDeal`
 */
export function takeDeal(ceremony: Ceremony, deal: Deal, signer: Hex): Ceremony {
  assertPhase(ceremony, "deal");
  ensure(
    placeOf(signer, ceremony.plan.keykeepers) === deal.dealer,
    "seal/not-keykeeper",
    `the deal is signed by ${signer}, who is not its dealer`,
  );
  ensure(
    !ceremony.deals.some(({ dealer }) => dealer === deal.dealer),
    "seal/dealt-twice",
    `keykeeper ${deal.dealer} has already dealt`,
  );
  const checked = checkDeal(ceremony.plan, deal);
  return { ...ceremony, deals: [...ceremony.deals, checked].sort((a, b) => a.dealer - b.dealer) };
}

/** Accepts a true complaint: the dealer is removed. @throws PsephosError `seal/window`, `seal/no-deal`, and those of `checkComplaint` */
export function takeComplaint(ceremony: Ceremony, complaint: Complaint): Ceremony {
  assertPhase(ceremony, "complain");
  const deal = ceremony.deals.find(({ dealer }) => dealer === complaint.dealer);
  ensure(
    deal !== undefined,
    "seal/no-deal",
    `there is no deal of keykeeper ${complaint.dealer} to complain about`,
  );
  checkComplaint(deal, complaint);
  return {
    ...ceremony,
    deals: ceremony.deals.filter((other) => other !== deal),
    removed: [...ceremony.removed, complaint.dealer].sort((a, b) => a - b),
  };
}

/**
 * Accepts a confirmation of this ceremony's key.
 * @param signer who signed it, from `confirmationSigner` with `ceremony.key`
 * @throws PsephosError `seal/window`, `seal/not-keykeeper`, `seal/confirmed-twice`
 */
export function takeConfirmation(ceremony: Ceremony, signer: Hex): Ceremony {
  assertPhase(ceremony, "confirm");
  const place = placeOf(signer, ceremony.plan.keykeepers);
  ensure(
    !ceremony.confirmed.includes(place),
    "seal/confirmed-twice",
    `keykeeper ${place} has already confirmed`,
  );
  return { ...ceremony, confirmed: [...ceremony.confirmed, place].sort((a, b) => a - b) };
}

/**
 * Ends the window of the present phase. The ceremony fails if fewer than t dealers are left or too few confirmed; then a new round begins.
 * @throws PsephosError `seal/window`: the ceremony is over
 */
export function endWindow(ceremony: Ceremony): Ceremony {
  const { phase, deals, plan, confirmed } = ceremony;
  const { keykeepers } = plan;
  const failed: Ceremony = { ...ceremony, phase: "failed", key: null };
  const enough = deals.length >= keykeepers.threshold;
  switch (phase) {
    case "deal":
      return enough ? { ...ceremony, phase: "complain" } : failed;
    case "complain": {
      if (!enough) return failed;
      try {
        return { ...ceremony, phase: "confirm", key: ceremonyKey(plan, deals) };
      } catch (error) {
        if (error instanceof PsephosError && error.code === "seal/key") return failed; // the keys' sum is the identity
        throw error;
      }
    }
    case "confirm":
      return confirmed.length >= keykeepers.confirmations ? { ...ceremony, phase: "done" } : failed;
    default:
      ensure(false, "seal/window", "the ceremony is over");
  }
}
