/* Written by scripts/fast-kernel-constants.ts (npm run build:kernel); do not edit. */
#ifndef PSEPHOS_FAST_CONSTANTS_H
#define PSEPHOS_FAST_CONSTANTS_H

#include "fast_pair.h"
#include "field.h"

typedef union { u64 bits[2]; double x[2]; v128 v; } both;
struct modulus_pair {
  both hi, sum, lo, mask, two52, centre;
  both mu, reciprocal, two_51, n0; /* -1 / N mod 2^51; 2^204 / N; 2^-51; the lowest limb of N modulo 2^51 */
  both c[4][5], n[5];              /* 2^(51 (k - 4)) mod N; N */
  both mul[10], sqr[10], f2[10];   /* what columns begin with */
  both more[10], f2_more[10];      /* what they are given for each further product, and in F2 */
};
typedef union { both l[PAIR_LIMBS]; pair v; } pair_constant;

static const modulus_pair FAST_P = {
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
    .f2 = {{{0x8994000000000000u, 0x8994000000000000u}}, {{0x7653fffffffffe00u, 0x7653fffffffffe00u}}, {{0x6313fffffffffe00u, 0x6313fffffffffe00u}}, {{0x4fd3fffffffffe00u, 0x4fd3fffffffffe00u}}, {{0xec77fffffffffe00u, 0xec77fffffffffe00u}}, {{0x8613fffffffffe00u, 0x8613fffffffffe00u}}, {{0x9953fffffffffe00u, 0x9953fffffffffe00u}}, {{0xac93fffffffffe00u, 0xac93fffffffffe00u}}, {{0xbfd3fffffffffe00u, 0xbfd3fffffffffe00u}}, {{0x565ffffffffffe00u, 0x565ffffffffffe00u}}},
    .more = {{{0xbcc8000000000000u, 0xbcc8000000000000u}}, {{0x3328000000000000u, 0x3328000000000000u}}, {{0xa988000000000000u, 0xa988000000000000u}}, {{0x1fe8000000000000u, 0x1fe8000000000000u}}, {{0x9648000000000000u, 0x9648000000000000u}}, {{0x9318000000000000u, 0x9318000000000000u}}, {{0x1cb8000000000000u, 0x1cb8000000000000u}}, {{0xa658000000000000u, 0xa658000000000000u}}, {{0x2ff8000000000000u, 0x2ff8000000000000u}}, {{0xb998000000000000u, 0xb998000000000000u}}},
    .f2_more = {{{0x7990000000000000u, 0x7990000000000000u}}, {{0x6650000000000000u, 0x6650000000000000u}}, {{0x5310000000000000u, 0x5310000000000000u}}, {{0x3fd0000000000000u, 0x3fd0000000000000u}}, {{0x2c90000000000000u, 0x2c90000000000000u}}, {{0x2630000000000000u, 0x2630000000000000u}}, {{0x3970000000000000u, 0x3970000000000000u}}, {{0x4cb0000000000000u, 0x4cb0000000000000u}}, {{0x5ff0000000000000u, 0x5ff0000000000000u}}, {{0x7330000000000000u, 0x7330000000000000u}}},
};
static const modulus_pair FAST_R = {
    .hi = {{0x4668000000000000u, 0x4668000000000000u}},
    .sum = {{0x4668000000000003u, 0x4668000000000003u}},
    .lo = {{0x4338000000000000u, 0x4338000000000000u}},
    .mask = {{0x7ffffffffffffu, 0x7ffffffffffffu}},
    .two52 = {{0x4330000000000000u, 0x4330000000000000u}},
    .centre = {{0x4334000000000000u, 0x4334000000000000u}},
    .mu = {{0x42ff593efffffff0u, 0x42ff593efffffff0u}},
    .reciprocal = {{0x3cd5291d18988e81u, 0x3cd5291d18988e81u}},
    .two_51 = {{0x3cc0000000000000u, 0x3cc0000000000000u}},
    .n0 = {{0x1f593f0000001u, 0x1f593f0000001u}},
    .c = {{{{0x43085f8271793e60u, 0x43085f8271793e60u}}, {{0x42ccd88df5176980u, 0x42ccd88df5176980u}}, {{0x4307dbb32ab46640u, 0x4307dbb32ab46640u}}, {{0x42e99338287b1e00u, 0x42e99338287b1e00u}}, {{0x42d48d44ca5b0400u, 0x42d48d44ca5b0400u}}},
          {{{0xc3042d87ea60a268u, 0xc3042d87ea60a268u}}, {{0xc301f873a8ff22e0u, 0xc301f873a8ff22e0u}}, {{0xc2fa399e455e91d0u, 0xc2fa399e455e91d0u}}, {{0xc2ef96eae8b45120u, 0xc2ef96eae8b45120u}}, {{0xc2f79d9db4ba62e0u, 0xc2f79d9db4ba62e0u}}},
          {{{0x430a2cfa534f2f38u, 0x430a2cfa534f2f38u}}, {{0x4302fd775264e538u, 0x4302fd775264e538u}}, {{0x430f3b8ef79e5200u, 0x430f3b8ef79e5200u}}, {{0xc30cffe47b8421c0u, 0xc30cffe47b8421c0u}}, {{0x42e1160815b4ca60u, 0x42e1160815b4ca60u}}},
          {{{0x42d732277261e900u, 0x42d732277261e900u}}, {{0xc2fb1db0d9d38860u, 0xc2fb1db0d9d38860u}}, {{0x4301bf8134293200u, 0x4301bf8134293200u}}, {{0xc2eeaa5543abc060u, 0xc2eeaa5543abc060u}}, {{0x42e7b4111f7a0e40u, 0x42e7b4111f7a0e40u}}}},
    .n = {{{0x42ff593f00000010u, 0x42ff593f00000010u}}, {{0x42f0f372e12287c0u, 0x42f0f372e12287c0u}}, {{0xc2ffa9e8b5f305f0u, 0xc2ffa9e8b5f305f0u}}, {{0x42b4dc2822db4100u, 0x42b4dc2822db4100u}}, {{0x43083227397098d0u, 0x43083227397098d0u}}},
    .mul = {{{0xcccc000000000000u, 0xcccc000000000000u}}, {{0x432bfffffffffe00u, 0x432bfffffffffe00u}}, {{0xb98bfffffffffe00u, 0xb98bfffffffffe00u}}, {{0x2febfffffffffe00u, 0x2febfffffffffe00u}}, {{0x562ffffffffffe00u, 0x562ffffffffffe00u}}, {{0xf2fbfffffffffe00u, 0xf2fbfffffffffe00u}}, {{0x7c9bfffffffffe00u, 0x7c9bfffffffffe00u}}, {{0x63bfffffffffe00u, 0x63bfffffffffe00u}}, {{0x8fdbfffffffffe00u, 0x8fdbfffffffffe00u}}, {{0x9cc7fffffffffe00u, 0x9cc7fffffffffe00u}}},
    .sqr = {{{0xcccc000000000000u, 0xcccc000000000000u}}, {{0x8663fffffffffe00u, 0x8663fffffffffe00u}}, {{0x432bfffffffffe00u, 0x432bfffffffffe00u}}, {{0xfcc3fffffffffe00u, 0xfcc3fffffffffe00u}}, {{0x696ffffffffffe00u, 0x696ffffffffffe00u}}, {{0x63bfffffffffe00u, 0x63bfffffffffe00u}}, {{0x4ca3fffffffffe00u, 0x4ca3fffffffffe00u}}, {{0x8fdbfffffffffe00u, 0x8fdbfffffffffe00u}}, {{0xd643fffffffffe00u, 0xd643fffffffffe00u}}, {{0x9cc7fffffffffe00u, 0x9cc7fffffffffe00u}}},
    .f2 = {{{0x8994000000000000u, 0x8994000000000000u}}, {{0x7653fffffffffe00u, 0x7653fffffffffe00u}}, {{0x6313fffffffffe00u, 0x6313fffffffffe00u}}, {{0x4fd3fffffffffe00u, 0x4fd3fffffffffe00u}}, {{0xec77fffffffffe00u, 0xec77fffffffffe00u}}, {{0x8613fffffffffe00u, 0x8613fffffffffe00u}}, {{0x9953fffffffffe00u, 0x9953fffffffffe00u}}, {{0xac93fffffffffe00u, 0xac93fffffffffe00u}}, {{0xbfd3fffffffffe00u, 0xbfd3fffffffffe00u}}, {{0x565ffffffffffe00u, 0x565ffffffffffe00u}}},
    .more = {{{0xbcc8000000000000u, 0xbcc8000000000000u}}, {{0x3328000000000000u, 0x3328000000000000u}}, {{0xa988000000000000u, 0xa988000000000000u}}, {{0x1fe8000000000000u, 0x1fe8000000000000u}}, {{0x9648000000000000u, 0x9648000000000000u}}, {{0x9318000000000000u, 0x9318000000000000u}}, {{0x1cb8000000000000u, 0x1cb8000000000000u}}, {{0xa658000000000000u, 0xa658000000000000u}}, {{0x2ff8000000000000u, 0x2ff8000000000000u}}, {{0xb998000000000000u, 0xb998000000000000u}}},
    .f2_more = {{{0x7990000000000000u, 0x7990000000000000u}}, {{0x6650000000000000u, 0x6650000000000000u}}, {{0x5310000000000000u, 0x5310000000000000u}}, {{0x3fd0000000000000u, 0x3fd0000000000000u}}, {{0x2c90000000000000u, 0x2c90000000000000u}}, {{0x2630000000000000u, 0x2630000000000000u}}, {{0x3970000000000000u, 0x3970000000000000u}}, {{0x4cb0000000000000u, 0x4cb0000000000000u}}, {{0x5ff0000000000000u, 0x5ff0000000000000u}}, {{0x7330000000000000u, 0x7330000000000000u}}},
};

