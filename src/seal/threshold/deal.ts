/**
 * Deals (Feldman 1987): each keykeeper shares a random polynomial f of degree t − 1 among all. The public parts are the commitments `C_k = a_k·G`,
 * one ephemeral point `E = e·G` for the whole deal, proofs that the dealer knows e and a_0, and for each place j the share f(j), sealed
 * under a key that only the dealer and keykeeper j can make: `HKDF(e·PK_j; place of the dealer, j, E, PK_j)`.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { uintBytes } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import { fixedBytes } from "../fixed-bytes.js";
import { type CeremonyContext, deriveKey } from "./context.js";
import {
  evaluate,
  evaluateCommitments,
  Group,
  POINT_BYTES,
  type Point,
  randomScalar,
  readPoint,
  readScalar,
  SCALAR_BYTES,
  times,
  writeScalar,
} from "./group.js";
import { assertPlace, type Keykeepers } from "./keykeepers.js";
import { assertPlan, type CeremonyPlan } from "./plan.js";
import { GENERATOR, PROOF_BYTES, type ProofScope, proveLogWith, verifyLog } from "./proofs.js";

const TAG_BYTES = 16;
export const SEALED_SHARE_BYTES = SCALAR_BYTES + TAG_BYTES;
/** Each key seals only one message, so the nonce may be constant. */
const NONCE = new Uint8Array(24);

export interface Deal {
  /** The dealer's place, from 1. */
  readonly dealer: number;
  /** C_0 … C_{t−1}, exactly t points of 32 bytes. */
  readonly commitments: readonly Uint8Array[];
  /** E, 32 bytes. */
  readonly ephemeral: Uint8Array;
  /** Knowledge of log E, and of log C_0: 64 bytes each. */
  readonly proofs: { readonly ephemeral: Uint8Array; readonly constant: Uint8Array };
  /** For each place in order, 48 bytes. */
  readonly shares: readonly Uint8Array[];
}

/** The secrets of a deal. Anyone who knows them can read the dealer's shares. */
export interface DealSecrets {
  /** a_0 … a_{t−1}. */
  readonly coefficients: readonly bigint[];
  readonly ephemeral: bigint;
  /** Nonces of the two proofs. */
  readonly nonces: { readonly ephemeral: bigint; readonly constant: bigint };
}

/** A deal whose form, points and proofs were checked under a plan. */
export interface CheckedDeal extends Deal {
  readonly plan: CeremonyPlan;
  readonly points: { readonly commitments: readonly Point[]; readonly ephemeral: Point };
}

const placeByte = (place: number) => uintBytes(place, 1, "a place");

function proofScope(
  context: CeremonyContext,
  label: "deal/ephemeral" | "deal/constant",
  deal: { dealer: number; ephemeral: Uint8Array; commitments: readonly Uint8Array[] },
): ProofScope {
  return { context, label, parts: [placeByte(deal.dealer), deal.ephemeral, ...deal.commitments] };
}

/** The key of one share, from the point `e·PK_j = sk_j·E`. */
export function shareKey(
  context: CeremonyContext,
  shared: Uint8Array,
  deal: { readonly dealer: number; readonly ephemeral: Uint8Array },
  place: number,
  publicKey: Uint8Array,
): Uint8Array {
  return deriveKey(
    shared,
    context,
    "deal/share",
    placeByte(deal.dealer),
    placeByte(place),
    deal.ephemeral,
    publicKey,
  );
}

/** The share that a key opens, checked against the commitments. @returns null if it is wrong in any way */
export function openShare(deal: CheckedDeal, place: number, key: Uint8Array): bigint | null {
  const cipher = xchacha20poly1305(key, NONCE);
  const sealed = deal.shares[place - 1];
  ensure(sealed !== undefined, "seal/place", `the deal has no share for place ${place}`);
  let bytes: Uint8Array;
  try {
    bytes = cipher.decrypt(sealed);
  } catch {
    return null; // a wrong tag
  }
  let share: bigint;
  try {
    share = readScalar(bytes, "a share");
  } catch (error) {
    if (error instanceof PsephosError && error.code === "seal/scalar") return null;
    throw error;
  }
  const expected = evaluateCommitments(deal.points.commitments, place);
  return times(Group.BASE, share).equals(expected) ? share : null;
}

/** A deal from the given secrets: {@link createDeal} draws them. */
export function dealFrom(plan: CeremonyPlan, dealer: number, secrets: DealSecrets): Deal {
  assertPlan(plan);
  const { context, keykeepers } = plan;
  assertPlace(dealer, keykeepers);
  const commitments = secrets.coefficients.map((a) => Group.BASE.multiply(a).toBytes());
  const ephemeral = Group.BASE.multiply(secrets.ephemeral).toBytes();
  const head = { dealer, ephemeral, commitments };
  const shares = keykeepers.publicKeys.map((publicKey, i) => {
    const shared = readPoint(publicKey, "a keykeeper's key").multiply(secrets.ephemeral).toBytes();
    const key = shareKey(context, shared, head, i + 1, publicKey);
    return xchacha20poly1305(key, NONCE).encrypt(writeScalar(evaluate(secrets.coefficients, i + 1)));
  });
  const prove = (label: "deal/ephemeral" | "deal/constant", secret: bigint, nonce: bigint) =>
    proveLogWith(proofScope(context, label, head), [GENERATOR], secret, nonce);
  return {
    ...head,
    proofs: {
      ephemeral: prove("deal/ephemeral", secrets.ephemeral, secrets.nonces.ephemeral),
      constant: prove("deal/constant", secrets.coefficients[0]!, secrets.nonces.constant),
    },
    shares,
  };
}

