/* Fp, the field of the curve's coordinates: p = 36u^4 + 36u^3 + 24u^2 + 6u + 1, u = 4965661367192848881. */
#define FIELD fp
#define FIELD_NAME FP
#include "field.inc"
