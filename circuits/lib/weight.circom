pragma circom 2.2.0;

include "range.circom";

// 0 ≤ weight ≤ availableWeight as integers, weight < 2^128.
// Both the weight and what is left of the allowance have 128 bits. Then availableWeight is their sum as
// integers, below 2^129, and nothing wrapped around the field. Ranging availableWeight instead of weight
// would let a "negative" weight through: 3 − (r − 5) = 8.
template WithinAllowance() {
    signal input weight;
    signal input availableWeight;

    component used = Range(128);
    component left = Range(128);
    // @group weight-range
    used.in <== weight;
    // @end
    // @group weight-left
    left.in <== availableWeight - weight;
    // @end
}
