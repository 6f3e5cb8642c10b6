/**
 * Whether the vectors of powers are what the last contribution says. With n = 2^power, random ρ₁ … ρₙ₋₁ (`weigh.ts`; what stands at 0
 * is compared), and P, Q, A, B the points of [τ^i]₁, [τ^i]₂, [ατ^i]₁, [βτ^i]₁, one pass over each vector gives
 *
 *   S = Σ ρᵢ Pᵢ, T = Σ ρᵢ Pᵢ₋₁, U = Σ ρᵢ Pₙ₋₁₊ᵢ, S₂ = Σ ρᵢ Qᵢ, Sα = Σ ρᵢ Aᵢ, Sβ = Σ ρᵢ Bᵢ,  and they are right when
 *
 *   | e(S, 1) = e(T, [τ]₂)        | P is a progression of ratio τ up to Pₙ₋₁ |
 *   | e(1, S₂) = e(S, 1)          | Q is the same in G2                       |
 *   | e(U, 1) = e(S, Qₙ₋₁)        | so is the rest of P: Pₙ₋₁₊ᵢ = τ^(n−1) Pᵢ  |
 *   | e(Sα, 1) = e([α]₁, S₂)      | Aᵢ = α τ^i; likewise B                    |
 *
 * Each line supposes those above. A wrong point escapes the first that it breaks with a chance of at most 2^-63
 * (snarkjs, with two passes over each vector by weights of 32 bits: 2^-32).
 */
import type { Hash } from "node:crypto";
import type { Thread } from "../../engine/index.js";
import { ensure } from "../../errors.js";
import { POWERS, type PowersName, type PtauFile } from "../formats/ptau.js";
import { GENERATOR } from "../vectors/multiples.js";
import { withRatios } from "../vectors/ratio-batch.js";
import { spread, type WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors } from "../vectors/vectors.js";
import { digitsFor, weighPoints } from "../vectors/weigh.js";
import { type PtauRecord, samePoint } from "./records.js";
import type { VerifiedParts } from "./verified-parts.js";
import { Weights } from "./weights.js";

/** What the points of a file are checked with. */
export interface Check {
  readonly ptau: PtauFile;
  /** The last contribution, itself right. */
  readonly last: PtauRecord;
  readonly vectors: PointVectors;
  /** Points read and weighed at a time, an even number. */
  readonly chunk: number;
  readonly options: WorkOptions;
}

/** A vector, or the two halves of the longest, in the order in which points are hashed. */
const SERIES = {
  tauG1: { name: "tauG1", upper: false, previous: true },
  upperTauG1: { name: "tauG1", upper: true, previous: false },
  tauG2: { name: "tauG2", upper: false, previous: false },
  alphaTauG1: { name: "alphaTauG1", upper: false, previous: false },
  betaTauG1: { name: "betaTauG1", upper: false, previous: false },
} as const;
type SeriesName = keyof typeof SERIES;
const NAMES = Object.keys(SERIES) as SeriesName[];

/** Weights `first` … `end − 1` of a series. */
interface Piece {
  readonly series: SeriesName;
  readonly first: number;
  readonly end: number;
}

interface Weighed {
  readonly sums: readonly Uint8Array[];
  readonly hashed: Uint8Array;
}

/** Weighs a piece; one of a series that is known, only has it hashed. */
async function weighPiece(
  ptau: PtauFile,
  { series, first, end }: Piece,
  known: boolean,
  weights: Weights,
  thread: Thread,
): Promise<Weighed> {
  const { name, upper, previous } = SERIES[series];
  const { group, what } = POWERS[name];
  const shift = upper ? 2 ** ptau.power - 1 : 0;
  const weighed = shift + Math.max(first, 1);
  const hashedFrom = upper ? weighed : first;
  const from = previous ? weighed - 1 : hashedFrom;
  const { sums, uncompressed } = await weighPoints(thread, {
    group,
    what,
    points: await ptau.read(name, from, shift + end - from),
    from: known ? [] : [weighed - from, ...(previous ? [weighed - from - 1] : [])],
    weights: weights.take(weighed - shift, end),
    uncompressed: true,
  });
  return { sums, hashed: uncompressed.subarray((hashedFrom - from) * POINT_BYTES[group]) };
}

/** Takes numbered things in any order and hands them on in that of their numbers. */
function inTurn<T>(use: (thing: T) => void): (number: number, thing: T) => void {
  const waiting = new Map<number, T>();
  let next = 0;
  return (number, thing) => {
    waiting.set(number, thing);
    for (; waiting.has(next); next++) {
      use(waiting.get(next)!);
      waiting.delete(next);
    }
  };
}

