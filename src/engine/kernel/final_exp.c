#include "tower.h"

#include "constants.h"

#include "final_exp.inc"
