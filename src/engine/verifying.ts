/**
 * Groth16 verification in the kernel: one proof by its pairing equation, many by one equation for all, and if that
 * fails, which ones are bad. `kernel/groth16_batch.c` says what is computed, and why it is sound.
 */
import { Failure, type PsephosError } from "../errors/index.js";
import { findBad } from "./bisect.js";
import type { KernelName } from "./fast-kernel.js";
import type { KernelModules } from "./instance.js";
import { compileKernels, Kernel } from "./kernel.js";

/** A verification key's points, plain: coordinates of 32 big-endian bytes, x y; in G2 x1 x0 y1 y0. */
export interface KeyPoints {
  readonly alpha: Uint8Array;
  readonly beta: Uint8Array;
  readonly gamma: Uint8Array;
  readonly delta: Uint8Array;
  /** One point more than there are signals. */
  readonly ic: readonly Uint8Array[];
}

/** The rule that a point breaks, in the words of the groth16 room's error codes. */
export type PointRule =
  | "non-canonical-coordinate"
  | "point-at-infinity"
  | "point-not-on-curve"
  | "point-not-in-subgroup";

/** A point that must not be used. */
export interface PointProblem {
  /** `A`, `B` or `C` of a proof; `alpha`, `beta`, `gamma`, `delta` or `ic[i]` of a key. */
  readonly point: string;
  readonly rule: PointRule;
}

/** A statement to verify. */
export interface Statement {
  /** A B C: 256 bytes, coordinates as in a key. */
  readonly proof: Uint8Array;
  /** 32 little-endian bytes each, below r. */
  readonly signals: Uint8Array;
}

/** Whether a proof is valid, or what is wrong with its points. */
export type Verdict = boolean | PointProblem;

/** A prepared key, and the kernel that verifies with it. It need not be closed. */
export interface VerifyingEngine {
  readonly signalCount: number;
  verify(statement: Statement): Verdict;
  /** The verdict on each statement. Lets the event loop run about every 40 ms. */
  verifyBatch(statements: readonly Statement[]): Promise<Verdict[]>;
}

const RULES: readonly PointRule[] = [
  "non-canonical-coordinate",
  "point-at-infinity",
  "point-not-on-curve",
  "point-not-in-subgroup",
];
const COEFFICIENT = 16;
/** groth16.h */
const GROUP = 16;
const OUT_OF_MEMORY = 2;
/** How many proofs are processed at once, about 14 KB of kernel memory each; more are not faster. A multiple of GROUP. */
const CHUNK = 128;
/** How many proofs are in one equation. It bounds the memory for the search, under 1 KB for each 16 proofs of five signals. */
const SLICE = 4096;
/** Up to this size, the equation of a batch costs more than the equations of its proofs. */
const FEW = 2;
const BREATH_MS = 40;

const outOfMemory = (): PsephosError => new Failure("engine/out-of-memory", "the kernel is out of memory");