const toText = (sums: readonly Uint8Array[]): string =>
  sums.map((sum) => Buffer.from(sum).toString("hex")).join(" ");
const fromText = (text: string): Uint8Array[] => text.split(" ").map((sum) => Buffer.from(sum, "hex"));

/** The weights that go with the sums found before, or new ones. */
async function openWeights({ ptau, chunk }: Check, parts: VerifiedParts): Promise<Weights> {
  const before = parts.get("weights");
  const digits = digitsFor(Math.min(chunk, 2 ** ptau.power));
  const weights = new Weights(digits, before === undefined ? undefined : Buffer.from(before, "hex"));
  if (before === undefined) await parts.add("weights", Buffer.from(weights.key).toString("hex"));
  return weights;
}

/** The sums of every series, whose points are checked and hashed on the way. */
async function weighSeries(
  check: Check,
  hasher: Hash,
  parts: VerifiedParts,
): Promise<Record<SeriesName, readonly Uint8Array[]>> {
  const { ptau, vectors, chunk, options } = check;
  const weights = await openWeights(check, parts);
  const count = 2 ** ptau.power;
  const found = {} as Record<SeriesName, readonly Uint8Array[]>;
  const pieces: Piece[] = [];
  for (const series of NAMES) {
    const before = parts.get(`sums ${series}`);
    if (before !== undefined) found[series] = fromText(before);
    for (let first = 0; first < count; first += chunk)
      pieces.push({ series, first, end: Math.min(first + chunk, count) });
  }
  const hash = inTurn((bytes: Uint8Array) => void hasher.update(bytes));
  const known = new Set(Object.keys(found));
  const sums = Object.fromEntries(NAMES.map((series) => [series, [] as (readonly Uint8Array[])[]]));
  const stage = `${known.size < NAMES.length ? "weighing" : "hashing"} the powers`;
  await spread(vectors.pool, pieces.length, stage, options, async (index, thread) => {
    const piece = pieces[index]!;
    const { series } = piece;
    const weighed = await weighPiece(ptau, piece, known.has(series), weights, thread);
    hash(index, weighed.hashed);
    if (known.has(series)) return;
    const all = sums[series]!;
    if (all.push(weighed.sums) < Math.ceil(count / chunk)) return;
    const { group } = POWERS[SERIES[series].name];
    const totals = weighed.sums.map((_, i) => vectors.total(group, Buffer.concat(all.map((sum) => sum[i]!))));
    found[series] = await Promise.all(totals);
    await parts.add(`sums ${series}`, toText(found[series]));
  });
  return found;
}

/**
 * Checks that the vectors are progressions that begin where the last contribution says, and has their points hashed,
 * uncompressed.
 * @throws PsephosError `setup/point-invalid`, `setup/ptau-vector`; the signal's reason
 */
export async function verifyVectors(check: Check, hasher: Hash, parts: VerifiedParts): Promise<void> {
  const { ptau, last } = check;
  const [one1, one2] = [GENERATOR.g1, GENERATOR.g2];
  const begins: [PowersName, Uint8Array, Uint8Array | undefined][] = [
    ["tauG1", one1, last.tauG1],
    ["tauG2", one2, last.tauG2],
    ["alphaTauG1", last.alphaG1, undefined],
    ["betaTauG1", last.betaG1, undefined],
  ];
  for (const [name, first, second] of begins)
    ensure(
      samePoint(await ptau.read(name, 0, 1), first) &&
        (second === undefined || samePoint(await ptau.read(name, 1, 1), second)),
      "setup/ptau-vector",
      `${POWERS[name].what} does not begin where the last contribution says`,
    );
  const sums = await weighSeries(check, hasher, parts);
  const [sum, before] = sums.tauG1 as [Uint8Array, Uint8Array];
  const only = (series: SeriesName): Uint8Array => sums[series][0]!;
  const lastG2 = await ptau.read("tauG2", 2 ** ptau.power - 1, 1);
  await withRatios(async (ratios) => {
    const relate = (
      name: PowersName,
      inG1: [Uint8Array, Uint8Array],
      inG2: [Uint8Array, Uint8Array],
    ): void => {
      const { what } = POWERS[name];
      ensure(ratios.same(inG1, inG2, what), "setup/ptau-vector", `${what} is not a progression of ratio tau`);
    };
    relate("tauG1", [before, sum], [one2, last.tauG2]);
    relate("tauG2", [one1, sum], [one2, only("tauG2")]);
    relate("tauG1", [sum, only("upperTauG1")], [one2, lastG2]);
    relate("alphaTauG1", [last.alphaG1, only("alphaTauG1")], [one2, only("tauG2")]);
    relate("betaTauG1", [last.betaG1, only("betaTauG1")], [one2, only("tauG2")]);
  });
}
