/*
 * Memory: one arena, growing upwards from the end of the module's data. A caller takes a mark, allocates, and
 * releases everything since its mark at once. TypeScript's views of the memory go stale when it grows.
 */
#ifndef PSEPHOS_MEMORY_H
#define PSEPHOS_MEMORY_H

#include "types.h"

/* 16-byte aligned and not cleared; 0 when there is no more memory. */
void *alloc(u32 bytes);

/* Where the arena ends now; release(mark) wipes and frees all that was allocated since: witnesses and blinding factors pass through. */
u32 mark(void);
void release(u32 position);

#endif