/* 1 and beta (glv.h) times 2^255; 2^267, as field.h has elements, not in Montgomery form */
static const ff FAST_ONE = {{-462089247717333.0, 414332610087284.0, -580698420941055.0, -68807396200898.0, -302153995008334.0}};
#define FAST_BETA {{110256272442830.0, -55293854903499.0, -1078979184583509.0, -571642960073170.0, 338749182971921.0}}
static const fp FP_TWO_267 = {{107559234, -189068975, -193152678, 299969, 91399121, -47864311, 160901991, 137837179, 720902}};
/* p in four words */
#define FAST_P_WORDS {{0x3c208c16d87cfd47u, 0x97816a916871ca8du, 0xb85045b68181585du, 0x30644e72e131a029u}}
/* in F2: 1, and the factors of psi (curve.h) and of psi^2 */
static const pair_constant FAST_F2_ONE = {{{{0xc2fa4448976f7d50u, 0x0u}}, {{0x42f78d5540b09740u, 0x0u}}, {{0xc300812318d087f8u, 0x0u}}, {{0xc2cf4a3c3448e100u, 0x0u}}, {{0xc2f12ceb58a394e0u, 0x0u}}}};
#define FAST_PAIR_ONE {{{-1754301104, -1023785912, 0, 0}, {1085314880, 1123519829, 0, 0}, {416319480, -1023377117, 0, 0}, {877191424, -1026602436, 0, 0}, {1487115488, -1024381717, 0, 0}}}
static const pair_constant FAST_PSI_X = {{{{0x430cec41158eacc0u, 0x43004c1f20b52840u}}, {{0xc30bab2acdd5a548u, 0xc301ef3c9ca5e6d0u}}, {{0x42d704c89a3fc900u, 0x4305f71dd129b110u}}, {{0xc306270bff1db1b8u, 0x430733fd2d9c2ef0u}}, {{0x42e956bcd8118220u, 0xc2d3f5fd6f255d80u}}}};
static const pair_constant FAST_PSI_Y = {{{{0xc302bc2abd191c78u, 0x430bc3361e05ea00u}}, {{0xc307439f07e0abb0u, 0x426f6a0e9ccb6000u}}, {{0xc2cd04f6dc507900u, 0x430fd840d702e928u}}, {{0xc2fd321a99cffe20u, 0xc2d5d4b39888ec80u}}, {{0xc2d65dbb68786140u, 0xc2bee97382da9500u}}}};
static const pair_constant FAST_PSI2_X = {{{{0x42d911c27d017380u, 0x42d911c27d017380u}}, {{0xc2c9250d4a366580u, 0xc2c9250d4a366580u}}, {{0xc30eaa9b58231aa8u, 0xc30eaa9b58231aa8u}}, {{0xc3003f3ffc968e90u, 0xc3003f3ffc968e90u}}, {{0x42f341730b810110u, 0x42f341730b810110u}}}};
/* in Fr: 1 and a root of order 2^28 times 2^255; 2^-12 */
static const pair_constant FAST_FR_ONE = {{{{0x4300fa217fffffe8u, 0x4300fa217fffffe8u}}, {{0xc3096d2c51b3cba8u, 0xc3096d2c51b3cba8u}}, {{0xc3008122ef137718u, 0xc3008122ef137718u}}, {{0xc2cf4a3c3448e100u, 0xc2cf4a3c3448e100u}}, {{0xc2f12ceb58a394e0u, 0xc2f12ceb58a394e0u}}}};
static const pair_constant FAST_FR_ROOT = {{{{0xc2e8caa7f2ec2640u, 0xc2e8caa7f2ec2640u}}, {{0xc2e7b77400533920u, 0xc2e7b77400533920u}}, {{0xc304dfc275dd40c8u, 0xc304dfc275dd40c8u}}, {{0xc2f862a6eb54ff80u, 0xc2f862a6eb54ff80u}}, {{0x42e860ef94296400u, 0x42e860ef94296400u}}}};
/* 2^510 in Fr */
static const ff FAST_FR_2_510 = {{-361780538221718.0, -49578177748227.0, -777522719739357.0, -956675725386117.0, 222017539375616.0}};
static const pair_constant FAST_FR_2_12 = {{{{0x430e0f0536080000u, 0x430e0f0536080000u}}, {{0x42c7b786468f6e80u, 0x42c7b786468f6e80u}}, {{0x4302fcfd4f45af98u, 0x4302fcfd4f45af98u}}, {{0xc2f8d014dc2822e0u, 0xc2f8d014dc2822e0u}}, {{0xc248322739708000u, 0xc248322739708000u}}}};

#endif
