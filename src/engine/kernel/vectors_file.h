/*
 * Points as files hold them (point.c): what functions on vectors take and give. Each module has for its form G
 *   load        false for a coordinate that is not below p; infinity is all zeros
 *   store       the way back
 *   turn        p[i] = e^j p[i] for i < n, one j > 0 (glv.h)
 *   split       the parts of a scalar
 *   double_many p[i] = 2 p[i]; infinity too
 */
#ifndef PSEPHOS_VECTORS_FILE_H
#define PSEPHOS_VECTORS_FILE_H

#include "glv.h"

typedef struct { u8 bytes[64]; } g1_file;
typedef struct { u8 bytes[128]; } g2_file;

/* Plain bytes (point.c), as snarkjs hashes points. False when one is not canonical. */
bool g1_uncompressed(u8 *bytes, const g1_file *p, u32 n);
bool g2_uncompressed(u8 *bytes, const g2_file *p, u32 n);

#endif
