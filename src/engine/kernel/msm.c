#include "msm.h"

#include "batch.h"
#include "glv.h"
#include "memory.h"

#define SLICE_PARTS 65536u  /* parts taken at once: bounds the scratch memory */
#define GROUP_ENTRIES 16384u /* digits sorted at once, where one window has fewer parts */

#include "with_g1.inc"
#include "msm.inc"
#include "with_g2.inc"
#include "msm.inc"
#include "with_none.inc"
