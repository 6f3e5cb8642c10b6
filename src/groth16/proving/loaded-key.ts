/**
 * A proving key in the threads' memories: each of its five sections of points is divided among them (`schedule.ts`), in the
 * kernel's own form, without the points at infinity; and its coefficients, on the threads that compute the quotient.
 *
 * Loading checks that every point is on its curve. (It checks that β₂ and δ₂ are in the subgroup of G2; for B₂'s
 * points this check would take longer than the proof.)
 */
import { type Output, Program, type Ref, type Thread } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
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
  readonly pointer: number;
  readonly parts: readonly LoadedPart[];
}

export interface LoadedPart {
  readonly section: Section;
  /** The wire that each point is multiplied with; for H, the index of its scalar. */
  readonly wires: Uint32Array;
}

export interface LoadedKey {
  readonly kind: ShownKeyKind;
  readonly nVars: number;
  readonly nPublic: number;
  readonly threads: readonly Thread[];
  readonly pieces: readonly LoadedPiece[];
  /** In the kernel's form. */
  readonly header: Readonly<Record<HeaderPoint, Uint8Array>>;
  readonly quotient: LoadedQuotient;
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

async function loadPoints(
  thread: Thread,
  points: SectionPoints,
  { section, from, to }: Piece,
  pointer: number,
): Promise<void> {
  const [group, size] = formOf(section);
  for (let at = from; at < to; at += PART) {
    const program = new Program();
    convert(program, points.read(at, Math.min(to, at + PART)), pointer + (at - from) * size, group);
    ensurePoints(await thread.run(program), `a point of section ${section.toUpperCase()}`);
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

async function loadSum(
  thread: Thread,
  sections: ProvingKey["sections"],
  pieces: readonly Piece[],
): Promise<LoadedPiece> {
  const bytes = ({ section, from, to }: Piece): number => (to - from) * formOf(section)[1];
  const pointer = await reserve(
    thread,
    pieces.reduce((sum, piece) => sum + bytes(piece), 0),
  );
  let at = pointer;
  const loads = pieces.map((piece) => {
    const load = loadPoints(thread, sections[piece.section], piece, at);
    at += bytes(piece);
    return load;
  });
  await Promise.all(loads);
  const parts = pieces.map(({ section, from, to }) => ({
    section,
    wires: sections[section].wires.slice(from, to),
  }));
  return { thread, pointer, parts };
}

async function loadHeader(thread: Thread, key: ProvingKey): Promise<LoadedKey["header"]> {
  const load = async (name: HeaderPoint): Promise<Uint8Array> => {
    const [group, size] = name.endsWith("2") ? (["g2", G2_BYTES] as const) : (["g1", G1_BYTES] as const);
    // Without δ₁ (and β₁, B₁) a key makes proofs that are valid but not blinded: A would be the same for the same witness.
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
  return Object.fromEntries(points) as LoadedKey["header"];
}

/**
 * Loads a key into threads. Afterwards no part of the given key is referenced.
 * @throws PsephosError `groth16/non-canonical-coordinate`, `groth16/point-not-on-curve`, `groth16/point-at-infinity`,
 *   `groth16/point-not-in-subgroup`, `groth16/pkey-rows`, `engine/out-of-memory`
 */
export async function loadKey(key: ProvingKey, threads: readonly Thread[]): Promise<LoadedKey> {
  const { kind, nVars, nPublic, domainSize, sections } = key;
  const [first] = threads as [Thread];
  const sizes = bySection((section) => sections[section].count);
  const pieces = joined(schedule(sizes, domainSize, threads.length, quotientThreads(threads.length)));
  const [header, quotient, ...loaded] = await Promise.all([
    loadHeader(first, key),
    loadQuotient(key, threads),
    ...pieces.map((some) => loadSum(threads[some[0]!.thread]!, sections, some)),
  ]);
  return { kind, nVars, nPublic, threads, pieces: loaded, header, quotient };
}
