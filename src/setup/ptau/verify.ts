/**
 * Whether a powers-of-tau file is what its contributions make it [snarkjs 0.7.6, `src/powersoftau_verify.js`]: every
 * contribution follows its predecessor, and every vector is a progression of ratio τ, by random combinations:
 * e(Σ ρᵢ Pᵢ₊₁, 1) = e(Σ ρᵢ Pᵢ, τ), for ρ below 2^63, which a wrong point escapes with a chance of 2^-63 (snarkjs: 2^-32).
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors.js";
import { type Beacon, beaconSeed } from "../beacon.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import type { Blake2b } from "../formats/partial-hash.js";
import { POWERS, type PowersName, PtauFile, powersCount } from "../formats/ptau.js";
import type { ChainLink } from "../phase2/chain.js";
import { hashFile } from "../transcript/finalize.js";
import { Ratios } from "../vectors/pairing.js";
import { randomScalarBytes } from "../vectors/random.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors } from "../vectors/vectors.js";
import { CHUNK, firstChallenge, ORDER } from "./challenge.js";
import {
  type PtauRecord,
  parsePtauRecords,
  responseHash,
  SECRETS,
  type Standing,
  samePoint,
  shownBase,
} from "./records.js";
import { VerifiedParts } from "./verified-parts.js";
import { verifyBases } from "./verify-bases.js";

/** What was found right. */
export interface VerifiedPtau {
  readonly power: number;
  /** Larger when the file is a part of a larger ceremony's. */
  readonly ceremonyPower: number;
  readonly contributions: readonly ChainLink[];
  /** Whether the last contribution is a beacon. */
  readonly final: boolean;
  /** log2 of each domain that is prepared. */
  readonly prepared: readonly number[];
}

/** A state of the powers that a contribution starts from. */
type Predecessor = Standing & { readonly nextChallenge: Uint8Array };

const BITS = 63;

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
        samePoint(g1S, points[i]!) && samePoint(g1SX, curve.multiply(points[i]!, scalars[i]!)),
    ),
    "setup/beacon-mismatch",
    `${label} was not made from the beacon that it names`,
    "The beacon's value, or the number of its iterations, is not the one that was used.",
  );
}

