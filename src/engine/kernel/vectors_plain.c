/* scale.h, group_ntt.h, fixed.h and sparse.h beside the plain kernel: a module of its own, which only setups load (vectors_fast.h). */
#include "constants.h"
#include "fixed.h"
#include "group_ntt.h"
#include "memory.h"
#include "quads.h"
#include "sparse.h"

#define FORM_API(G)                                                                                             \
  INLINE bool G##_load(G *r, const G##_file *p) { return G##_points_from_mont256(r, p->bytes, 1); }             \
  INLINE void G##_store(G##_file *r, const G *p) { G##_points_to_mont256(r->bytes, p, 1); }                     \
  INLINE void G##_turn(G *p, u32 n, u32 j) {                                                                    \
    for (u32 i = 0; i < n; i++) G##_image(&p[i], &p[i], j);                                                     \
  }                                                                                                             \
  EXPORT(G##_uncompressed) bool G##_uncompressed(u8 *bytes, const G##_file *p, u32 n) {                         \
    bool canonical = true;                                                                                      \
    for (u32 i = 0; i < n; i++) {                                                                               \
      G point;                                                                                                  \
      canonical &= G##_load(&point, &p[i]);                                                                     \
      G##_points_to_bytes(bytes + i * sizeof *p, &point, 1);                                                    \
    }                                                                                                           \
    return canonical;                                                                                           \
  }
/* clang-format off */
FORM_API(g1)
FORM_API(g2)
/* clang-format on */

#include "with_g1.inc"
#undef INPUT
#define INPUT g1_file
#include "double.inc"
#include "scale.inc"
#include "group_ntt.inc"
#include "fixed.inc"
#include "sparse.inc"
#include "quads.inc"
#include "with_g2.inc"
#undef INPUT
#define INPUT g2_file
#include "double.inc"
#include "scale.inc"
#include "group_ntt.inc"
#include "fixed.inc"
#include "sparse.inc"
#include "quads.inc"
#include "with_none.inc"
