/* What of msm.inc is the same for every form of points: the digits of scalars, and the sorting of points into buckets. */
#ifndef PSEPHOS_MSM_SORT_H
#define PSEPHOS_MSM_SORT_H

#include "batch.h"
#include "glv.h"
#include "memory.h"

/*
 * How much is taken at once. The larger, the more points a bucket gets at once, and the fewer additions and rounds are spent on one or
 * two: with half of these a proof took 4 per cent longer. With twice as much it took 0.6 per cent less on an idle machine, but 5 per cent
 * more beside other work, which wants the caches too.
 */
#define SLICE_BYTES 294912u  /* of points, so that they stay in a core's own cache */
#define GROUP_ENTRIES 8192u  /* digits sorted at once, where one window has fewer */

#define BUCKET_COST 9u /* of a bucket, in fourths of an addition into one; measured */

typedef struct {
  u32 c, windows, narrow;   /* bits of a digit, digits of a part; the first `narrow` digits have a bit less */
  u32 words, point;         /* words of a part, bytes of a point */
  u32 offset[G1_WORDS];     /* sum of 2^(c-1) 2^bit over the digits, added to parts so that digits need no carries */
  u32 sums;                 /* the address of what each bucket has so far, */
  u8 *held;                 /* if it has something */
  const u16 *digits;        /* of weights: they are not cut from scalars; a part is then the place of its first */
} msm_plan;

typedef struct {
  u32 count;              /* parts that are not zero */
  u32 images;             /* the address of a part's point, its sign included */
  u32 *parts;             /* the offset included */
  u32 windows;            /* windows taken at once */
  i32 *digits;
  u32 *start, *left;      /* of each bucket: its first ref, how many there are */
  point_ref *refs;
  addition *additions;
  u32 slots;              /* the address where sums of pairs go; everything from here on may be overwritten */
} msm_slice;

static u32 width_of(const msm_plan *plan, u32 w) { return plan->c - (w < plan->narrow); }

/* Where window w begins: its bit, and its bucket. Bucket b of a window of c bits, of 2^(c-1), has the digits b + 1 and -(b + 1). */
static u32 bit_of(const msm_plan *plan, u32 w) { return w * plan->c - (w < plan->narrow ? w : plan->narrow); }
static u32 bucket_of(const msm_plan *plan, u32 w) {
  return (2 * w - (w < plan->narrow ? w : plan->narrow)) << plan->c >> 2;
}

/* 0 for 0 */
static u32 scalar_bits(const u8 *scalar) {
  u32 word;
  for (u32 i = 8; i-- > 0;) {
    __builtin_memcpy(&word, scalar + 4 * i, 4);
    if (word) return 32 * i + 32 - (u32)__builtin_clz(word);
  }
  return 0;
}

/*
 * Chooses the digits for n scalars by the cost: 4 for each addition into a bucket, BUCKET_COST for each bucket. Scalars count by their
 * size: a bit adds to one bucket only. A part is below 2^part_bits; its digits are signed, and have a bit more. More buckets than 2^12 a
 * window leave a core's cache and cost more than they save.
 */
static void choose(msm_plan *plan, u32 part_bits, const u8 *scalars, u32 n) {
  u64 bits = 0, best = ~(u64)0;
  u32 of_best = 0;
  for (u32 i = 0; i < n; i++) bits += scalar_bits(scalars + 32 * i);
  for (u32 windows = part_bits / 2; windows > part_bits / 13; windows--) {
    plan->c = part_bits / windows + 1;
    plan->narrow = plan->c * windows - part_bits - 1;
    u64 cost = 4 * bits * windows / part_bits + (u64)BUCKET_COST * bucket_of(plan, windows);
    if (cost >= best) continue;
    best = cost;
    of_best = windows;
  }
  plan->windows = of_best;
  plan->c = part_bits / of_best + 1;
  plan->narrow = plan->c * of_best - part_bits - 1;
  for (u32 w = 1; w <= of_best; w++) {
    u32 bit = bit_of(plan, w) - 1;
    plan->offset[bit >> 5] |= 1u << (bit & 31);
  }
}

static bool slice_alloc(msm_slice *slice, const msm_plan *plan, u32 parts) {
  u32 windows = GROUP_ENTRIES / parts;
  if (windows < 1) windows = 1;
  if (windows > plan->windows) windows = plan->windows;
  u32 entries = windows * parts, buckets = windows << (plan->c - 1);
  slice->windows = windows;
  slice->images = (u32)alloc(parts * plan->point);
  slice->parts = alloc(parts * plan->words * sizeof(u32));
  slice->digits = alloc(entries * sizeof(i32));
  slice->start = alloc(2 * buckets * sizeof(u32));
  slice->left = slice->start + buckets;
  slice->refs = alloc((entries + buckets) * sizeof(point_ref));
  slice->additions = alloc(((entries + buckets) / 2 + 1) * sizeof(addition));
  slice->slots = (u32)alloc((entries / 2 + 1) * plan->point);
  return slice->images && slice->parts && slice->digits && slice->start && slice->refs && slice->additions && slice->slots;
}

/* The digits of window w, -2^(c-1) .. 2^(c-1). */
static void cut(i32 *digits, const msm_slice *slice, const msm_plan *plan, u32 w) {
  u32 half = 1u << (width_of(plan, w) - 1), bit = bit_of(plan, w), mask = 2 * half - 1;
  if (!plan->digits && w + 1 == plan->windows) mask = ~0u;
  const u32 *part = slice->parts;
  for (u32 i = 0; i < slice->count; i++, part += plan->words) {
    u64 bits;
    if (plan->digits) {
      bits = plan->digits[*part + w];
    } else {
      __builtin_memcpy(&bits, &part[bit >> 5], sizeof bits); /* digits end before a part's last word does */
      bits >>= bit & 31;
    }
    digits[i] = (i32)(((u32)bits & mask) - half);
  }
}

