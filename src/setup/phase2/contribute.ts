/** Adding to a circuit's key: a contributor's secret, or a public beacon at the end. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import {
  parseContributions,
  parseZkey,
  readSections,
  writeSections,
  type Zkey,
  type ZkeyContribution,
  type ZkeyContributions,
} from "../../groth16/index.js";
import { type Beacon, beaconSeed } from "../beacon.js";
import { checkedName } from "../contributor-name.js";
import { setupCurve } from "../curve.js";
import { deriveScalars, type Entropy, gatherSeed } from "../entropy.js";
import { inverse } from "../field.js";
import { formatContributions } from "../formats/contributions.js";
import { Ratios } from "../vectors/pairing.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { type ChainLink, checkChain, type DeltaKey, isFinal, makeRecord } from "./chain.js";
import { ChainTranscript, contributionHash } from "./record.js";

/** A key with one more contribution. */
export interface ContributedKey {
  readonly zkey: Uint8Array;
  /** Hex: what the contributor publishes. */
  readonly hash: string;
  /** The contributions before it. */
  readonly before: readonly ChainLink[];
}

/** δ₁ and δ₂ in section 2 of a .zkey. */
const DELTA1_AT = 468;

interface OpenKey {
  readonly zkey: Zkey;
  readonly chain: ZkeyContributions;
  readonly links: readonly ChainLink[];
}

/** Reads a key and checks what needs no circuit: the chain, and that it leads to δ. */
async function openKey(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<OpenKey> {
  const zkey = parseZkey(bytes);
  const chain = parseContributions(zkey.contributions);
  ensure(
    !isFinal(chain),
    "setup/key-final",
    "this key is final: a beacon closed it, and nobody can add to it",
  );
  const ratios = await Ratios.open();
  const { links, delta1 } = await checkChain(chain, ratios, signal);
  checkDelta(zkey, delta1, await generators(), ratios);
  return { zkey, chain, links };
}

async function generators(): Promise<[Uint8Array, Uint8Array]> {
  const curve = await setupCurve();
  return [curve.g1([1n]), curve.g2([1n])];
}

/**
 * Checks that a key's δ follows from its contributions, in both groups.
 * @throws PsephosError `setup/key-delta`
 */
export function checkDelta(
  zkey: Zkey,
  delta1: Uint8Array,
  [generator1, generator2]: readonly [Uint8Array, Uint8Array],
  ratios: Ratios,
): void {
  const fault = "the key's delta does not follow from its contributions";
  ensure(equalBytes(zkey.delta1, delta1), "setup/key-delta", fault);
  ensure(
    ratios.same([generator1, zkey.delta1], [generator2, zkey.delta2], "the key's delta"),
    "setup/key-delta",
    fault,
  );
}

/** The same file with δ multiplied, L and H divided, and one more record. The sections keep their order. */
async function applyKey(
  bytes: Uint8Array,
  { zkey, chain, links }: OpenKey,
  key: DeltaKey,
  about: Pick<ZkeyContribution, "name" | "beacon">,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<ContributedKey> {
  const curve = await setupCurve();
  const transcript = new ChainTranscript(chain.circuitHash, chain.contributions);
  const record = makeRecord(transcript, zkey.delta1, key, curve, about);
  const overSecret = inverse(key.secret);
  const l = await vectors.scale("g1", zkey.c, overSecret, "section L", options);
  const h = await vectors.scale("g1", zkey.h, overSecret, "section H", options);
  const sections = readSections(bytes, "zkey", 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const header = sections.get(2)!.slice();
  header.set(record.deltaAfter, DELTA1_AT);
  header.set(curve.multiply(zkey.delta2, key.secret), DELTA1_AT + record.deltaAfter.length);
  const section10 = formatContributions({
    circuitHash: chain.circuitHash,
    contributions: [...chain.contributions, record],
  });
  const changed = new Map([
    [2, header],
    [8, l],
    [9, h],
    [10, section10],
  ]);
  const written = [...sections].map(([id, body]) => [id, changed.get(id) ?? body] as const);
  return {
    zkey: writeSections("zkey", 1, written),
    hash: bytesToHex(contributionHash(record)),
    before: links,
  };
}

/**
 * Adds a contributor's secret to a key, after checking its chain of contributions. The secret is drawn here, from the
 * platform's CSPRNG and `entropy`. Only the points that prove it leave this function. Buffers that
 * held it are wiped; numbers inside the JavaScript engine cannot be wiped, and are left to its garbage collector.
 * @param input `zkey`: the key as the last contributor published it; `name`: up to 64 characters, public.
 * @throws PsephosError `groth16/…` for a broken file; as `checkChain`; `setup/key-delta`, `setup/key-final`,
 *   `setup/contribution-name`; the signal's reason.
 */
export async function contributeToKey(
  input: { readonly zkey: Uint8Array; readonly name: string; readonly entropy?: Entropy },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<ContributedKey> {
  const name = checkedName(input.name);
  const open = await openKey(input.zkey, options.signal);
  const curve = await setupCurve();
  const seed = gatherSeed(input.entropy ?? {});
  const [secret, base] = deriveScalars(seed, 2) as [bigint, bigint];
  seed.fill(0);
  const key = { secret, g1S: curve.g1([base]) };
  return applyKey(input.zkey, open, key, { name, beacon: undefined }, vectors, options);
}

/**
 * Closes a key with a public beacon, which anyone can check. Contributions end here.
 * @throws as `contributeToKey`; PsephosError `setup/beacon-shape`, `setup/no-contribution` for a key without
 *   contributions: everybody would know its secret.
 */
export async function closeKey(
  input: { readonly zkey: Uint8Array; readonly name: string; readonly beacon: Beacon },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<ContributedKey> {
  const name = checkedName(input.name);
  const seed = await beaconSeed(input.beacon, options.signal);
  const open = await openKey(input.zkey, options.signal);
  ensure(
    open.links.length > 0,
    "setup/no-contribution",
    "nobody has contributed: with a beacon alone everybody would know the secret",
  );
  const { scalars, points } = (await setupCurve()).drawSecrets(seed, 1);
  const key = { secret: scalars[0]!, g1S: points[0]! };
  return applyKey(input.zkey, open, key, { name, beacon: input.beacon }, vectors, options);
}
