/**
 * The quotient's scalars hⱼ on the threads: all on thread 0, or, if there are three threads, one polynomial on each of
 * them, joined on thread 0.
 */
import {
  addQuotient,
  addQuotientJoin,
  addQuotientPart,
  checkRows,
  type LoadedRows,
  loadRows,
  Program,
  partBytes,
  type Ref,
  type Rows,
  rowsLoaded,
  type Thread,
} from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { WORD } from "../formats/words.js";
import type { ProvingKey } from "./proving-key.js";

/** How many of the given number of threads compute the quotient. */
export function quotientThreads(threads: number): 1 | 3 {
  return threads < 3 ? 1 : 3;
}

/** A key's rows in the memories of the threads that compute the quotient. */
export interface LoadedQuotient {
  readonly rows: Rows;
  readonly parts: readonly { readonly thread: Thread; readonly at: LoadedRows }[];
}

/**
 * Loads a key's rows.
 * @throws PsephosError `groth16/pkey-rows` for rows of a file that name a wire or coefficient that does not exist
 */
export async function loadQuotient(
  { rows, rowsUnchecked }: ProvingKey,
  threads: readonly Thread[],
): Promise<LoadedQuotient> {
  if (rowsUnchecked) {
    const [valid] = await threads[0]!.run(checkRows(rows));
    ensure(valid === 1, "groth16/pkey-rows", "the rows of the .pkey do not fit a circuit of its size");
  }
  const parts = await Promise.all(
    threads
      .slice(0, quotientThreads(threads.length))
      .map(async (thread) => ({ thread, at: rowsLoaded(await thread.run(loadRows(rows))) })),
  );
  return { rows, parts };
}

/**
 * Computes the scalars of section H.
 * @param wires the whole witness, 32 little-endian bytes a wire.
 * @returns 32 little-endian bytes for each point of the domain.
 */
export async function quotientScalars(
  { rows, parts }: LoadedQuotient,
  wires: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const [first] = parts as [(typeof parts)[number]];
  const size = rows.domainSize * WORD;
  if (parts.length < 3) {
    const whole = new Program();
    whole.get(addQuotient(whole, rows, first.at, whole.put(wires)), size);
    return (await first.thread.run(whole, signal))[0] as Uint8Array;
  }
  const polynomials = await Promise.all(
    parts.map(async ({ thread, at }, which) => {
      const program = new Program();
      const part = addQuotientPart(program, rows, at, program.put(wires), which as 0 | 1 | 2);
      program.get(part, partBytes(rows));
      return (await thread.run(program, signal))[0] as Uint8Array;
    }),
  );
  const join = new Program();
  const [a, b, c] = polynomials.map((polynomial) => join.put(polynomial)) as [Ref, Ref, Ref];
  join.get(addQuotientJoin(join, rows, a, b, c), size);
  return (await first.thread.run(join, signal))[0] as Uint8Array;
}
