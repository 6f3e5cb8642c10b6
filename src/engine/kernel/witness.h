/*
 * A circuit's witness by a straight-line program, made from its constraints (setup/witness/): each constraint
 * either defines the one wire in it that is not known yet, or is checked. So what comes out satisfies all of them.
 *
 * The code is a sequence of instructions of u32 words, little-endian. Combinations are numbered as they come, after
 * combination 0, which is 0; coefficients index a table whose first two elements are 1 and -1.
 *
 *   0  p m o, p + m + o wires, o coefficients   the next combination: p wires times 1, m times -1, o others
 *   1  wire a b c k                             wire = k (combination a  combination b - combination c)
 *   2  a n, n times: bit, wire                  wire = that bit of combination a, as an integer in [0, r)
 *   3  a b c                                    requires combination a  combination b = combination c
 *   4  wire a                                   wire = 1 / combination a, or 0 if that is 0
 *
 * Every index is checked: a program need not be trusted not to leave its memory.
 */
#ifndef PSEPHOS_WITNESS_H
#define PSEPHOS_WITNESS_H

#include "field.h"

enum { WITNESS_MALFORMED = 0, WITNESS_SOLVED = 1, WITNESS_UNSATISFIED = 2, WITNESS_MEMORY = 3 };

typedef struct {
  u32 wires, combinations, coefficients, words;
} witness_shape;

/*
 * Computes all wires. `wires`: 32 little-endian bytes a wire, canonical: the constant, the inputs where the program
 * takes them, and anything elsewhere. `values`: 32 little-endian bytes a coefficient.
 */
u32 witness_run(u8 *wires, const witness_shape *shape, const u32 *code, const u8 *values);

#endif
