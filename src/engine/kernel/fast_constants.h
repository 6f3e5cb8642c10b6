/* Written by scripts/fast-kernel-constants.ts (npm run build:kernel); do not edit. */
#ifndef PSEPHOS_FAST_CONSTANTS_H
#define PSEPHOS_FAST_CONSTANTS_H

#include "fast_pair.h"
#include "field.h"

typedef union { u64 bits[2]; v128 v; } both;
typedef struct {
  both hi, sum, lo, mask, two52, centre;
  both mu, reciprocal, two_51, n0; /* -1 / N mod 2^51; 2^204 / N; 2^-51; the lowest limb of N modulo 2^51 */
  both c[4][5], n[5];              /* 2^(51 (k - 4)) mod N; N */
  both mul[10], sqr[10];           /* what columns begin with */
} fast_constants;

static const fast_constants FAST_CONSTANTS = {
    .hi = {{0x4668000000000000u, 0x4668000000000000u}},
    .sum = {{0x4668000000000003u, 0x4668000000000003u}},
    .lo = {{0x4338000000000000u, 0x4338000000000000u}},
    .mask = {{0x7ffffffffffffu, 0x7ffffffffffffu}},
    .two52 = {{0x4330000000000000u, 0x4330000000000000u}},
    .centre = {{0x4334000000000000u, 0x4334000000000000u}},
    .mu = {{0x43003c1724331c48u, 0x43003c1724331c48u}},
    .reciprocal = {{0x3cd5291d18988e81u, 0x3cd5291d18988e81u}},
    .two_51 = {{0x3cc0000000000000u, 0x3cc0000000000000u}},
    .n0 = {{0x8c16d87cfd47u, 0x8c16d87cfd47u}},
    .c = {{{{0xc306b091b18997f8u, 0xc306b091b18997f8u}}, {{0xc308d2a88accf498u, 0xc308d2a88accf498u}}, {{0xc300475f58829fd8u, 0xc300475f58829fd8u}}, {{0x42de4a57d79d8480u, 0x42de4a57d79d8480u}}, {{0xc2e5a5cae486e700u, 0xc2e5a5cae486e700u}}},
          {{{0xc2e2f3239ce6ea80u, 0xc2e2f3239ce6ea80u}}, {{0xc303f81136467590u, 0xc303f81136467590u}}, {{0xc2f7252e2e9640d0u, 0xc2f7252e2e9640d0u}}, {{0xc30a6c5b64ffc6f0u, 0xc30a6c5b64ffc6f0u}}, {{0x42d39a92b7bfc280u, 0x42d39a92b7bfc280u}}},
          {{{0x43027a5528887630u, 0x43027a5528887630u}}, {{0x42f0f41a28c9d550u, 0x42f0f41a28c9d550u}}, {{0xc302ed1841905e60u, 0xc302ed1841905e60u}}, {{0xc2f3feac8c9bba00u, 0xc2f3feac8c9bba00u}}, {{0xc2f45309065b0920u, 0xc2f45309065b0920u}}},
          {{{0x42f2747bdc458aa0u, 0x42f2747bdc458aa0u}}, {{0x42d5f4ea250777c0u, 0x42d5f4ea250777c0u}}, {{0x430fc2d279f358f8u, 0x430fc2d279f358f8u}}, {{0x42de7994282254c0u, 0x42de7994282254c0u}}, {{0x42e88d064b5e8480u, 0x42e88d064b5e8480u}}}},
    .n = {{{0x42e182db0f9fa8e0u, 0x42e182db0f9fa8e0u}}, {{0x43016871ca8d3c20u, 0x43016871ca8d3c20u}}, {{0xc2ffa9e89a1fa560u, 0xc2ffa9e89a1fa560u}}, {{0x42b4dc2822db4100u, 0x42b4dc2822db4100u}}, {{0x43083227397098d0u, 0x43083227397098d0u}}},
    .mul = {{{0xcccc000000000000u, 0xcccc000000000000u}}, {{0x432bfffffffffe00u, 0x432bfffffffffe00u}}, {{0xb98bfffffffffe00u, 0xb98bfffffffffe00u}}, {{0x2febfffffffffe00u, 0x2febfffffffffe00u}}, {{0x562ffffffffffe00u, 0x562ffffffffffe00u}}, {{0xf2fbfffffffffe00u, 0xf2fbfffffffffe00u}}, {{0x7c9bfffffffffe00u, 0x7c9bfffffffffe00u}}, {{0x63bfffffffffe00u, 0x63bfffffffffe00u}}, {{0x8fdbfffffffffe00u, 0x8fdbfffffffffe00u}}, {{0x9cc7fffffffffe00u, 0x9cc7fffffffffe00u}}},
    .sqr = {{{0xcccc000000000000u, 0xcccc000000000000u}}, {{0x8663fffffffffe00u, 0x8663fffffffffe00u}}, {{0x432bfffffffffe00u, 0x432bfffffffffe00u}}, {{0xfcc3fffffffffe00u, 0xfcc3fffffffffe00u}}, {{0x696ffffffffffe00u, 0x696ffffffffffe00u}}, {{0x63bfffffffffe00u, 0x63bfffffffffe00u}}, {{0x4ca3fffffffffe00u, 0x4ca3fffffffffe00u}}, {{0x8fdbfffffffffe00u, 0x8fdbfffffffffe00u}}, {{0xd643fffffffffe00u, 0xd643fffffffffe00u}}, {{0x9cc7fffffffffe00u, 0x9cc7fffffffffe00u}}},
};

/* 1 and beta (glv.h) times 2^255; 2^267, as field.h has elements, not in Montgomery form */
static const ff FAST_ONE = {{-462089247717333.0, 414332610087284.0, -580698420941055.0, -68807396200898.0, -302153995008334.0}};
#define FAST_BETA {{110256272442830.0, -55293854903499.0, -1078979184583509.0, -571642960073170.0, 338749182971921.0}}
static const fp FP_TWO_267 = {{107559234, -189068975, -193152678, 299969, 91399121, -47864311, 160901991, 137837179, 720902}};

#endif
