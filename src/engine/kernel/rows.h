/*
 * The rows of a circuit's matrices A and B times its witness. ../quotient/rows.ts makes the compact form from a key's
 * coefficients: rows that are equal (x x, then x^4 x: circuits of hashes are full of them) are stored and computed
 * once, and so are equal coefficients.
 *
 * All words u32, little-endian:
 *   log, wires, combinations, terms    n = 2^log rows
 *   a[n], b[n]                         the combination of each row; combination 0 is empty
 *   starts[3 combinations + 1]         where a combination's wires times 1, times -1, and the others begin
 *   wire[terms], coefficient[terms]    coefficients index a table whose first element is 1
 *
 * Indices are trusted: they were checked where the form was made, or by rows_valid.
 */
#ifndef PSEPHOS_ROWS_H
#define PSEPHOS_ROWS_H

#include "field.h"

typedef struct {
  u32 log, wires, combinations, terms;
  const u32 *a, *b, *starts, *wire, *coefficient;
} rows;

rows rows_open(const u32 *words);

/*
 * From a key's values c 2^512 (32 bytes each) the table that rows_evaluate takes, c 2^517 / n. The division is the
 * inverse transform's, done once and for all.
 */
void rows_table(fr *table, const u8 *values, u32 count, u32 log);

/* values[k] = (combination k of the witness) / n; witness: wires x 32 bytes, plain; scratch: as many fr. */
void rows_evaluate(fr *values, const rows *m, const fr *table, const u8 *witness, fr *scratch);

/*
 * One combination: wire[starts[0]] .. times 1, wire[starts[1]] .. times -1, and from starts[2] to starts[3] times
 * table[coefficient[i]]; the table's first element is what 1 is.
 */
void row_evaluate(fr *r, const u32 *starts, const u32 *wire, const u32 *coefficient, const fr *table, const fr *w);

/* Whether `count` words are rows of that shape, with no index out of bounds and combination 0 empty. */
bool rows_valid(const u32 *words, u32 count, u32 wires, u32 log, u32 coefficients);

#endif