/**
 * A fresh deal. The dealer need not store any secret of it: the dealer's own share is in it, sealed for the dealer as the others are for their keykeepers.
 * @param dealer the dealer's place, from 1
 * @throws PsephosError `seal/context`, `seal/keykeepers`, `seal/place`, `seal/point`
 */
export function createDeal(plan: CeremonyPlan, dealer: number): Deal {
  return dealFrom(plan, dealer, {
    coefficients: Array.from({ length: plan.keykeepers.threshold }, randomScalar),
    ephemeral: randomScalar(),
    nonces: { ephemeral: randomScalar(), constant: randomScalar() },
  });
}

/** A deal with copies of its bytes. @throws PsephosError `seal/bytes`, `seal/deal` */
function copied(deal: Deal): Deal {
  ensure(
    Array.isArray(deal.commitments) && Array.isArray(deal.shares) && typeof deal.proofs === "object",
    "seal/deal",
    "a deal has lists of commitments and shares, and its proofs",
  );
  return {
    dealer: deal.dealer,
    commitments: deal.commitments.map((one) => fixedBytes(one, POINT_BYTES, "a commitment")),
    ephemeral: fixedBytes(deal.ephemeral, POINT_BYTES, "a deal's ephemeral point"),
    proofs: {
      ephemeral: fixedBytes(deal.proofs?.ephemeral, PROOF_BYTES, "a deal's proof"),
      constant: fixedBytes(deal.proofs?.constant, PROOF_BYTES, "a deal's proof"),
    },
    shares: deal.shares.map((one) => fixedBytes(one, SEALED_SHARE_BYTES, "a sealed share")),
  };
}

/**
 * Checks what everybody can check of a deal, except its dealer's signature (`dealSigner`): without the signature, anyone could have made the deal, or
 * changed its sealed shares. This does not detect a wrong share: its receiver complains.
 * @throws PsephosError `seal/place`, `seal/deal` (counts), `seal/bytes` (sizes), `seal/point`, `seal/scalar`, `seal/proof`
 */
export function checkDeal(plan: CeremonyPlan, given: Deal): CheckedDeal {
  const { context, keykeepers } = plan;
  assertPlace(given.dealer, keykeepers);
  const deal = copied(given);
  const { threshold, publicKeys } = keykeepers;
  ensure(
    deal.commitments.length === threshold,
    "seal/deal",
    `a deal has exactly ${threshold} commitments, one for each share that opens`,
  );
  ensure(
    deal.shares.length === publicKeys.length,
    "seal/deal",
    `a deal has ${publicKeys.length} sealed shares, one for each keykeeper`,
  );
  const commitments = deal.commitments.map((bytes) => readPoint(bytes, "a commitment"));
  const ephemeral = readPoint(deal.ephemeral, "a deal's ephemeral point");
  const proven = (label: "deal/ephemeral" | "deal/constant", image: Point, proof: Uint8Array) =>
    verifyLog(proofScope(context, label, deal), [GENERATOR], [image], proof);
  ensure(
    proven("deal/ephemeral", ephemeral, deal.proofs.ephemeral),
    "seal/proof",
    "the dealer does not prove knowledge of the deal's ephemeral secret",
  );
  ensure(
    proven("deal/constant", commitments[0]!, deal.proofs.constant),
    "seal/proof",
    "the dealer does not prove knowledge of the shared secret",
  );
  return { ...deal, plan, points: { commitments, ephemeral } };
}

/** A deal as bytes, for a hash or a transaction: `dealer ‖ commitments ‖ E ‖ proofs ‖ shares`; the counts follow from the keykeepers. */
export function encodeDeal(deal: Deal): Uint8Array {
  const { dealer, commitments, ephemeral, proofs, shares } = deal;
  return concatBytes(
    placeByte(dealer),
    ...commitments,
    ephemeral,
    proofs.ephemeral,
    proofs.constant,
    ...shares,
  );
}

/** Reads what {@link encodeDeal} wrote; {@link checkDeal} comes next. @throws PsephosError `seal/deal`: another length */
export function decodeDeal(bytes: Uint8Array, { threshold, publicKeys }: Keykeepers): Deal {
  const sizes = [
    1,
    ...Array<number>(threshold + 1).fill(POINT_BYTES),
    64,
    64,
    ...publicKeys.map(() => SEALED_SHARE_BYTES),
  ];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  ensure(bytes.length === total, "seal/deal", `a deal in this ceremony has ${total} bytes`);
  let at = 0;
  const parts = sizes.map((size) => {
    at += size;
    return Uint8Array.from(bytes.subarray(at - size, at));
  });
  return {
    dealer: parts[0]![0]!,
    commitments: parts.slice(1, 1 + threshold),
    ephemeral: parts[1 + threshold]!,
    proofs: { ephemeral: parts[2 + threshold]!, constant: parts[3 + threshold]! },
    shares: parts.slice(4 + threshold),
  };
}
