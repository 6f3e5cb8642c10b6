#include "msm.h"

#include "batch.h"
#include "form.h"
#include "glv.h"
#include "memory.h"
#include "msm_sort.h"

#include "with_g1.inc"
#include "msm.inc"
#include "with_g2.inc"
#include "msm.inc"
#include "with_none.inc"
