/** The key of a ceremony, from the deals that no complaint removed. Anyone can compute all of it except the shares. */
import { ensure } from "../../errors/index.js";
import { type Keykeeper, receiveShare } from "./complaint.js";
import type { CheckedDeal } from "./deal.js";
import { evaluateCommitments, Group, mod } from "./group.js";
import type { CeremonyPlan } from "./plan.js";

export interface CeremonyKey {
  /** Y = Σ C_{i,0}, 32 bytes: the key that ballots are sealed for. */
  readonly publicKey: Uint8Array;
  /** For each place in order, `V_j = s_j·G`, 32 bytes: revealed shares are checked against it. */
  readonly verificationKeys: readonly Uint8Array[];
}

/** Distinct dealers, and at least t of them. @throws PsephosError `seal/dealers` */
function assertDealers({ keykeepers: { threshold } }: CeremonyPlan, deals: readonly CheckedDeal[]): void {
  ensure(
    deals.length >= threshold,
    "seal/dealers",
    `${deals.length} dealers are left, and ${threshold} are needed: begin a new round`,
  );
  ensure(
    new Set(deals.map(({ dealer }) => dealer)).size === deals.length,
    "seal/dealers",
    "two deals have the same dealer",
  );
}

/**
 * Y and the verification keys.
 * @param deals the deals that remain after the complaints
 * @throws PsephosError `seal/dealers`; `seal/key`: Y is the identity
 */
export function ceremonyKey(plan: CeremonyPlan, deals: readonly CheckedDeal[]): CeremonyKey {
  assertDealers(plan, deals);
  const { keykeepers } = plan;
  // The sum of the polynomials has the sums of the commitments.
  const sums = Array.from({ length: keykeepers.threshold }, (_, k) =>
    deals.reduce((sum, { points }) => sum.add(points.commitments[k]!), Group.ZERO),
  );
  const key = sums[0]!;
  ensure(!key.is0(), "seal/key", "the ceremony's key is the identity: begin a new round");
  return {
    publicKey: key.toBytes(),
    verificationKeys: keykeepers.publicKeys.map((_, i) => evaluateCommitments(sums, i + 1).toBytes()),
  };
}

/**
 * This keykeeper's share of the key, `s_j = Σ f_i(j)`.
 * @throws PsephosError `seal/dealers`; `seal/share-missing`: a dealer's share is wrong, so the key must not be confirmed
 */
export function keyShare(plan: CeremonyPlan, deals: readonly CheckedDeal[], self: Keykeeper): bigint {
  assertDealers(plan, deals);
  return deals.reduce((sum, deal) => {
    const share = receiveShare(deal, self);
    ensure(share !== null, "seal/share-missing", `dealer ${deal.dealer}'s share is wrong: do not confirm`);
    return mod(sum + share);
  }, 0n);
}