/* Sorts the slice's points for the windows from .. to - 1 into their buckets, after what the buckets already have. */
static void sort(const msm_slice *slice, const msm_plan *plan, u32 from, u32 to) {
  u32 first = bucket_of(plan, from), total = bucket_of(plan, to) - first, *left = slice->left, *start = slice->start;
  i32 *digit = slice->digits;
  __builtin_memset(left, 0, total * sizeof(u32));
  for (u32 w = from; w < to; w++) {
    u32 *of_window = left + bucket_of(plan, w) - first;
    cut(digit, slice, plan, w);
    for (u32 i = 0; i < slice->count; i++) {
      i32 d = *digit++;
      if (d) of_window[(d < 0 ? -d : d) - 1]++;
    }
  }
  u32 position = 0, sum = plan->sums + first * plan->point;
  for (u32 b = 0; b < total; b++, sum += plan->point) {
    start[b] = position;
    if (left[b] == 0) continue;
    position += left[b] + plan->held[first + b];
    left[b] = plan->held[first + b];
    plan->held[first + b] = 1;
    slice->refs[start[b]] = sum;
  }
  digit = slice->digits;
  for (u32 w = from; w < to; w++) {
    u32 base = bucket_of(plan, w) - first, image = slice->images;
    for (u32 i = 0; i < slice->count; i++, image += plan->point) {
      i32 d = *digit++;
      if (!d) continue;
      u32 b = base + (u32)(d < 0 ? -d : d) - 1;
      slice->refs[start[b] + left[b]++] = image | (d < 0 ? POINT_NEGATED : 0);
    }
  }
}

/* Pairs what is in each of so many buckets: their sums take its place. Gives the number of additions. */
static u32 pair_up(const msm_slice *slice, u32 total, u32 *slot, u32 point) {
  addition *next = slice->additions;
  for (u32 b = 0; b < total; b++) {
    u32 count = slice->left[b], half = count >> 1;
    if (half == 0) continue;
    point_ref *refs = slice->refs + slice->start[b];
    for (u32 i = 0; i < half; i++) {
      point_ref p = refs[2 * i], q = refs[2 * i + 1];
      /* A sum goes over one of its operands, unless both are images. */
      u32 sum = p >= slice->slots ? p : q;
      if (sum < slice->slots) {
        sum = *slot;
        *slot += point;
      }
      *next++ = (addition){{p, q}, sum};
      refs[i] = sum;
    }
    if (count & 1) refs[half] = refs[count - 1];
    slice->left[b] = half + (count & 1);
  }
  return (u32)(next - slice->additions);
}

/*
 * Window sums. Within a segment of L buckets B_1 .. B_L, S runs over B_L, B_L + B_(L-1), ... and T adds up every S, so
 * T = sum of t B_t and S = sum of B_t; segment s of a window then has the value T + s L S. All segments of all windows take
 * a step together: T += S and S += B_t. Then all windows do: of each, U adds up its T, and V its s S, which R runs over from the last one.
 * Its sum is U + L V.
 */
typedef struct {
  u32 log, length, count, most; /* L = 2^log; segments of all windows; of one at most */
  u32 s, t, joined;             /* addresses of points: one S and one T a segment, U, V and R of a window */
  addition *additions;
} segments;

static bool segments_alloc(segments *of, const msm_plan *plan) {
  u32 buckets = bucket_of(plan, plan->windows), log = plan->c - 1 - (plan->narrow > 0);
  while (log > 2 && buckets >> log < 256) log--;
  u32 count = buckets >> log, room = 3 * plan->windows * plan->point;
  *of = (segments){log, 1u << log, count, 1u << (plan->c - 1) >> log, 0, 0, 0, 0};
  of->additions = alloc((2 * count + 3 * plan->windows) * sizeof(addition));
  of->joined = (u32)alloc(room + 2 * count * plan->point);
  if (!of->additions || !of->joined) return false;
  __builtin_memset((void *)of->joined, 0, room);
  of->s = of->joined + room;
  of->t = of->s + count * plan->point;
  return true;
}

static addition *add_to(addition *next, u32 to, u32 from) {
  *next = (addition){{to, from}, to};
  return next + 1;
}

/* The additions of a step, from the last one, L - 1, down to 0. */
static u32 segment_step(const segments *of, const msm_plan *plan, u32 step) {
  addition *next = of->additions;
  u32 s = of->s, t = of->t, bucket = plan->sums + (step - 1) * plan->point;
  for (u32 i = 0; i < of->count; i++, s += plan->point, t += plan->point, bucket += plan->point << of->log) {
    if (step + 1 < of->length) next = add_to(next, t, s);
    if (step > 0) next = add_to(next, s, bucket);
  }
  return (u32)(next - of->additions);
}

/* Those of segment `step` of each window. */
static u32 window_step(const segments *of, const msm_plan *plan, u32 step) {
  addition *next = of->additions;
  for (u32 w = 0, joined = of->joined; w < plan->windows; w++, joined += 3 * plan->point) {
    u32 at = (bucket_of(plan, w) >> of->log) + step;
    if (at >= bucket_of(plan, w + 1) >> of->log) continue;
    at *= plan->point;
    next = add_to(next, joined, of->t + at);
    next = add_to(next, joined + plan->point, joined + 2 * plan->point);
    if (step > 0) next = add_to(next, joined + 2 * plan->point, of->s + at);
  }
  return (u32)(next - of->additions);
}

#endif
