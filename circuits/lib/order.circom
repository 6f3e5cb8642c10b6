pragma circom 2.2.0;

include "range.circom";

// Nullifiers in strictly increasing order, as integers, by the gaps between them:
//
//   nullifier[i] = nullifier[i−1] + gap[i] + 1,   gap[i] = gapHi[i] · 2^127 + gapLo[i],   limbs of 127 bits
//
// A gap is an integer from 0 to 2^254 − 1, so every step is upwards. The limbs' sums are carried as integers: with up to
// 64 slots they stay below 2^134. Only the last sum is compared with r: it is the largest, so if it is below r, all
// are, none wrapped around the field, and the field element nullifier[i] stands for its integer.
// Empty slots (real = 0) take no step.
template Order(slots) {
    assert(slots <= 64);
    // The last nullifier before these: lastLo below 2^127, and the whole below r.
    signal input lastHi;
    signal input lastLo;
    signal input real[slots];
    signal input gapHi[slots];
    signal input gapLo[slots];
    signal output nullifier[slots];
    // The last nullifier of these, in the same form.
    signal output hi;
    signal output lo;

    component hiRange[slots];
    component loRange[slots];
    var sumHi = lastHi;
    var sumLo = lastLo;
    for (var i = 0; i < slots; i++) {
        hiRange[i] = Range(127);
        loRange[i] = Range(127);
        // @group gap-range
        hiRange[i].in <== gapHi[i];
        loRange[i].in <== gapLo[i];
        // @end
        // Both limbs are at least 0: their sum is 0 only if both are.
        // @group empty-gap
        (1 - real[i]) * (gapHi[i] + gapLo[i]) === 0;
        // @end
        sumHi += gapHi[i];
        sumLo += gapLo[i] + real[i];
        // @group nullifier
        nullifier[i] <== sumHi * 2 ** 127 + sumLo;
        // @end
    }

    // --- Back to limbs of 127 bits: sumLo ≤ 2^127 − 1 + 64 · 2^127, so the carry has 7 bits.
    signal carry <-- sumLo >> 127;
    lo <-- sumLo & (2 ** 127 - 1);
    component carryRange = Range(7);
    component lowRange = Range(127);
    // @group carry
    carryRange.in <== carry;
    lowRange.in <== lo;
    carry * 2 ** 127 + lo === sumLo;
    hi <== sumHi + carry;
    // @end

    // --- Below r: r − 1 − (hi, lo), limb by limb with a borrow, has no negative limb.
    var rHi = -1 >> 127;
    var rLo = -1 & (2 ** 127 - 1);
    signal borrow <-- lo > rLo ? 1 : 0;
    component restHi = Range(127);
    component restLo = Range(127);
    // @group below-r
    borrow * (borrow - 1) === 0;
    restHi.in <== rHi - hi - borrow;
    restLo.in <== rLo - lo + borrow * 2 ** 127;
    // @end
}
