/**
 * The quotient's scalars of a proof, as steps of a thread's program: witness in, what section 9 of the key is
 * multiplied by out. Either all on one thread, or A, B and C on three threads and then joined.
 */
import { FIELD_BYTES } from "../kernel-exports.js";
import { type Argument, Program, type Ref } from "../pool/program.js";
import type { Rows } from "./rows.js";

const WORD = 32;

/** The place of a key's rows in a thread's memory. */
export interface LoadedRows {
  readonly words: number;
  readonly table: number;
}

/** A program that stores rows permanently; `rowsLoaded` reads its answer. */
export function loadRows({ words, values, domainSize }: Rows): Program {
  const program = new Program({ keep: true });
  const count = values.length / WORD;
  const table = program.alloc(count * FIELD_BYTES);
  const kept = program.put(words);
  program.call("rows_table", table, program.put(values), count, Math.log2(domainSize));
  program.tell(kept);
  program.tell(table);
  return program;
}

/** A program that checks whether rows from a file are well-formed: 1, or 0. */
export function checkRows({ words, values, wires, domainSize }: Rows): Program {
  const program = new Program();
  const log = Math.log2(domainSize);
  const count = values.length / WORD;
  program.tell(program.call("rows_valid", program.put(words), words.length / 4, wires, log, count));
  return program;
}

/** The answer of `loadRows`. */
export function rowsLoaded(outputs: readonly unknown[]): LoadedRows {
  const [words, table] = outputs as [number, number];
  return { words, table };
}

/**
 * Adds the whole computation.
 * @param witness its place in the thread's memory: 32 bytes a wire, plain, little-endian, below r.
 * @returns the place of the scalars: 32 bytes for each point of the domain, plain, little-endian, below r.
 */
export function addQuotient(program: Program, rows: Rows, at: LoadedRows, witness: Argument): Ref {
  const { domainSize, wires, combinations } = rows;
  const scalars = program.alloc(domainSize * WORD);
  const scratch = program.alloc((wires + combinations + 3 * domainSize) * FIELD_BYTES);
  program.call("quotient", scalars, at.words, at.table, witness, scratch);
  return scalars;
}

/** Adds one of three parts (0: A, 1: B, 2: C) and returns its place; it takes `partBytes`. */
export function addQuotientPart(
  program: Program,
  rows: Rows,
  at: LoadedRows,
  witness: Argument,
  which: 0 | 1 | 2,
): Ref {
  const part = program.alloc(partBytes(rows));
  const scratch = program.alloc((rows.wires + rows.combinations) * FIELD_BYTES);
  program.call("quotient_part", part, which, at.words, at.table, witness, scratch);
  return part;
}

/** The bytes of a part. */
export function partBytes({ domainSize }: Rows): number {
  return domainSize * FIELD_BYTES;
}

/** Adds the joining of the parts of A, B and C; returns the place of the scalars, as `addQuotient` does. */
export function addQuotientJoin(program: Program, rows: Rows, a: Argument, b: Argument, c: Argument): Ref {
  const scalars = program.alloc(rows.domainSize * WORD);
  program.call("quotient_join", scalars, a, b, c, Math.log2(rows.domainSize));
  return scalars;
}
