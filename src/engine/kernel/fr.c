/* Fr, the field of scalars and of every circuit signal: r = 36u^4 + 36u^3 + 18u^2 + 6u + 1. */
#define FIELD fr
#define FIELD_NAME FR
#include "field.inc"
