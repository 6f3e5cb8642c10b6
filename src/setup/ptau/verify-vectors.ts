/**
 * Whether the vectors of powers follow from the last contribution. With n = 2^power, random ρ₁ … ρₙ₋₁ (`weigh.ts`; what stands at 0
 * is compared), and P, Q, A, B the points of [τ^i]₁, [τ^i]₂, [ατ^i]₁, [βτ^i]₁, one pass over each vector gives
 *
 *   S = Σ ρᵢ Pᵢ, T = Σ ρᵢ Pᵢ₋₁, U = Σ ρᵢ Pₙ₋₁₊ᵢ, S₂ = Σ ρᵢ Qᵢ, Sα = Σ ρᵢ Aᵢ, Sβ = Σ ρᵢ Bᵢ,  and they are right when
 *
 *   | e(S, 1) = e(T, [τ]₂)        | P is a progression of ratio τ up to Pₙ₋₁ |
 *   | e(1, S₂) = e(S, 1)          | Q is the same in G2                       |
 *   | e(U, 1) = e(S, Qₙ₋₁)        | so is the rest of P: Pₙ₋₁₊ᵢ = τ^(n−1) Pᵢ  |
 *   | e(Sα, 1) = e([α]₁, S₂)      | Aᵢ = α τ^i; likewise B                    |
 *
 * T costs one window more, not another pass: S = Σ u_w F_w with the windows' sums F_w = Σ d_(i+w) Pᵢ, and since the weight of Pᵢ
 * in T is ρᵢ₊₁ = Σ u_w d_(i+w+1), T = Σ u_w F_(w+1) + ρ₁ P₀ − ρₙ Pₙ₋₁.
 *
 * Each line assumes those above. The first line that a wrong point breaks accepts it with probability below 2^-62
 * (snarkjs, with two passes over each vector by weights of 32 bits: 2^-32).
 */

import type { Hash } from "node:crypto";
import { equalBytes } from "@noble/ciphers/utils.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import type { Thread } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { POWERS, type PowersName, type PtauFile } from "../formats/ptau.js";
import { GENERATOR } from "../vectors/multiples.js";
import { withRatios } from "../vectors/ratio-batch.js";
import { spread, type WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors } from "../vectors/vectors.js";
import { type Shape, shapeFor, weighPoints } from "../vectors/weigh.js";
import { Weights } from "../vectors/weights.js";
import { digitStream, newStreamKey } from "./digit-stream.js";
import type { PtauRecord } from "./records.js";
import type { VerifiedParts } from "./verified-parts.js";

/** The inputs of the check of a file's points. */
export interface Check {
  readonly ptau: PtauFile;
  /** The last contribution, already verified. */
  readonly last: PtauRecord;
  readonly vectors: PointVectors;
  /** Points read and weighed at a time, an even number. */
  readonly chunk: number;
  readonly options: WorkOptions;
}

/** A vector, or the two halves of the longest, in the order in which points are hashed. */
const SERIES = {
  tauG1: "tauG1",
  upperTauG1: "tauG1",
  tauG2: "tauG2",
  alphaTauG1: "alphaTauG1",
  betaTauG1: "betaTauG1",
} as const satisfies Record<string, PowersName>;
type SeriesName = keyof typeof SERIES;
const NAMES = Object.keys(SERIES) as SeriesName[];

/** Weights `first` … `end − 1` of a series. */
interface Piece {
  readonly series: SeriesName;
  readonly first: number;
  readonly end: number;
}

/** The windows' sums of a piece, and its points to be hashed; of one whose sums are `known`, only those. */
async function weighPiece(
  ptau: PtauFile,
  { series, first, end }: Piece,
  known: boolean,
  weights: Weights,
  thread: Thread,
): Promise<{ readonly sums: Uint8Array; readonly uncompressed: Uint8Array }> {
  const { group, what } = POWERS[SERIES[series]];
  const { shape } = weights;
  const upper = series === "upperTauG1";
  const shift = upper ? 2 ** ptau.power - 1 : 0;
  const weighed = Math.max(first, 1);
  const from = upper ? weighed : first;
  const windows = shape.windows + (series === "tauG1" ? 1 : 0);
  return weighPoints(thread, {
    group,
    what,
    points: await ptau.read(SERIES[series], shift + from, end - from),
    from: known ? undefined : weighed - from,
    digits: weights.digits(weighed, end + windows - 1),
    shape: { ...shape, windows },
    uncompressed: true,
  });
}

/** Takes numbered items in any order, and returns them in the order of their numbers. */
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

/** What a note is called: sums of one shape are of no use with weights of another. */
const partOf = (what: string, { bits, windows }: Shape): string => `${what}, ${bits} bits x ${windows}`;

