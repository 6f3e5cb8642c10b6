/*
 * Poseidon over Fr with circomlib's parameters: x^5, arity 1 to 8 (t = arity + 1 lanes, the first of them 0 at the
 * start and the hash at the end), 8 full rounds, 56 to 64 partial ones.
 * Grassi, Khovratovich, Rechberger, Roy, Schofnegger: "Poseidon", USENIX Security 2021 (eprint 2019/458).
 */
#ifndef PSEPHOS_POSEIDON_H
#define PSEPHOS_POSEIDON_H

#include "field.h"

#define POSEIDON_MAX_ARITY 8

/*
 * hashes[i] = poseidon(inputs[arity i], ..., inputs[arity i + arity - 1]) for i < count; all are 32 bytes, big-endian.
 * `hashes` may be `inputs`. Returns count, or the first i with an input that is not below r; earlier ones are hashed.
 * The first call for an arity derives its constants.
 */
u32 poseidon_hash(u8 *hashes, const u8 *inputs, u32 count, u32 arity);

#endif
