/**
 * A proving key in the threads' memories: each of its sections of points but B₁ is divided among them (`schedule.ts`), in the
 * kernel's own form, without the points at infinity; and its coefficients, on the threads that compute the quotient.
 *
 * Loading checks that every point is on its curve. (It checks that β₂ and δ₂ are in the subgroup of G2; for B₂'s
 * points this check would take longer than the proof.)
 */
import { type Output, Program, type Ref, type Thread } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { WORD } from "../formats/words.js";
import { G1_BYTES as G1_FILE, G2_BYTES as G2_FILE } from "../formats/zkey.js";
import type { ShownKeyKind } from "../key-kind.js";
import type { HeaderPoint, ProvingKey, SectionPoints } from "./proving-key.js";
import { type LoadedQuotient, loadQuotient, quotientThreads } from "./quotient.js";
import { bySection, type Piece, type Section, schedule } from "./schedule.js";

/** An affine point in the kernel's memory. */
export const G1_BYTES = 72;
export const G2_BYTES = 144;

/** Points in one thread's memory that are summed together: some of a section's, or of C's and then some of H's. */
export interface LoadedPiece {
  readonly thread: Thread;
  readonly parts: readonly LoadedPart[];
}

export interface LoadedPart {
  readonly section: Section;
  /** The wire that each point is multiplied with; for H, the index of its scalar. */
  readonly wires: Uint32Array;
}

/** A key that may still be loading: threads multiply with what they have, but a proof may only be released after `loaded`. */
export interface LoadedKey {
  readonly kind: ShownKeyKind;
  readonly nVars: number;
  readonly nPublic: number;
  readonly threads: readonly Thread[];
  readonly pieces: readonly LoadedPiece[];
  /** Where their points are. Resolves when the threads will have loaded them before they run a program that is given to them then. */
  readonly pointers: Promise<readonly number[]>;
  /** In the kernel's form. */
  readonly header: Promise<Readonly<Record<HeaderPoint, Uint8Array>>>;
  readonly quotient: Promise<LoadedQuotient>;
  /** Resolves when the whole key is loaded and checked. */
  readonly loaded: Promise<unknown>;
}

/** Points are sent to their thread in parts, so that the copies in transit are small compared with the key. */
const PART = 1 << 13;

const formOf = (section: Section) =>
  section === "b2" ? (["g2", G2_BYTES] as const) : (["g1", G1_BYTES] as const);

/** Reserves permanent memory; returns its place. */
async function reserve(thread: Thread, length: number): Promise<number> {
  const program = new Program({ keep: true });
  program.tell(program.alloc(length));
  return (await thread.run(program))[0] as number;
}

/** Adds steps that convert points of a file to the kernel's form at `target`, and that output whether all were canonical and on the curve. */
function convert(program: Program, points: Uint8Array, target: number | Ref, group: "g1" | "g2"): void {
  const count = points.length / (group === "g2" ? G2_FILE : G1_FILE);
  program.tell(program.call(`${group}_points_from_mont256`, target, program.put(points), count));
  program.tell(program.call(`${group}_points_on_curve`, target, count));
}

function ensurePoints([canonical, onCurve]: Output[], what: string): void {
  ensure(canonical === 1, "groth16/non-canonical-coordinate", `${what} of the key is not canonical`);
  ensure(onCurve === 1, "groth16/point-not-on-curve", `${what} of the key is not on its curve`);
}

/**
 * Resolves when the last points are in the thread's queue.
 * @param loads gets what resolves when they are loaded, and are on their curve
 */
async function loadPoints(
  thread: Thread,
  points: SectionPoints,
  { section, from, to }: Piece,
  pointer: number,
  loads: Promise<void>[],
): Promise<void> {
  const [group, size] = formOf(section);
  for (let at = from; at < to; at += PART) {
    const program = new Program();
    convert(program, points.read(at, Math.min(to, at + PART)), pointer + (at - from) * size, group);
    const load = thread
      .run(program)
      .then((outputs) => ensurePoints(outputs, `a point of section ${section.toUpperCase()}`));
    if (at + PART < to) await load;
    else {
      loads.push(load);
      load.catch(() => {}); // who waits for the loads is told, when all are queued
    }
  }
}

/** Pieces that are summed together: C's last one and H's first, where one thread has both. */
function joined(pieces: readonly Piece[]): Piece[][] {
  const sums: Piece[][] = [];
  for (const piece of pieces) {
    const before = sums.at(-1);
    const last = before?.at(-1);
    if (before && last?.section === "c" && piece.section === "h" && last.thread === piece.thread)
      before.push(piece);
    else sums.push([piece]);
  }
  return sums;
}

