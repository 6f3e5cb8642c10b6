/** Whether every contribution to powers of tau follows its predecessor [snarkjs 0.7.6, `src/powersoftau_verify.js`]. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { type Beacon, beaconSeed } from "../beacon.js";
import { placeAndName } from "../contributor-name.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import type { ChainLink } from "../phase2/chain.js";
import type { RatioChecks } from "../vectors/pairing.js";
import type { WorkOptions } from "../vectors/spread.js";
import { firstChallenge } from "./challenge.js";
import { type PtauRecord, responseHash, SECRETS, type Standing, shownBase } from "./records.js";

/** A state of the powers that a contribution starts from. */
type Predecessor = Standing & { readonly nextChallenge: Uint8Array };

async function checkBeacon(
  { key }: PtauRecord,
  beacon: Beacon,
  curve: SetupCurve,
  label: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { scalars, points } = curve.drawSecrets(await beaconSeed(beacon, signal), 3);
  ensure(
    key.every(
      ({ g1S, g1SX }, i) =>
        equalBytes(g1S, points[i]!) && equalBytes(g1SX, curve.multiply(points[i]!, scalars[i]!)),
    ),
    "setup/beacon-mismatch",
    `${label} was not made from the beacon that it names`,
    "The beacon's value or its number of iterations is wrong.",
  );
}

/** One link: the contributor knew its secrets, they are bound to the challenge before it, and they changed every point. */
async function checkLink(
  record: PtauRecord,
  before: Predecessor,
  label: string,
  curve: SetupCurve,
  ratios: RatioChecks,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [tau, alpha, beta] = record.key;
  const shown = record.key.map((secret, i) => {
    const base = shownBase(curve, i, before.nextChallenge, secret, 1n);
    ensure(
      ratios.same([secret.g1S, secret.g1SX], [base, secret.g2SpX], label),
      "setup/contribution-proof",
      `${label} does not show that its ${SECRETS[i]} was known, or does not follow from the contributions before it`,
      "A contribution was removed, moved, repeated or altered.",
    );
    return [base, secret.g2SpX] as const;
  });
  const follows =
    ratios.same([before.tauG1, record.tauG1], shown[0]!, label) &&
    ratios.same([tau.g1S, tau.g1SX], [before.tauG2, record.tauG2], label) &&
    ratios.same([before.alphaG1, record.alphaG1], shown[1]!, label) &&
    ratios.same([before.betaG1, record.betaG1], shown[2]!, label) &&
    ratios.same([beta.g1S, beta.g1SX], [before.betaG2, record.betaG2], label);
  ensure(follows, "setup/ptau-link", `${label} did not change the powers by its secrets`);
  ratios.assertPoint("g1", alpha.g1S, label);
  if (record.beacon) await checkBeacon(record, record.beacon, curve, label, signal);
}

/**
 * Checks a chain of contributions; returns the result for each.
 * @throws PsephosError `setup/contribution-proof`, `setup/ptau-link`, `setup/beacon-mismatch`, `setup/beacon-shape`,
 *   `setup/point-invalid`; the signal's reason
 */
export async function checkLinks(
  records: readonly PtauRecord[],
  ceremonyPower: number,
  ratios: RatioChecks,
  { onProgress, signal }: WorkOptions,
): Promise<ChainLink[]> {
  const curve = await setupCurve();
  const [one1, one2] = [curve.g1([1n]), curve.g2([1n])];
  let before: Predecessor = {
    tauG1: one1,
    tauG2: one2,
    alphaG1: one1,
    betaG1: one1,
    betaG2: one2,
    nextChallenge: await firstChallenge(ceremonyPower),
  };
  const links: ChainLink[] = [];
  for (const [i, record] of records.entries()) {
    signal?.throwIfAborted();
    const { name, beacon } = record;
    const label = `contribution ${placeAndName(i + 1, name)}`;
    await checkLink(record, before, label, curve, ratios, signal);
    links.push({
      name,
      hash: bytesToHex(responseHash(record)),
      beacon: beacon && { hash: bytesToHex(beacon.hash), iterationsExponent: beacon.iterationsExponent },
    });
    before = record;
    onProgress?.({ stage: "contributions", done: i + 1, total: records.length });
  }
  return links;
}
