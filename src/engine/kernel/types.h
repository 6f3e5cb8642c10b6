/* Names every kernel file uses. Freestanding C17 for wasm32: no libc, no SIMD, no threads. */
#ifndef PSEPHOS_TYPES_H
#define PSEPHOS_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int32_t i32;
typedef int64_t i64;

/*
 * EXPORT(name) before a function makes it callable from TypeScript under that name. COMMON_PART is what the fast kernel needs of the plain
 * one, compiled to be small: the linker is told what to export, and leaves out the rest.
 */
#ifdef COMMON_PART
#define EXPORT(name) __attribute__((noinline))
#else
#define EXPORT(name) __attribute__((export_name(#name), noinline))
#endif
/* The unrolled multiplications are large: one copy of each, called. */
#define NOINLINE __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#endif
