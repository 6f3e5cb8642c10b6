/* scale.h, group_ntt.h, fixed.h and sparse.h beside the fast kernel. */
#include "fixed.h"
#include "group_ntt.h"
#include "memory.h"
#include "quads.h"
#include "sparse.h"
#include "vectors_fast.h"

/* clang-format off */
SCALE_API(fast, g1_file, G1_PARTS, G1_PART_BITS)
SCALE_API(fast2, g2_file, G2_PARTS, G2_PART_BITS)
GROUP_NTT_API(fast, g1_file)
GROUP_NTT_API(fast2, g2_file)
FIXED_API(fast, g1_file) /* 320 KB */
FIXED_API(fast2, g2_file) /* 640 KB */
SPARSE_API(fast, g1_file)
SPARSE_API(fast2, g2_file)
QUADS_API(fast, g1_file)
QUADS_API(fast2, g2_file)
/* clang-format on */

#include "with_fast_g1.inc"
#undef INPUT
#define INPUT g1_file
#include "scale.inc"
#include "group_ntt.inc"
#include "fixed.inc"
#include "sparse.inc"
#include "quads.inc"
#include "with_fast_g2.inc"
#undef INPUT
#define INPUT g2_file
#include "scale.inc"
#include "group_ntt.inc"
#include "fixed.inc"
#include "sparse.inc"
#include "quads.inc"
#include "with_none.inc"
