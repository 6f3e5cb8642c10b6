/**
 * Whether a powers-of-tau file follows from its contributions [snarkjs 0.7.6, `src/powersoftau_verify.js`]: every
 * contribution follows its predecessor, every vector is a progression of ratio τ, and prepared bases are those of the powers.
 */

import { createHash } from "node:crypto";
import { equalBytes } from "@noble/ciphers/utils.js";
import { ensure } from "../../errors/index.js";
import { setupCurve } from "../curve.js";
import { POWERS, PtauFile, powersCount } from "../formats/ptau.js";
import type { ChainLink } from "../phase2/chain.js";
import { hashFile } from "../transcript/hash-file.js";
import { withRatios } from "../vectors/ratio-batch.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { CHUNK, ORDER } from "./challenge.js";
import { parsePtauRecords, responseHash } from "./records.js";
import { VerifiedParts } from "./verified-parts.js";
import { verifyBases } from "./verify-bases.js";
import { checkLinks } from "./verify-links.js";
import { verifyVectors } from "./verify-vectors.js";

/** What was verified. */
export interface VerifiedPtau {
  readonly power: number;
  /** Larger if the file is a part of a larger ceremony's file. */
  readonly ceremonyPower: number;
  readonly contributions: readonly ChainLink[];
  /** Whether the last contribution is a beacon. */
  readonly final: boolean;
  /** log2 of each domain that is prepared. */
  readonly prepared: readonly number[];
}

/** Powers to which nobody has contributed: every point is the generator. */
async function verifyFresh(ptau: PtauFile): Promise<VerifiedPtau> {
  const curve = await setupCurve();
  const one = { g1: curve.g1([1n]), g2: curve.g2([1n]) };
  const check = (points: Uint8Array, point: Uint8Array): void => {
    for (let at = 0; at < points.length; at += point.length)
      ensure(
        equalBytes(points.subarray(at, at + point.length), point),
        "setup/ptau-vector",
        "these powers list no contribution, but their secrets are not 1",
      );
  };
  for (const name of ORDER) {
    const { group } = POWERS[name];
    const count = powersCount(name, ptau.power);
    for (let first = 0; first < count; first += CHUNK)
      check(await ptau.read(name, first, Math.min(CHUNK, count - first)), one[group]);
  }
  check(await ptau.betaG2(), one.g2);
  const { power, ceremonyPower } = ptau;
  return { power, ceremonyPower, contributions: [], final: false, prepared: [] };
}

/**
 * Verifies a powers-of-tau file: its contributions, its vectors and, if it is prepared, its Lagrange bases.
 * @param input `path`: the file, read piece by piece; `allowNone`: also accept the initial powers, without
 *   contributions; `progressFolder`: a folder that nobody else writes, where the verified parts of this
 *   file are noted, so that a killed verification can continue
 * @throws PsephosError that names the first fault: as `PtauFile.open`; `setup/ptau-contributions`,
 *   `setup/no-contribution`, `setup/contribution-proof`, `setup/ptau-link`, `setup/beacon-mismatch`, `setup/beacon-shape`,
 *   `setup/point-invalid`, `setup/ptau-vector`, `setup/ptau-challenge`, `setup/ptau-basis`; the signal's reason
 */
export async function verifyPtau(
  input: { readonly path: string; readonly allowNone?: boolean; readonly progressFolder?: string },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<VerifiedPtau> {
  await using ptau = await PtauFile.open(input.path);
  const records = parsePtauRecords(await ptau.file.read(7));
  const last = records.at(-1);
  if (!last && input.allowNone) return await verifyFresh(ptau);
  ensure(last, "setup/no-contribution", "nobody has contributed to these powers of tau: their secrets are 1");
  const contributions = await withRatios((ratios) =>
    checkLinks(records, ptau.ceremonyPower, ratios, options),
  );
  const parts = await VerifiedParts.open(
    input.progressFolder,
    input.progressFolder === undefined ? "" : (await hashFile(input.path, options.signal)).sha256,
  );
  const hasher = createHash("blake2b512").update(responseHash(last));
  const check = { ptau, last, vectors, chunk: CHUNK, options };
  await verifyVectors(check, hasher, parts);
  const betaG2 = await ptau.betaG2();
  ensure(equalBytes(betaG2, last.betaG2), "setup/ptau-vector", "[beta] in G2 is not the last contribution's");
  const challenge = hasher.update(await vectors.uncompressed("g2", betaG2)).digest();
  ensure(
    ptau.power !== ptau.ceremonyPower || equalBytes(challenge, last.nextChallenge),
    "setup/ptau-challenge",
    "the hash of the points differs from the one in the last contribution",
  );
  const prepared = ptau.prepared ? await verifyBases(check, parts) : [];
  await parts.clear();
  const { power, ceremonyPower } = ptau;
  return { power, ceremonyPower, contributions, final: last.beacon !== undefined, prepared };
}
