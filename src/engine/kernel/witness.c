#include "witness.h"

#include "memory.h"
#include "rows.h"

enum { COMBINE, DEFINE, BITS, CHECK, INVERSE };

/* The words that each instruction has at least, from INVERSE down to COMBINE: four bits each. */
enum { LENGTHS = 0x23253 };

typedef struct {
  const witness_shape *shape;
  const u32 *at, *end;
  fr *wires, *slots, *table;
  u32 filled; /* combinations so far */
} machine;

static bool below(const u32 *indices, u32 count, u32 limit) {
  for (u32 i = 0; i < count; i++)
    if (indices[i] >= limit) return false;
  return true;
}

static bool words_left(const machine *m, u64 count) { return count <= (u64)(m->end - m->at); }

/* Each instruction is given its first words, which are there, and m->at is behind them. */

static u32 combine(machine *m, const u32 *at) {
  u64 total = (u64)at[0] + at[1] + at[2];
  u32 others = at[2];
  if (m->filled == m->shape->combinations || !words_left(m, total + others)) return WITNESS_MALFORMED;
  const u32 starts[4] = {0, at[0], at[0] + at[1], (u32)total};
  const u32 *wire = m->at, *coefficient = wire + total;
  if (!below(wire, (u32)total, m->shape->wires) || !below(coefficient, others, m->shape->coefficients)) {
    return WITNESS_MALFORMED;
  }
  row_evaluate(&m->slots[m->filled++], starts, wire, coefficient - starts[2], m->table, m->wires);
  m->at = coefficient + others;
  return WITNESS_SOLVED;
}

/* combination a times combination b, minus combination c: three words from `at` on. */
static bool difference(fr *r, const machine *m, const u32 *at) {
  if (!below(at, 3, m->filled)) return false;
  fr_mul(r, &m->slots[at[0]], &m->slots[at[1]]);
  fr_sub(r, r, &m->slots[at[2]]);
  return true;
}

static u32 define(const machine *m, const u32 *at) {
  fr value;
  if (at[0] >= m->shape->wires || at[4] >= m->shape->coefficients || !difference(&value, m, at + 1)) {
    return WITNESS_MALFORMED;
  }
  fr_mul(&m->wires[at[0]], &value, &m->table[at[4]]);
  return WITNESS_SOLVED;
}

static u32 bits(machine *m, const u32 *at) {
  u8 bytes[32];
  u32 count = at[1];
  if (at[0] >= m->filled || !words_left(m, 2 * (u64)count)) return WITNESS_MALFORMED;
  fr_to_bytes(bytes, &m->slots[at[0]]);
  for (; count-- > 0; m->at += 2) {
    u32 bit = m->at[0];
    if (bit > 255 || m->at[1] >= m->shape->wires) return WITNESS_MALFORMED;
    m->wires[m->at[1]] = (bytes[bit >> 3] >> (bit & 7)) & 1 ? FR_ONE : FR_ZERO;
  }
  return WITNESS_SOLVED;
}

static u32 check(const machine *m, const u32 *at) {
  fr value;
  if (!difference(&value, m, at)) return WITNESS_MALFORMED;
  return fr_is_zero(&value) ? WITNESS_SOLVED : WITNESS_UNSATISFIED;
}

static u32 invert(const machine *m, const u32 *at) {
  if (at[0] >= m->shape->wires || at[1] >= m->filled) return WITNESS_MALFORMED;
  fr_inv(&m->wires[at[0]], &m->slots[at[1]]);
  return WITNESS_SOLVED;
}

static u32 step(machine *m) {
  u32 kind = *m->at++;
  u32 words = LENGTHS >> 4 * kind & 15;
  if (kind > INVERSE || !words_left(m, words)) return WITNESS_MALFORMED;
  const u32 *at = m->at;
  m->at += words;
  switch (kind) {
    case COMBINE: return combine(m, at);
    case DEFINE: return define(m, at);
    case BITS: return bits(m, at);
    case CHECK: return check(m, at);
    default: return invert(m, at);
  }
}

EXPORT(witness_run) u32 witness_run(u8 *wires, const witness_shape *shape, const u32 *code, const u8 *values) {
  machine m = {.shape = shape, .at = code, .end = code + shape->words, .filled = 1};
  u64 room = ((u64)shape->wires + shape->combinations + shape->coefficients) * sizeof(fr);
  if (shape->combinations == 0 || shape->coefficients == 0) return WITNESS_MALFORMED;
  m.wires = room < 0xffff0000u ? alloc((u32)room) : 0;
  if (!m.wires) return WITNESS_MEMORY;
  m.slots = m.wires + shape->wires;
  m.table = m.slots + shape->combinations;
  for (u32 i = 0; i < shape->wires; i++) fr_from_bytes(&m.wires[i], wires + 32 * i);
  for (u32 i = 0; i < shape->coefficients; i++) fr_from_bytes(&m.table[i], values + 32 * i);
  m.slots[0] = FR_ZERO;
  u32 state = WITNESS_SOLVED;
  while (m.at < m.end && state == WITNESS_SOLVED) state = step(&m);
  for (u32 i = 0; i < shape->wires; i++) fr_to_bytes(wires + 32 * i, &m.wires[i]);
  return state;
}
