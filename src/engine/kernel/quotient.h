/*
 * The quotient's scalars of a Groth16 proof: with A, B, C the polynomials below degree n whose values at the roots of
 * X^n - 1 are the rows of the matrices times the witness (C's: the products of A's and B's), AB - C = H (X^n - 1). As
 * snarkjs does, the values of AB - C (so of -2H) are taken at the roots of X^n + 1, and the key's points of section 9
 * are made for those.
 *
 * words, table: rows.h. `scratch` is for wires + combinations + 3 n elements.
 */
#ifndef PSEPHOS_QUOTIENT_H
#define PSEPHOS_QUOTIENT_H

#include "rows.h"

enum { PART_A, PART_B, PART_C };

/* scalars: n x 32 bytes, plain, in the order of the points. */
void quotient(u8 *scalars, const u32 *words, const fr *table, const u8 *witness, fr *scratch);

/*
 * The same in parts, for three threads: the values of A (which = 0), B (1) or C (2), into n elements that only
 * quotient_join reads; scratch: wires + combinations.
 */
void quotient_part(fr *part, u32 which, const u32 *words, const fr *table, const u8 *witness, fr *scratch);
void quotient_join(u8 *scalars, const fr *a, const fr *b, const fr *c, u32 log);

#endif
