/*
 * With PAIR_CHECKED, a pair carries the bounds that the comments prove for it, and what a function needs of its operands traps where it
 * may not hold: for all values with these bounds, not only for those of the run. `npm run build:kernel -- --checked` builds that, and
 * test/engine/fast-bounds.slow.ts runs suites with it. In the kernel itself these are no instructions.
 */
#ifndef PSEPHOS_FAST_BOUNDS_H
#define PSEPHOS_FAST_BOUNDS_H

#ifdef PAIR_CHECKED

/* The weight of limbs 0..3, that of limb 4, and |value| / N. All zeros: a reduced element, as constants are. */
typedef struct { double weight, top, size; } pair_bounds;
#define PAIR_BOUNDS pair_bounds bounds;

INLINE pair_bounds bounds_of(pair_bounds b) { return b.weight == 0 ? (pair_bounds){1, 0.38, 0.5001} : b; }
INLINE double heaviest(pair_bounds b) { return b.weight > b.top ? b.weight : b.top; }
#define BOUNDS_OF(x) bounds_of((x)->bounds)
#define SET_BOUNDS(x, w, t, s) ((x)->bounds = (pair_bounds){(w), (t), (s)})
#define SET_REDUCED(x) SET_BOUNDS(x, 0, 0, 0)
#define COPY_BOUNDS(r, a) ((r)->bounds = (a)->bounds)
/* To both, what is larger. */
#define JOIN_BOUNDS(a, b)                                                                                          \
  do {                                                                                                             \
    pair_bounds a_ = BOUNDS_OF(a), b_ = BOUNDS_OF(b);                                                              \
    if (a_.weight < b_.weight) a_.weight = b_.weight;                                                              \
    if (a_.top < b_.top) a_.top = b_.top;                                                                          \
    if (a_.size < b_.size) a_.size = b_.size;                                                                      \
    (a)->bounds = (b)->bounds = a_;                                                                                \
  } while (0)
#define ADD_BOUNDS(r, a, b)                                                                                \
  do {                                                                                                     \
    pair_bounds a_ = BOUNDS_OF(a), b_ = BOUNDS_OF(b);                                                      \
    SET_BOUNDS(r, a_.weight + b_.weight, a_.top + b_.top, a_.size + b_.size);                              \
  } while (0)
#define REQUIRE(condition)              \
  do {                                  \
    if (!(condition)) __builtin_trap(); \
  } while (0)
/* For the limb products of a b, of which there are as many as `products` says; adds to W, |T| <= W N^2. */
#define BEGIN_PRODUCTS double W = 0;
#define COUNT_PRODUCT(a, b, products)                      \
  do {                                                     \
    pair_bounds a_ = BOUNDS_OF(a), b_ = BOUNDS_OF(b);      \
    REQUIRE(heaviest(a_) * heaviest(b_) <= 3.9);           \
    W += (products) * a_.size * b_.size;                   \
  } while (0)
/* A square has products 2 a_i a_j of different limbs. */
#define COUNT_SQUARE(a)                                                            \
  do {                                                                             \
    pair_bounds s_ = BOUNDS_OF(a);                                                 \
    REQUIRE(s_.weight * s_.weight <= 1.9 && s_.weight * s_.top <= 1.9);            \
    COUNT_PRODUCT(a, a, 1);                                                        \
  } while (0)
/* Of the reduction of |T| <= W N^2, for both fields; below 2.64 N it can be read. */
#define END_PRODUCTS(r)                                                            \
  do {                                                                             \
    REQUIRE(0.378 * W + 1.017 < 2.64);                                             \
    SET_BOUNDS(r, 1, 0.757 * (0.378 * W + 1.017), 0.378 * W + 1.017);              \
  } while (0)
#define REQUIRE_REDUCED(a) REQUIRE((a)->bounds.weight == 0)
#define REQUIRE_REDUCIBLE(a)                                                                     \
  do {                                                                                           \
    pair_bounds a_ = BOUNDS_OF(a);                                                               \
    REQUIRE((a_.weight <= 4 && a_.size <= 6.9) || (a_.weight <= 5 && a_.size <= 4.4));           \
  } while (0)
#define REQUIRE_BELOW(a, limit) REQUIRE(BOUNDS_OF(a).size < (limit))

#else

#define PAIR_BOUNDS
#define SET_BOUNDS(x, w, t, s) ((void)0)
#define SET_REDUCED(x) ((void)0)
#define COPY_BOUNDS(r, a) ((void)0)
#define JOIN_BOUNDS(a, b) ((void)0)
#define ADD_BOUNDS(r, a, b) ((void)0)
#define BEGIN_PRODUCTS
#define COUNT_PRODUCT(a, b, products) ((void)0)
#define COUNT_SQUARE(a) ((void)0)
#define END_PRODUCTS(r) ((void)0)
#define REQUIRE_REDUCED(a) ((void)0)
#define REQUIRE_REDUCIBLE(a) ((void)0)
#define REQUIRE_BELOW(a, limit) ((void)0)

#endif

#endif