/** The weights of the earlier sums, or new ones. */
async function openWeights({ ptau, chunk }: Check, parts: VerifiedParts): Promise<Weights> {
  const shape = shapeFor(Math.min(chunk, 2 ** ptau.power));
  const part = partOf("weights", shape);
  const before = parts.get(part);
  const key = before === undefined ? newStreamKey() : hexToBytes(before);
  if (before === undefined) await parts.add(part, bytesToHex(key));
  return new Weights(shape, digitStream(key));
}

/** The windows' sums of every series. Its points are checked and hashed at the same time. */
async function weighSeries(
  { ptau, vectors, chunk, options }: Check,
  weights: Weights,
  hasher: Hash,
  parts: VerifiedParts,
): Promise<Record<SeriesName, Uint8Array>> {
  const count = 2 ** ptau.power;
  const found = {} as Record<SeriesName, Uint8Array>;
  const pieces: Piece[] = [];
  for (const series of NAMES) {
    const before = parts.get(partOf(series, weights.shape));
    if (before !== undefined) found[series] = hexToBytes(before);
    for (let first = 0; first < count; first += chunk)
      pieces.push({ series, first, end: Math.min(first + chunk, count) });
  }
  const hash = inTurn((bytes: Uint8Array) => void hasher.update(bytes));
  const known = new Set(Object.keys(found));
  const rows = new Map(NAMES.map((series): [SeriesName, Uint8Array[]] => [series, []]));
  const stage = `${known.size < NAMES.length ? "weighing" : "hashing"} the powers`;
  await spread(vectors.pool, pieces.length, stage, options, async (index, thread) => {
    const piece = pieces[index]!;
    const { series } = piece;
    const { sums, uncompressed } = await weighPiece(ptau, piece, known.has(series), weights, thread);
    hash(index, uncompressed);
    const all = rows.get(series)!;
    if (known.has(series) || all.push(sums) < Math.ceil(count / chunk)) return;
    found[series] = await vectors.totals(POWERS[SERIES[series]].group, all);
    await parts.add(partOf(series, weights.shape), bytesToHex(found[series]));
  });
  return found;
}

/** S and T, from the windows' sums of the lower half of [τ^i]₁. */
async function sumAndShifted(
  { ptau, vectors }: Check,
  weights: Weights,
  sums: Uint8Array,
): Promise<[Uint8Array, Uint8Array]> {
  const { windows } = weights.shape;
  const n = 2 ** ptau.power;
  const ends = Buffer.concat([await ptau.read("tauG1", 0, 1), await ptau.read("tauG1", n - 1, 1)]);
  const [first] = weights.scalars(1, 2);
  const [last] = weights.scalars(n, n + 1);
  return [
    await weights.combine(vectors, "g1", sums.subarray(0, windows * POINT_BYTES.g1)),
    await weights.combine(vectors, "g1", sums.subarray(POINT_BYTES.g1), ends, [
      first!,
      (SCALAR_FIELD_ORDER - last!) % SCALAR_FIELD_ORDER,
    ]),
  ];
}

/**
 * Checks that the vectors are progressions that begin where the last contribution says, and has their points hashed,
 * uncompressed.
 * @throws PsephosError `setup/point-invalid`, `setup/ptau-vector`; the signal's reason
 */
export async function verifyVectors(check: Check, hasher: Hash, parts: VerifiedParts): Promise<void> {
  const { ptau, last, vectors } = check;
  const [one1, one2] = [GENERATOR.g1, GENERATOR.g2];
  const begins: [PowersName, Uint8Array, Uint8Array | undefined][] = [
    ["tauG1", one1, last.tauG1],
    ["tauG2", one2, last.tauG2],
    ["alphaTauG1", last.alphaG1, undefined],
    ["betaTauG1", last.betaG1, undefined],
  ];
  for (const [name, first, second] of begins)
    ensure(
      equalBytes(await ptau.read(name, 0, 1), first) &&
        (second === undefined || equalBytes(await ptau.read(name, 1, 1), second)),
      "setup/ptau-vector",
      `${POWERS[name].what} does not begin where the last contribution says`,
    );
  const weights = await openWeights(check, parts);
  const sums = await weighSeries(check, weights, hasher, parts);
  const [sum, shifted] = await sumAndShifted(check, weights, sums.tauG1);
  const combined = (series: SeriesName): Promise<Uint8Array> =>
    weights.combine(vectors, POWERS[SERIES[series]].group, sums[series]);
  const upper = await combined("upperTauG1");
  const sumG2 = await combined("tauG2");
  const [alpha, beta] = [await combined("alphaTauG1"), await combined("betaTauG1")];
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
    relate("tauG1", [shifted, sum], [one2, last.tauG2]);
    relate("tauG2", [one1, sum], [one2, sumG2]);
    relate("tauG1", [sum, upper], [one2, lastG2]);
    relate("alphaTauG1", [last.alphaG1, alpha], [one2, sumG2]);
    relate("betaTauG1", [last.betaG1, beta], [one2, sumG2]);
  });
}
