/*
 * The Grain LFSR in self-shrinking mode, from which Poseidon takes its constants so that nobody chose them: eprint
 * 2019/458, appendix E, and the authors' generate_parameters_grain.sage.
 */
#ifndef PSEPHOS_GRAIN_H
#define PSEPHOS_GRAIN_H

#include "field.h"

typedef struct {
  u64 low;  /* bits 0 to 63 of the 80, bit 0 the oldest */
  u64 high; /* bits 64 to 79 */
  u32 pairs, left; /* pairs of output bits not yet looked at, and how many */
} grain;

void grain_start(grain *g, u32 lanes, u32 full_rounds, u32 partial_rounds);

/* 254 bits, most significant first, modulo r; when `reject`, drawn again until they are below r. */
void grain_field(grain *g, fr *r, bool reject);

#endif
