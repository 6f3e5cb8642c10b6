#include "groth16.h"
#include "memory.h"
#include "straus.h"

#include "groth16_pairings.inc"

#include "groth16_batch.inc"
