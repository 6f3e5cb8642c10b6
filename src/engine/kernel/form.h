/*
 * The form in which points are worked on. With the plain kernel it is the form in which they are given; the fast kernel has one of its own (vectors_fast.h).
 * read: false for infinity. load: infinity is all zeros. store: the way back. turn: p[i] = e^j p[i] for i < n, one j > 0 (glv.h).
 */
#ifndef PSEPHOS_FORM_H
#define PSEPHOS_FORM_H

#include "glv.h"

#define FORM_API(G)                                                                   \
  INLINE bool G##_read(G *r, const G *p) {                                            \
    *r = *p;                                                                          \
    return !G##_is_infinity(p);                                                       \
  }                                                                                   \
  INLINE void G##_load(G *r, const G *p) { *r = *p; }                                 \
  INLINE void G##_store(G *r, const G *p) { *r = *p; }                                \
  INLINE void G##_turn(G *p, u32 n, u32 j) {                                          \
    for (u32 i = 0; i < n; i++) G##_image(&p[i], &p[i], j);                           \
  }
FORM_API(g1)
FORM_API(g2)

#endif
