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
