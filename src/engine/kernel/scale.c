#include "scale.h"

#include "memory.h"

#include "with_g1.inc"
#include "scale.inc"
#include "with_g2.inc"
#include "scale.inc"
#include "with_none.inc"
