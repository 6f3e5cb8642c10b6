#include "memory.h"

#define PAGE 65536u
#define ALIGNMENT 16u

extern u8 __heap_base;

static u32 top; /* 0 before the first allocation */

static u32 current(void) { return top ? top : ((u32)&__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1); }

EXPORT(alloc) void *alloc(u32 bytes) {
  u64 start = current();
  u64 end = (start + bytes + ALIGNMENT - 1) & ~(u64)(ALIGNMENT - 1);
  u64 have = (u64)__builtin_wasm_memory_size(0) * PAGE;
  if (end > 0xffff0000u) return 0;
  if (end > have) {
    u64 pages = (end - have + PAGE - 1) / PAGE;
    if (__builtin_wasm_memory_grow(0, (u32)pages) == (u32)-1) return 0;
  }
  top = (u32)end;
  return (void *)(u32)start;
}

EXPORT(mark) u32 mark(void) { return current(); }

EXPORT(release) void release(u32 position) {
  u32 end = current();
  if (position < end) __builtin_memset((void *)position, 0, end - position);
  top = position;
}