/** Reserves the memory of pieces that are summed together; resolves to its place when the last of their points are in the thread's queue. */
async function loadSum(
  thread: Thread,
  sections: ProvingKey["sections"],
  pieces: readonly Piece[],
  loads: Promise<void>[],
): Promise<number> {
  const bytes = ({ section, from, to }: Piece): number => (to - from) * formOf(section)[1];
  const pointer = await reserve(
    thread,
    pieces.reduce((sum, piece) => sum + bytes(piece), 0),
  );
  let at = pointer;
  const queued = pieces.map((piece) => {
    const queuing = loadPoints(thread, sections[piece.section], piece, at, loads);
    at += bytes(piece);
    return queuing;
  });
  await Promise.all(queued);
  return pointer;
}

async function loadHeader(thread: Thread, key: ProvingKey): LoadedKey["header"] {
  const load = async (name: HeaderPoint): Promise<Uint8Array> => {
    const [group, size] = name.endsWith("2") ? (["g2", G2_BYTES] as const) : (["g1", G1_BYTES] as const);
    // Without δ₂ a key makes proofs whose B is blinded by t alone: of two, the product of A and B would be the same. β₁ and δ₁ no proof has;
    // a key without them is broken.
    ensure(
      key[name].some((byte) => byte !== 0),
      "groth16/point-at-infinity",
      `${name} of the key is at infinity`,
    );
    const program = new Program();
    const point = program.alloc(size);
    convert(program, key[name], point, group);
    if (group === "g2") program.tell(program.call("g2_in_subgroup", point));
    program.get(point, size);
    const outputs = await thread.run(program);
    ensurePoints(outputs, name);
    ensure(
      group === "g1" || outputs[2] === 1,
      "groth16/point-not-in-subgroup",
      `${name} of the key is not in the subgroup`,
    );
    return outputs.at(-1) as Uint8Array;
  };
  const names = ["alpha1", "beta1", "beta2", "delta1", "delta2"] as const;
  const points = await Promise.all(names.map(async (name) => [name, await load(name)] as const));
  return Object.fromEntries(points) as Awaited<LoadedKey["header"]>;
}

/** With so many points a multiplication calls each of its functions so often that the engine begins to optimise it. */
const WARM_UP = 128;

/** Multiplies a few points, for nothing: the engine then optimises the code while the witness is computed, for all threads at once. */
async function warmUp({ thread, parts }: LoadedPiece, pointer: number): Promise<void> {
  const [{ section, wires }] = parts as [LoadedPart];
  const [group, size] = formOf(section);
  const count = Math.min(WARM_UP, wires.length);
  const scalars = Uint8Array.from({ length: count * WORD }, (_, i) => (i % WORD === WORD - 1 ? 1 : i * 167));
  const program = new Program();
  program.call(`${group}_msm`, program.alloc(size), pointer, program.put(scalars), count);
  await thread.run(program);
}

/**
 * Begins to load a key into threads. When it has `loaded`, no part of the given key is referenced; it rejects with a
 * PsephosError `groth16/non-canonical-coordinate`, `groth16/point-not-on-curve`, `groth16/point-at-infinity`,
 *   `groth16/point-not-in-subgroup`, `groth16/pkey-rows`, `engine/out-of-memory`.
 */
export function loadKey(key: ProvingKey, threads: readonly Thread[]): LoadedKey {
  const { kind, nVars, nPublic, domainSize, sections } = key;
  const sizes = bySection((section) => sections[section].count);
  const sums = joined(schedule(sizes, domainSize, threads.length, quotientThreads(threads.length)));
  const threadOf = ([piece]: readonly Piece[]): Thread => threads[piece!.thread]!;
  const pieces = sums.map((some) => ({
    thread: threadOf(some),
    parts: some.map(({ section, from, to }) => ({ section, wires: sections[section].wires.slice(from, to) })),
  }));
  const header = loadHeader(threads[0]!, key);
  const quotient = loadQuotient(key, threads);
  const loads: Promise<void>[] = [];
  const queued = sums.map((some) => loadSum(threadOf(some), sections, some, loads));
  const pointers = Promise.all(queued);
  // One thread alone leaves the compiler a core, and needs none of this.
  if (threads.length > 1)
    for (const first of [0, sums.findIndex(([piece]) => piece!.section !== "b2")])
      queued[first]?.then((pointer) => warmUp(pieces[first]!, pointer)).catch(() => {});
  const loaded = Promise.all([header, quotient, pointers.then(() => Promise.all(loads))]);
  return { kind, nVars, nPublic, threads, pieces, pointers, header, quotient, loaded };
}