/** One link: its secrets were known, bound to the challenge before it, and changed every standing point. */
async function checkLink(
  record: PtauRecord,
  before: Predecessor,
  label: string,
  curve: SetupCurve,
  ratios: Ratios,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [tau, alpha, beta] = record.key;
  const shown = record.key.map((secret, i) => {
    const base = shownBase(curve, i, before.nextChallenge, secret, 1n);
    ensure(
      ratios.same([secret.g1S, secret.g1SX], [base, secret.g2SpX], label),
      "setup/contribution-proof",
      `${label} does not show that its ${SECRETS[i]} was known, or does not follow what stands before it`,
      "A contribution was dropped, moved, repeated or altered.",
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

async function checkLinks(
  records: readonly PtauRecord[],
  ceremonyPower: number,
  ratios: Ratios,
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
    const label = `contribution ${i + 1}${name === undefined ? "" : ` (${name})`}`;
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

/** Has a vector's points hashed that were found right before; returns its first two. */
async function rehash(
  ptau: PtauFile,
  name: PowersName,
  hasher: Blake2b,
  vectors: PointVectors,
  { signal }: WorkOptions,
): Promise<[Uint8Array, Uint8Array]> {
  const { group } = POWERS[name];
  const count = powersCount(name, ptau.power);
  for (let first = 0; first < count; first += CHUNK) {
    signal?.throwIfAborted();
    const points = await ptau.read(name, first, Math.min(CHUNK, count - first));
    hasher.update(await vectors.uncompressed(group, points));
  }
  return [await ptau.read(name, 0, 1), await ptau.read(name, 1, 1)];
}

/** Σ ρᵢ Pᵢ and Σ ρᵢ Pᵢ₊₁ over a vector, whose points are checked and hashed on the way; and its first two points. */
async function weigh(
  ptau: PtauFile,
  name: PowersName,
  hasher: Blake2b,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<{ sums: [Uint8Array, Uint8Array]; head: [Uint8Array, Uint8Array] }> {
  const { group, what } = POWERS[name];
  const size = POINT_BYTES[group];
  const count = powersCount(name, ptau.power);
  let sums: [Uint8Array, Uint8Array] | undefined;
  let head: [Uint8Array, Uint8Array] | undefined;
  for (let first = 0; first < count; first += CHUNK) {
    // One point more than the chunk, so that the step from chunk to chunk is weighed too.
    const length = Math.min(CHUNK + 1, count - first);
    const points = await ptau.read(name, first, length);
    const own = points.subarray(0, Math.min(CHUNK, length) * size);
    await vectors.assertInGroup(group, own, what, options);
    hasher.update(await vectors.uncompressed(group, own));
    head ??= [points.slice(0, size), points.slice(size, 2 * size)];
    if (length === 1) continue;
    const weights = randomScalarBytes(length - 1, BITS);
    const sum = (from: number): Promise<Uint8Array> =>
      vectors.sum(
        group,
        points.subarray(from, from + (length - 1) * size),
        weights,
        `weighing ${what}`,
        options,
      );
    const pair: [Uint8Array, Uint8Array] = [await sum(0), await sum(size)];
    const add = (a: Uint8Array, b: Uint8Array): Promise<Uint8Array> =>
      vectors.total(group, Buffer.concat([a, b]));
    sums = sums ? [await add(sums[0], pair[0]), await add(sums[1], pair[1])] : pair;
  }
  return { sums: sums!, head: head! };
}

/** The vectors are progressions that begin where the last contribution says; returns the hash of all points. */
async function checkVectors(
  ptau: PtauFile,
  last: PtauRecord,
  ratios: Ratios,
  vectors: PointVectors,
  parts: VerifiedParts,
  options: WorkOptions,
): Promise<Uint8Array> {
  const curve = await setupCurve();
  const [one1, one2] = [curve.g1([1n]), curve.g2([1n])];
  const hasher = blake2b.create({ dkLen: 64 }).update(responseHash(last));
  const begins: Record<PowersName, readonly [Uint8Array, Uint8Array | undefined]> = {
    tauG1: [one1, last.tauG1],
    tauG2: [one2, last.tauG2],
    alphaTauG1: [last.alphaG1, undefined],
    betaTauG1: [last.betaG1, undefined],
  };
  for (const name of ORDER) {
    const { group, what } = POWERS[name];
    const part = `vector ${name}`;
    const { sums, head } = parts.get(part)
      ? { sums: undefined, head: await rehash(ptau, name, hasher, vectors, options) }
      : await weigh(ptau, name, hasher, vectors, options);
    const [first, second] = begins[name];
    ensure(
      samePoint(head[0], first) && (second === undefined || samePoint(head[1], second)),
      "setup/ptau-vector",
      `${what} does not begin where the last contribution says`,
    );
    if (sums === undefined) continue;
    const steady =
      group === "g1"
        ? ratios.same(sums, [one2, last.tauG2], what)
        : ratios.same([one1, last.tauG1], sums, what);
    ensure(steady, "setup/ptau-vector", `${what} is not a progression of ratio tau`);
    await parts.add(part, "right");
  }
  const betaG2 = await ptau.betaG2();
  ensure(samePoint(betaG2, last.betaG2), "setup/ptau-vector", "[beta] in G2 is not the last contribution's");
  return hasher.update(await vectors.uncompressed("g2", betaG2)).digest();
}

/** Powers to which nobody has contributed: every point is the generator. */
async function verifyFresh(ptau: PtauFile): Promise<VerifiedPtau> {
  const curve = await setupCurve();
  const one = { g1: curve.g1([1n]), g2: curve.g2([1n]) };
  const check = (points: Uint8Array, point: Uint8Array): void => {
    for (let at = 0; at < points.length; at += point.length)
      ensure(
        samePoint(points.subarray(at, at + point.length), point),
        "setup/ptau-vector",
        "these powers name no contribution, and are not powers of 1",
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
 * Verifies a powers-of-tau file: its contributions, its vectors and, when it is prepared, its Lagrange bases.
 * @param input `path`: the file, read piece by piece; `allowNone`: accept powers of 1, to which nobody has contributed
 *   yet, when they are just that; `progressFolder`: a folder that nobody else writes, where what was found right of this very
 *   file is noted, so that a verification that was killed goes on
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
  const ratios = await Ratios.open();
  const contributions = await checkLinks(records, ptau.ceremonyPower, ratios, options);
  const parts = await VerifiedParts.open(
    input.progressFolder,
    input.progressFolder === undefined ? "" : (await hashFile(input.path, options.signal)).sha256,
  );
  const challenge = await checkVectors(ptau, last, ratios, vectors, parts, options);
  ensure(
    ptau.power !== ptau.ceremonyPower || samePoint(challenge, last.nextChallenge),
    "setup/ptau-challenge",
    "the hash of the points is not the one that the last contribution names",
  );
  const prepared = ptau.prepared ? await verifyBases(ptau, vectors, parts, options) : [];
  await parts.clear();
  const { power, ceremonyPower } = ptau;
  return { power, ceremonyPower, contributions, final: last.beacon !== undefined, prepared };
}
