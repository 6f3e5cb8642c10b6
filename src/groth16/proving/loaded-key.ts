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
import { type Piece, SECTIONS, type Section, schedule } from "./schedule.js";

/** An affine point in the kernel's memory. */
export const G1_BYTES = 72;
export const G2_BYTES = 144;

/** The place of some of a section's points in one thread's memory, and the wires that they are multiplied with. */
export interface LoadedPiece {
  readonly section: Section;
  readonly thread: Thread;
  readonly pointer: number;
  /** The wire of each point; for H, the index of its scalar. */
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

const isG2 = (section: Section): boolean => section === "b2";

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
): Promise<number> {
  const [group, size] = isG2(section) ? (["g2", G2_BYTES] as const) : (["g1", G1_BYTES] as const);
  const pointer = await reserve(thread, (to - from) * size);
  for (let at = from; at < to; at += PART) {
    const program = new Program();
    convert(program, points.read(at, Math.min(to, at + PART)), pointer + (at - from) * size, group);
    ensurePoints(await thread.run(program), `a point of section ${section.toUpperCase()}`);
  }
  return pointer;
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
  const header = await loadHeader(first, key);
  const quotient = await loadQuotient(key, threads);
  const sizes = Object.fromEntries(SECTIONS.map((section) => [section, sections[section].count])) as Record<
    Section,
    number
  >;
  const pieces = await Promise.all(
    schedule(sizes, domainSize, threads.length, quotientThreads(threads.length)).map(
      async (piece): Promise<LoadedPiece> => {
        const { section, from, to } = piece;
        const thread = threads[piece.thread]!;
        const pointer = await loadPoints(thread, sections[section], piece);
        return { section, thread, pointer, wires: sections[section].wires.slice(from, to) };
      },
    ),
  );
  return { kind, nVars, nPublic, threads, pieces, header, quotient };
}
