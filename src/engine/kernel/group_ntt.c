#include "group_ntt.h"

#include "memory.h"

#include "with_g1.inc"
#include "group_ntt.inc"
#include "with_g2.inc"
#include "group_ntt.inc"
#include "with_none.inc"
