pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "range.circom";

// A field's value, a byte, split by a power of two: value = values · high + low, low by one-hot bits. With high in
// 8 − k bits (values = 2^k) the two parts of a byte are unique, and anything that is no byte has none.
template Field(values) {
    signal input value;
    signal output is[values];
    signal output high;

    var rest = 1;
    var low = 0;
    for (var v = 1; v < values; v++) {
        is[v] <-- value % values == v ? 1 : 0;
        rest -= is[v];
        low += v * is[v];
    }
    // @group one-hot
    is[0] <== rest;
    for (var v = 0; v < values; v++) is[v] * (is[v] - 1) === 0;
    // @end

    var highBits = 8;
    for (var n = values; n > 1; n = n \ 2) highBits--;
    assert(values * 2 ** highBits == 256);
    high <-- value \ values;
    component highRange = Range(highBits);
    // @group high-range
    highRange.in <== high;
    // @end
    // @group field-value
    values * high + low === value;
    // @end
}

// voteHash = poseidon3(maxCount · 2^200 + Σ votes[m] · 256^m, nonce, nullifier). The fields are bytes and at most 25, so their
// sum is below 2^200, and no other votes and no other length have the same first element. A ballot of another length than
// maxCount opens nothing, nor does the ballot of another voter: its nullifier is another. The nonce is whatever completes
// the hash: another one would be a second preimage.
template Ballot(fields, values) {
    assert(fields <= 25);
    signal input votes[fields];
    signal input nonce;
    signal input maxCount;
    signal input nullifier;
    signal output hash;
    signal output is[fields][values];
    signal output high[fields];

    component field[fields];
    var packed = maxCount * 2 ** 200;
    for (var m = 0; m < fields; m++) {
        field[m] = Field(values);
        // @group field
        field[m].value <== votes[m];
        is[m] <== field[m].is;
        high[m] <== field[m].high;
        // @end
        packed += votes[m] * 256 ** m;
    }
    component voteHash = Poseidon(3);
    // @group vote-hash
    voteHash.inputs[0] <== packed;
    voteHash.inputs[1] <== nonce;
    voteHash.inputs[2] <== nullifier;
    hash <== voteHash.out;
    // @end
}
