#include "batch.h"

/* What an addition turns out to be; kept in the low bits of its `to`. COPY copies from[0]. */
enum { ADD = 0, DOUBLE = 1, COPY = 2, VANISH = 3 };
#define POINT(type, ref) ((const type *)((ref) & POINT_MASK))

#include "with_g1.inc"
#include "batch.inc"
#include "with_g2.inc"
#include "batch.inc"
#include "with_none.inc"
