/**
 * The proof [https://eprint.iacr.org/2016/260, 3.2], from wires and a loaded key:
 *
 *   A  = t·(α₁ + Σ wᵢ·Aᵢ)
 *   B  = 1/t·(β₂ + Σ wᵢ·B₂ᵢ) + s·δ₂
 *   C  = Σ wᵢ·Cᵢ + Σ hⱼ·Hⱼ + s·A
 *
 * This is the paper's proof with r = 0 and s·t in the place of s, randomised again [https://eprint.iacr.org/2020/811, figure 1]: t·A, B/t, C. The
 * paper adds r·δ₁ to A, and then C needs r·B₁, a sum of G1 as long as that of B. Here, too, A and B are uniform (A is never 0), and C follows
 * from them and the statement.
 *
 * where hⱼ are the values of the quotient's numerator on the odd coset (`quotient.ts`).
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { Program, type Ref, type Thread } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { viewOf } from "../formats/sections.js";
import { WORD, writeWord } from "../formats/words.js";
import { PROOF_BYTES } from "../proof.js";
import type { Blinding } from "./blinding.js";
import { gather } from "./compact.js";
import { G1_BYTES, G2_BYTES, type LoadedKey, type LoadedPiece } from "./loaded-key.js";
import { quotientScalars } from "./quotient.js";
import { COST } from "./schedule.js";

export interface ProvingHooks {
  readonly signal?: AbortSignal | undefined;
  /** Called during the work with the finished share: 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** The sums of the pieces, each an affine point in the kernel's form. Those of C have what belongs to H too. */
type Sums = Record<"a" | "b2" | "c", Uint8Array[]>;

const sumOf = ({ parts }: LoadedPiece): keyof Sums => {
  const { section } = parts[0]!;
  return section === "h" ? "c" : section;
};

/** A piece's scalars, from those of the wires, and for points of H from the quotient's. */
function scalarsOf({ parts }: LoadedPiece, wires: Uint8Array, quotient: Uint8Array | undefined): Uint8Array {
  return concatBytes(
    ...parts.map((part) => gather(part.section === "h" ? quotient! : wires, WORD, part.wires)),
  );
}

function multiplication(piece: LoadedPiece, pointer: number, scalars: Uint8Array): Program {
  const [name, size] =
    sumOf(piece) === "b2" ? (["g2_msm", G2_BYTES] as const) : (["g1_msm", G1_BYTES] as const);
  const program = new Program();
  const sum = program.alloc(size);
  program.need(program.call(name, sum, pointer, program.put(scalars), scalars.length / WORD));
  program.get(sum, size);
  return program;
}

async function multiplyAll(key: LoadedKey, wires: Uint8Array, hooks: ProvingHooks): Promise<Sums> {
  const { signal, onFraction } = hooks;
  const cost = ({ parts }: LoadedPiece): number =>
    parts.reduce((sum, { section, wires }) => sum + COST[section] * wires.length, 0);
  const total = key.pieces.reduce((sum, piece) => sum + cost(piece), 0);
  let done = 0;
  const sums: Sums = { a: [], b2: [], c: [] };
  // First in its threads' queues; what depends on it is queued after everything else.
  const quotient = key.quotient.then((loaded) => quotientScalars(loaded, wires, signal));
  const multiply = async (piece: LoadedPiece, pointer: number): Promise<void> => {
    const needsQuotient = piece.parts.some(({ section }) => section === "h");
    const scalars = scalarsOf(piece, wires, needsQuotient ? await quotient : undefined);
    const [sum] = await piece.thread.run(multiplication(piece, pointer, scalars), signal);
    done += cost(piece);
    onFraction?.(done / total);
    sums[sumOf(piece)].push(sum as Uint8Array);
  };
  // No sum begins before all of them can: while the calling thread computes one, it gives others nothing to do. Nor before the
  // polynomials are in their threads' queues: H waits for them.
  const multiplied = Promise.all([key.pointers, key.quotient]).then(([pointers]) =>
    Promise.all(key.pieces.map((piece, i) => multiply(piece, pointers[i]!))),
  );
  await Promise.all([quotient, multiplied]);
  return sums;
}

type Term = readonly [point: Uint8Array, scalar: bigint];

const times = (scalar: bigint, points: readonly Uint8Array[]): Term[] =>
  points.map((point) => [point, scalar]);

/** 1 / t in the scalar field. */
function inverse(t: bigint): bigint {
  let [low, high, x, y] = [t, SCALAR_FIELD_ORDER, 1n, 0n];
  while (low > 0n) [low, high, x, y] = [high % low, low, y - (high / low) * x, x];
  return y < 0n ? y + SCALAR_FIELD_ORDER : y;
}

/** Σ scalar·point, as an affine point in the thread's memory. */
function combine(program: Program, group: "g1" | "g2", terms: readonly Term[]): Ref {
  const size = group === "g2" ? G2_BYTES : G1_BYTES;
  const points = new Uint8Array(terms.length * size);
  const scalars = new Uint8Array(terms.length * WORD);
  terms.forEach(([point, scalar], i) => {
    points.set(point, i * size);
    writeWord(viewOf(scalars), i * WORD, scalar);
  });
  const sum = program.alloc(size);
  program.need(program.call(`${group}_msm`, sum, program.put(points), program.put(scalars), terms.length));
  return sum;
}

/** Adds the point, in the form of the proof's bytes, to the program's outputs. */
function tellPoint(program: Program, group: "g1" | "g2", point: Ref): void {
  const size = group === "g2" ? 4 * WORD : 2 * WORD;
  const bytes = program.alloc(size);
  program.call(`${group}_to_bytes`, bytes, point);
  program.get(bytes, size);
}

/**
 * Makes a proof.
 * @param wires the whole witness, 32 little-endian bytes a wire.
 * @param blinding drawn only for this proof.
 * @returns the proof's 256 bytes (`proof.ts`).
 */
export async function proveWires(
  key: LoadedKey,
  wires: Uint8Array,
  { t, s }: Blinding,
  hooks: ProvingHooks = {},
): Promise<Uint8Array> {
  // What is wrong with the key is told as such, and nothing is made of it.
  const [, sums] = await Promise.all([key.loaded, multiplyAll(key, wires, hooks)]);
  const { alpha1, beta2, delta2 } = await key.header;
  const [first] = key.threads as [Thread];

  const sides = new Program();
  const a = combine(sides, "g1", times(t, [alpha1, ...sums.a]));
  const b = combine(sides, "g2", [...times(inverse(t), [beta2, ...sums.b2]), [delta2, s]]);
  sides.get(a, G1_BYTES);
  tellPoint(sides, "g1", a);
  tellPoint(sides, "g2", b);
  const [aPoint, aBytes, bBytes] = (await first.run(sides, hooks.signal)) as Uint8Array[];
  // t hides every A but this one: whoever made the key could choose the witness that gives it.
  ensure(
    aPoint!.some((byte) => byte !== 0),
    "groth16/point-at-infinity",
    "A of the proof is at infinity",
  );

  const last = new Program();
  const c = combine(last, "g1", [...times(1n, sums.c), [aPoint!, s]]);
  tellPoint(last, "g1", c);
  const [cBytes] = (await first.run(last, hooks.signal)) as Uint8Array[];

  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(aBytes!);
  proof.set(bBytes!, 2 * WORD);
  proof.set(cBytes!, 6 * WORD);
  return proof;
}
