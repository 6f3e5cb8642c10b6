/** Adding to powers of tau: a contributor's secrets, or a public beacon at the end. */
import { createHash } from "node:crypto";
import { blake2b } from "@noble/hashes/blake2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { type Beacon, beaconSeed } from "../beacon.js";
import { checkedName } from "../contributor-name.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import { deriveScalars, type Entropy, gatherSeed } from "../entropy.js";
import { multiply, power as raise } from "../field.js";
import { BinaryWriter } from "../formats/binary-writer.js";
import { toPartialHash } from "../formats/partial-hash.js";
import { formatPtauHeader, POWERS, type PowersName, PtauFile, powersCount } from "../formats/ptau.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors, scalarBytes } from "../vectors/vectors.js";
import { CHUNK, firstChallenge, ORDER } from "./challenge.js";
import {
  compress,
  formatPtauRecords,
  hashedKey,
  type PtauRecord,
  parsePtauRecords,
  SECRETS,
  type ShownSecret,
  type Standing,
  shownBase,
} from "./records.js";

/** τ, α, β, and the points on which they are proved. */
interface PtauKey {
  readonly secrets: readonly bigint[];
  readonly bases: readonly Uint8Array[];
}

/** A contribution's hashes, hex. */
export interface PtauContribution {
  /** What the contributor publishes: snarkjs's response hash. */
  readonly hash: string;
  readonly nextChallenge: string;
}

function showSecrets(
  curve: SetupCurve,
  { secrets, bases }: PtauKey,
  challenge: Uint8Array,
): PtauRecord["key"] {
  return SECRETS.map((_, i) => {
    const pair = { g1S: bases[i]!, g1SX: curve.multiply(bases[i]!, secrets[i]!) };
    return { ...pair, g2SpX: shownBase(curve, i, challenge, pair, secrets[i]!) };
  }) as [ShownSecret, ShownSecret, ShownSecret];
}

/** scalar · τ^i for i from `first`, as scalar bytes. */
function progression(scalar: bigint, tau: bigint, first: number, count: number): Uint8Array {
  let value = multiply(scalar, raise(tau, BigInt(first)));
  const values = new Array<bigint>(count);
  for (let i = 0; i < count; i++, value = multiply(value, tau)) values[i] = value;
  return scalarBytes(values);
}

