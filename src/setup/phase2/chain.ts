/** Checks the chain of contributions in a key's file, link by link. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import type { ZkeyContribution, ZkeyContributions } from "../../groth16/index.js";
import { type Beacon, beaconSeed } from "../beacon.js";
import { placeAndName } from "../contributor-name.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import type { Ratios } from "../vectors/pairing.js";
import { ChainTranscript, contributionHash } from "./record.js";

/** A link of the chain, for display. */
export interface ChainLink {
  readonly name: string | undefined;
  /** Hex; what the contributor published. */
  readonly hash: string;
  /** Set if the link was made from a public beacon. */
  readonly beacon: { readonly hash: string; readonly iterationsExponent: number } | undefined;
}

async function checkBeacon(
  record: ZkeyContribution,
  beacon: Beacon,
  curve: SetupCurve,
  label: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { scalars, points } = curve.drawSecrets(await beaconSeed(beacon, signal), 1);
  const product = curve.multiply(points[0]!, scalars[0]!);
  ensure(
    equalBytes(points[0]!, record.g1S) && equalBytes(product, record.g1SX),
    "setup/beacon-mismatch",
    `${label} was not made from the beacon that it names`,
    "The beacon's value or its number of iterations is wrong.",
  );
}

/**
 * Checks every link: its transcript (and so all its predecessors, in order), its proof of knowledge, that its secret
 * changed δ, and for a beacon that the secret follows from the beacon.
 * @returns the links, and [δ]₁ after the last one ([1]₁ when there is none).
 * @throws PsephosError `setup/contribution-transcript`, `setup/contribution-proof`, `setup/contribution-delta`,
 *   `setup/beacon-mismatch`, `setup/beacon-shape`, `setup/point-invalid`
 */
export async function checkChain(
  { circuitHash, contributions }: ZkeyContributions,
  ratios: Ratios,
  signal?: AbortSignal,
): Promise<{ links: ChainLink[]; delta1: Uint8Array }> {
  const curve = await setupCurve();
  const links: ChainLink[] = [];
  const chain = new ChainTranscript(circuitHash);
  let delta1 = curve.g1([1n]);
  for (const [i, record] of contributions.entries()) {
    signal?.throwIfAborted();
    const label = `contribution ${placeAndName(i + 1, record.name)}`;
    const { g1S, g1SX, g2SpX, transcript, deltaAfter, name, beacon } = record;
    ensure(
      equalBytes(chain.next(g1S, g1SX), transcript),
      "setup/contribution-transcript",
      `${label} does not follow from the contributions before it`,
      "A contribution was removed, moved, repeated or altered, or belongs to another circuit.",
    );
    const g2Sp = curve.hashToG2(transcript, 1n);
    ensure(
      ratios.same([g1S, g1SX], [g2Sp, g2SpX], label),
      "setup/contribution-proof",
      `${label} does not show that its secret was known`,
    );
    ensure(
      ratios.same([delta1, deltaAfter], [g2Sp, g2SpX], label),
      "setup/contribution-delta",
      `${label} did not change delta by its secret`,
    );
    if (beacon) await checkBeacon(record, beacon, curve, label, signal);
    links.push({
      name,
      hash: bytesToHex(contributionHash(record)),
      beacon: beacon && { hash: bytesToHex(beacon.hash), iterationsExponent: beacon.iterationsExponent },
    });
    chain.add(record);
    delta1 = deltaAfter;
  }
  return { links, delta1 };
}

/** Whether the chain ends with a beacon: then nobody can contribute. */
export function isFinal({ contributions }: ZkeyContributions): boolean {
  return contributions.at(-1)?.beacon !== undefined;
}

/** A secret and the points that show it, as `SetupCurve.drawSecrets` and contributors make them. */
export interface DeltaKey {
  readonly secret: bigint;
  readonly g1S: Uint8Array;
}

/** The record of a contribution of `key.secret` that follows `chain`, to a key whose [δ]₁ is `delta1`. */
export function makeRecord(
  chain: ChainTranscript,
  delta1: Uint8Array,
  { secret, g1S }: DeltaKey,
  curve: SetupCurve,
  about: Pick<ZkeyContribution, "name" | "beacon">,
): ZkeyContribution {
  const g1SX = curve.multiply(g1S, secret);
  const transcript = chain.next(g1S, g1SX);
  return {
    deltaAfter: curve.multiply(delta1, secret),
    g1S,
    g1SX,
    g2SpX: curve.hashToG2(transcript, secret),
    transcript,
    ...about,
  };
}
