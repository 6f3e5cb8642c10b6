pragma circom 2.2.0;

// 0 ≤ in < 2^n, by n bits that add up to it. 2^252 < r, so the sum cannot wrap, and "minus five", which is r − 5 in
// the field, has no such bits.
template Range(n) {
    assert(n <= 252);
    signal input in;
    signal bits[n];

    var sum = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (in >> i) & 1;
        sum += bits[i] * 2 ** i;
    }
    for (var i = 0; i < n; i++) {
        // @group range-bits
        bits[i] * (bits[i] - 1) === 0;
        // @end
    }
    // @group range-sum
    sum === in;
    // @end
}

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