function problemOf(code: number, names: readonly string[]): PointProblem {
  return { point: names[(code >> 4) - 1] ?? "", rule: RULES[(code & 15) - 1] as PointRule };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** 128 bits each for `count` proofs, from the platform's CSPRNG. */
const coefficients = (count: number): Uint8Array =>
  crypto.getRandomValues(new Uint8Array(COEFFICIENT * count));

const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

class KernelVerifier implements VerifyingEngine {
  readonly signalCount: number;
  readonly #kernel: Kernel;
  readonly #key: number;

  constructor(kernel: Kernel, key: number, signalCount: number) {
    this.#kernel = kernel;
    this.#key = key;
    this.signalCount = signalCount;
  }

  verify({ proof, signals }: Statement): Verdict {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const [proofAt, signalsAt] = [kernel.put(proof), kernel.put(signals)];
      const answer = kernel.exports.groth16_verify(this.#key, proofAt, signalsAt);
      if (answer === OUT_OF_MEMORY) throw outOfMemory();
      return answer < OUT_OF_MEMORY ? answer === 1 : problemOf(answer, ["A", "B", "C"]);
    });
  }

  async verifyBatch(statements: readonly Statement[]): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (let from = 0; from < statements.length; from += SLICE) {
      verdicts.push(...(await this.#slice(statements.slice(from, from + SLICE))));
    }
    return verdicts;
  }

  async #slice(statements: readonly Statement[]): Promise<Verdict[]> {
    if (statements.length <= FEW) return statements.map((statement) => this.verify(statement));
    const verdicts: Verdict[] = [];
    const groups: Uint8Array[] = [];
    let last = performance.now();
    const pause = async (): Promise<void> => {
      if (performance.now() - last < BREATH_MS) return;
      await breathe();
      last = performance.now();
    };
    for (let from = 0; from < statements.length; from += CHUNK) {
      const gathered = this.#gather(statements.slice(from, from + CHUNK));
      verdicts.push(...gathered.verdicts);
      groups.push(gathered.groups);
      await pause();
    }
    const all = concat(groups);
    const size = this.#kernel.exports.groth16_group_size(this.signalCount);
    const bad = await findBad(all.length / size, {
      value: async (from, to) => {
        await pause();
        return this.#value(all.subarray(from * size, to * size), to - from);
      },
      rest: (whole, part) => this.#rest(whole, part),
    });
    for (const group of bad) {
      for (let i = group * GROUP; i < Math.min(statements.length, (group + 1) * GROUP); i++) {
        if (verdicts[i] === true) verdicts[i] = this.verify(statements[i] as Statement);
      }
      await pause();
    }
    return verdicts;
  }

  /** Groups of proofs, each group with its own random coefficients; true means "not malformed" until the equation is checked. */
  #gather(statements: readonly Statement[]): { verdicts: Verdict[]; groups: Uint8Array } {
    const kernel = this.#kernel;
    const count = statements.length;
    return kernel.scoped(() => {
      const size = Math.ceil(count / GROUP) * kernel.exports.groth16_group_size(this.signalCount);
      const [groups, problems] = [kernel.alloc(size), kernel.alloc(count)];
      const proofs = kernel.put(concat(statements.map(({ proof }) => proof)));
      const signals = kernel.put(concat(statements.map((statement) => statement.signals)));
      const random = kernel.put(coefficients(count));
      const room = kernel.exports.groth16_gather(this.#key, groups, problems, proofs, signals, random, count);
      if (!room) throw outOfMemory();
      const codes = kernel.get(problems, count);
      return {
        verdicts: Array.from(codes, (code) => (code === 0 ? true : problemOf(code, ["A", "B", "C"]))),
        groups: kernel.get(groups, size),
      };
    });
  }

  #value(groups: Uint8Array, count: number): { value: Uint8Array; good: boolean } {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const size = kernel.exports.groth16_value_size();
      const [result, at] = [kernel.alloc(size), kernel.put(groups)];
      const answer = kernel.exports.groth16_value(result, this.#key, at, count);
      if (answer === OUT_OF_MEMORY) throw outOfMemory();
      return { value: kernel.get(result, size), good: answer === 1 };
    });
  }

  #rest(whole: Uint8Array, part: Uint8Array): { value: Uint8Array; good: boolean } {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const size = kernel.exports.groth16_value_size();
      const [result, a, b] = [kernel.alloc(size), kernel.put(whole), kernel.put(part)];
      const good = kernel.exports.groth16_rest(result, a, b) === 1;
      return { value: kernel.get(result, size), good };
    });
  }
}

/**
 * Checks a key's points and prepares them: α and IC in G1, the lines of β, γ and δ, e(α, β). About 1.2 KB of memory for
 * a signal up to 64 signals, and 72 bytes each for more.
 * @param wanted which kernel computes, or its modules; if left out, the fast one where it runs. Verdicts are the same.
 * @returns the engine, or the first point that is not in its group, or is infinite.
 * @throws PsephosError `engine/out-of-memory`, `engine/no-webassembly`, `engine/no-fast-kernel`
 */
export async function createVerifyingEngine(
  key: KeyPoints,
  wanted?: KernelName | KernelModules,
): Promise<VerifyingEngine | PointProblem> {
  const kernel = await Kernel.create(typeof wanted === "object" ? wanted : await compileKernels(wanted));
  const signalCount = key.ic.length - 1;
  const prepared = kernel.alloc(kernel.exports.groth16_key_size(signalCount));
  const problem = kernel.scoped(() => {
    const bytes = kernel.put(concat([key.alpha, ...key.ic, key.beta, key.gamma, key.delta]));
    return kernel.exports.groth16_read_key(prepared, bytes, signalCount);
  });
  if (problem === 1) throw outOfMemory();
  const names = ["alpha", ...key.ic.map((_, i) => `ic[${i}]`), "beta", "gamma", "delta"];
  return problem === 0 ? new KernelVerifier(kernel, prepared, signalCount) : problemOf(problem, names);
}
