#include "constants.h"
#include "memory.h"
#include "pairing.h"

#include "pairing_lines.inc"