/** Multiplies a vector by `scalar`·τ^i, writes it and has it hashed compressed; returns its first two points. */
async function applyToVector(
  name: PowersName,
  [scalar, tau]: readonly [bigint, bigint],
  from: PtauFile,
  writer: BinaryWriter,
  hash: (compressed: Uint8Array) => void,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<[Uint8Array, Uint8Array]> {
  const { plain, group, what } = POWERS[name];
  const size = POINT_BYTES[group];
  const count = powersCount(name, from.power);
  let head: Uint8Array | undefined;
  await writer.begin(plain);
  for (let first = 0; first < count; first += CHUNK) {
    const length = Math.min(CHUNK, count - first);
    const points = await from.read(name, first, length);
    const scalars = progression(scalar, tau, first, length);
    const scaled = await vectors.scale(group, points, scalars, what, options);
    scalars.fill(0);
    await writer.append(scaled);
    hash(compress(await vectors.uncompressed(group, scaled), size));
    head ??= scaled.slice(0, 2 * size);
  }
  return [head!.subarray(0, size), head!.subarray(size)];
}

/** The challenge that the next contributor answers: the response's hash, and every point uncompressed. */
async function nextChallenge(
  response: Uint8Array,
  power: number,
  writer: BinaryWriter,
  vectors: PointVectors,
): Promise<Uint8Array> {
  const hasher = createHash("blake2b512").update(response);
  for (const name of ORDER) {
    const { plain, group } = POWERS[name];
    const size = POINT_BYTES[group];
    const count = powersCount(name, power);
    for (let first = 0; first < count; first += CHUNK) {
      const points = await writer.readBack(plain, first * size, Math.min(CHUNK, count - first) * size);
      hasher.update(await vectors.uncompressed(group, points));
    }
  }
  const betaG2 = await writer.readBack(6, 0, POINT_BYTES.g2);
  return new Uint8Array(hasher.update(await vectors.uncompressed("g2", betaG2)).digest());
}

async function applyKey(
  paths: { readonly from: string; readonly to: string },
  makeKey: (curve: SetupCurve) => Promise<PtauKey>,
  about: Pick<PtauRecord, "name" | "beacon">,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<PtauContribution> {
  await using from = await PtauFile.open(paths.from);
  ensure(
    from.power === from.ceremonyPower,
    "setup/ptau-reduced",
    "this file is a part of a larger one: nobody can add to it",
  );
  const records = parsePtauRecords(await from.file.read(7));
  ensure(
    !records.at(-1)?.beacon,
    "setup/ptau-final",
    "these powers are final: a beacon closed them, and nobody can add to them",
  );
  ensure(
    about.beacon === undefined || records.length > 0,
    "setup/no-contribution",
    "nobody has contributed: with a beacon alone everybody would know the secrets",
  );
  const curve = await setupCurve();
  const challenge = records.at(-1)?.nextChallenge ?? (await firstChallenge(from.power));
  const secret = await makeKey(curve);
  const [tau, alpha, beta] = secret.secrets as [bigint, bigint, bigint];
  const key = showSecrets(curve, secret, challenge);
  return await BinaryWriter.write(paths.to, "ptau", 1, 7, async (writer) => {
    await writer.section(1, formatPtauHeader(from.power, from.power));
    const hasher = blake2b.create({ dkLen: 64 }).update(challenge);
    const hash = (bytes: Uint8Array): void => void hasher.update(bytes);
    const apply = (name: PowersName, scalar: bigint) =>
      applyToVector(name, [scalar, tau], from, writer, hash, vectors, options);
    const [, tauG1] = await apply("tauG1", 1n);
    const [, tauG2] = await apply("tauG2", 1n);
    const [alphaG1] = await apply("alphaTauG1", alpha);
    const [betaG1] = await apply("betaTauG1", beta);
    const betaG2 = curve.multiply(await from.betaG2(), beta);
    await writer.section(6, betaG2);
    hash(compress(await vectors.uncompressed("g2", betaG2), POINT_BYTES.g2));
    const partialHash = toPartialHash(hasher);
    const response = hasher.update(hashedKey({ key })).digest();
    const standing: Standing = { tauG1, tauG2, alphaG1, betaG1, betaG2 };
    const next = await nextChallenge(response, from.power, writer, vectors);
    const record: PtauRecord = { ...standing, key, partialHash, nextChallenge: next, ...about };
    await writer.section(7, formatPtauRecords([...records, record]));
    return { hash: bytesToHex(response), nextChallenge: bytesToHex(next) };
  });
}

/**
 * Adds a contributor's secrets to powers of tau. They are drawn here, from the platform's CSPRNG and
 * `entropy`. Only the points that prove them leave this function. Buffers that held them are wiped. The
 * file is not checked (`verifyPtau` does that).
 * @param input `from`, `to`: paths; `name`: up to 64 characters, public.
 * @throws PsephosError as `PtauFile.open`; `setup/ptau-contributions`, `setup/ptau-reduced`, `setup/ptau-final`,
 *   `setup/contribution-name`, `setup/file-write`; the signal's reason
 */
export async function contributeToPtau(
  input: { readonly from: string; readonly to: string; readonly name: string; readonly entropy?: Entropy },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<PtauContribution> {
  const name = checkedName(input.name);
  const makeKey = async (curve: SetupCurve): Promise<PtauKey> => {
    const seed = gatherSeed(input.entropy ?? {});
    const scalars = deriveScalars(seed, 6);
    seed.fill(0);
    return { secrets: scalars.slice(0, 3), bases: scalars.slice(3).map((scalar) => curve.g1([scalar])) };
  };
  return applyKey(input, makeKey, { name, beacon: undefined }, vectors, options);
}

/**
 * Closes powers of tau with a public beacon, which anyone can check.
 * @throws as `contributeToPtau`; PsephosError `setup/beacon-shape`, `setup/no-contribution`
 */
export async function closePtau(
  input: { readonly from: string; readonly to: string; readonly name: string; readonly beacon: Beacon },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<PtauContribution> {
  const { name, beacon } = input;
  const seed = await beaconSeed(beacon, options.signal);
  const makeKey = async (curve: SetupCurve): Promise<PtauKey> => {
    const { scalars, points } = curve.drawSecrets(seed, 3);
    return { secrets: scalars, bases: points };
  };
  return applyKey(input, makeKey, { name: checkedName(name), beacon }, vectors, options);
}
