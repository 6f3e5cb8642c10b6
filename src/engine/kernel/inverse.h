/* Inversion modulo N on the limbs of limbs.h, one copy for both fields. */
#ifndef PSEPHOS_INVERSE_H
#define PSEPHOS_INVERSE_H

#include "limbs.h"

/* r = factor / a mod N, reduced; 0 for a = 0. a and factor are reduced elements, taken as the integers they are. */
void limbs_divide(i32 *r, const i32 *factor, const i32 *a, const modulus *m);

#endif
