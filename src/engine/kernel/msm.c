#include "msm.h"

#include "batch.h"
#include "glv.h"
#include "memory.h"

#include "msm_shape.h"

static bool g1_read(g1 *r, const g1 *p) {
  *r = *p;
  return !g1_is_infinity(p);
}
static bool g2_read(g2 *r, const g2 *p) {
  *r = *p;
  return !g2_is_infinity(p);
}

#include "with_g1.inc"
#include "msm.inc"
#include "with_g2.inc"
#include "msm.inc"
#include "with_none.inc"
