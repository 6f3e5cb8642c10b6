/**
 * A keykeeper's side of a deal: it opens its share, or complains. A complaint shows the point `D = sk_j·E` with a proof that it has the same
 * logarithm as PK_j, so that everyone can open that one share and check it. D opens no other share: every dealer's E has
 * a logarithm that the dealer proved to know, so E is not derived from another dealer's E. And nobody can trick a keykeeper into showing D of a right share:
 * a keykeeper complains only about deals that the dealer signed, including the sealed shares (`dealSigner`).
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { uintBytes } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import type { CeremonyContext } from "./context.js";
import { type CheckedDeal, openShare, shareKey } from "./deal.js";
import { readPoint } from "./group.js";
import { assertPlace } from "./keykeepers.js";
import type { CeremonyPlan } from "./plan.js";
import { GENERATOR, type ProofScope, proveLog, verifyLog } from "./proofs.js";

/** A keykeeper with its secret key. */
export interface Keykeeper {
  /** From 1. */
  readonly place: number;
  /** In [1, order). Secret. */
  readonly secretKey: bigint;
}

export interface Complaint {
  readonly dealer: number;
  /** The place of the keykeeper that complains. */
  readonly place: number;
  /** D, 32 bytes. */
  readonly point: Uint8Array;
  /** 64 bytes. */
  readonly proof: Uint8Array;
}

const complaintScope = (context: CeremonyContext, dealer: number, place: number): ProofScope => ({
  context,
  label: "complaint",
  parts: [uintBytes(dealer, 1, "a place"), uintBytes(place, 1, "a place")],
});

/** With another place or key every share looks wrong. @throws PsephosError `seal/place`, `seal/not-keykeeper` */
function assertSelf({ place, secretKey }: Keykeeper, { keykeepers }: CeremonyPlan): void {
  assertPlace(place, keykeepers);
  const own = GENERATOR.multiply(secretKey).toBytes();
  ensure(
    equalBytes(own, keykeepers.publicKeys[place - 1]!),
    "seal/not-keykeeper",
    `this is not the key of keykeeper ${place}`,
  );
}

/**
 * This keykeeper's share of a deal.
 * @returns null if the dealer's share is wrong: then complain
 * @throws PsephosError `seal/place`; `seal/not-keykeeper`: this is not the keykeeper of that place
 */
export function receiveShare(deal: CheckedDeal, self: Keykeeper): bigint | null {
  assertSelf(self, deal.plan);
  const { place, secretKey } = self;
  const publicKey = deal.plan.keykeepers.publicKeys[place - 1]!;
  const shared = deal.points.ephemeral.multiply(secretKey).toBytes();
  return openShare(deal, place, shareKey(deal.plan.context, shared, deal, place, publicKey));
}

/**
 * A complaint about a wrong share.
 * @param deal a deal with a checked signature of its dealer: otherwise a relay could change a right share, and would learn it from the complaint
 * @throws PsephosError `seal/share-good`: the share is right. Its point stays secret, because it would reveal the share; and those of
 *   `receiveShare`
 */
export function createComplaint(deal: CheckedDeal, self: Keykeeper): Complaint {
  ensure(
    receiveShare(deal, self) === null,
    "seal/share-good",
    `dealer ${deal.dealer}'s share is right: there is nothing to complain about`,
  );
  const { place, secretKey } = self;
  return {
    dealer: deal.dealer,
    place,
    point: deal.points.ephemeral.multiply(secretKey).toBytes(),
    proof: proveLog(
      complaintScope(deal.plan.context, deal.dealer, place),
      [GENERATOR, deal.points.ephemeral],
      secretKey,
    ),
  };
}

/**
 * Checks a complaint. A true complaint removes the dealer.
 * @throws PsephosError `seal/place`, `seal/point`, `seal/scalar`, `seal/proof`; `seal/complaint`: it is false, or about another deal
 */
export function checkComplaint(deal: CheckedDeal, complaint: Complaint): void {
  const { context, keykeepers } = deal.plan;
  const { dealer, place } = complaint;
  assertPlace(place, keykeepers);
  ensure(dealer === deal.dealer, "seal/complaint", "the complaint is about another dealer");
  const publicKey = keykeepers.publicKeys[place - 1]!;
  const point = readPoint(complaint.point, "a complaint's point");
  const proven = verifyLog(
    complaintScope(context, dealer, place),
    [GENERATOR, deal.points.ephemeral],
    [readPoint(publicKey, "a keykeeper's key"), point],
    complaint.proof,
  );
  ensure(proven, "seal/proof", "the complaint does not prove that its point belongs to the complainer");
  const share = openShare(deal, place, shareKey(context, complaint.point, deal, place, publicKey));
  ensure(share === null, "seal/complaint", `the complaint is false: dealer ${dealer}'s share is right`);
}
