/*
 * Points as bytes. zkey files: Montgomery 2^256, little-endian, x y; a coordinate in F2 is c0 c1.
 * Plain: big-endian, x y; a coordinate in F2 is c1 c0, the order of the EVM's precompiles (EIP-197).
 * Infinity is all zeros in both.
 */
#include "curve.h"

static void reverse32(u8 *to, const u8 *from) {
  for (u32 i = 0; i < 32; i++) to[i] = from[31 - i];
}

static bool canonical_big_endian(const u8 *bytes, u32 coordinates) {
  u8 little[32];
  for (u32 i = 0; i < coordinates; i++) {
    reverse32(little, bytes + 32 * i);
    if (!fp_is_canonical(little)) return false;
  }
  return true;
}

static void fp_from_big_endian(fp *r, const u8 *bytes) {
  u8 little[32];
  reverse32(little, bytes);
  fp_from_bytes(r, little);
}

static void fp_to_big_endian(u8 *bytes, const fp *a) {
  u8 little[32];
  fp_to_bytes(little, a);
  reverse32(bytes, little);
}

EXPORT(g1_is_canonical) bool g1_is_canonical(const u8 *bytes) { return canonical_big_endian(bytes, 2); }
EXPORT(g2_is_canonical) bool g2_is_canonical(const u8 *bytes) { return canonical_big_endian(bytes, 4); }

EXPORT(g1_from_bytes) void g1_from_bytes(g1 *r, const u8 *bytes) {
  fp_from_big_endian(&r->x, bytes);
  fp_from_big_endian(&r->y, bytes + 32);
}

EXPORT(g1_to_bytes) void g1_to_bytes(u8 *bytes, const g1 *p) {
  fp_to_big_endian(bytes, &p->x);
  fp_to_big_endian(bytes + 32, &p->y);
}

EXPORT(g2_from_bytes) void g2_from_bytes(g2 *r, const u8 *bytes) {
  fp_from_big_endian(&r->x.c1, bytes);
  fp_from_big_endian(&r->x.c0, bytes + 32);
  fp_from_big_endian(&r->y.c1, bytes + 64);
  fp_from_big_endian(&r->y.c0, bytes + 96);
}

EXPORT(g2_to_bytes) void g2_to_bytes(u8 *bytes, const g2 *p) {
  fp_to_big_endian(bytes, &p->x.c1);
  fp_to_big_endian(bytes + 32, &p->x.c0);
  fp_to_big_endian(bytes + 64, &p->y.c1);
  fp_to_big_endian(bytes + 96, &p->y.c0);
}

static bool coordinates_from_mont256(fp *r, const u8 *bytes, u32 count) {
  bool canonical = true;
  for (u32 i = 0; i < count; i++) {
    canonical &= fp_is_canonical(bytes + 32 * i);
    fp_from_mont256(&r[i], bytes + 32 * i);
  }
  return canonical;
}

static void coordinates_to_mont256(u8 *bytes, const fp *a, u32 count) {
  for (u32 i = 0; i < count; i++) fp_to_mont256(bytes + 32 * i, &a[i]);
}

EXPORT(g1_points_from_mont256) bool g1_points_from_mont256(g1 *r, const u8 *bytes, u32 n) {
  return coordinates_from_mont256(&r->x, bytes, 2 * n);
}

EXPORT(g2_points_from_mont256) bool g2_points_from_mont256(g2 *r, const u8 *bytes, u32 n) {
  return coordinates_from_mont256(&r->x.c0, bytes, 4 * n);
}

EXPORT(g1_points_to_mont256) void g1_points_to_mont256(u8 *bytes, const g1 *p, u32 n) {
  coordinates_to_mont256(bytes, &p->x, 2 * n);
}

EXPORT(g2_points_to_mont256) void g2_points_to_mont256(u8 *bytes, const g2 *p, u32 n) {
  coordinates_to_mont256(bytes, &p->x.c0, 4 * n);
}
