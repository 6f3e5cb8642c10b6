pragma circom 2.2.0;

include "circomlib/circuits/comparators.circom";
include "range.circom";

// Whether a ballot's cost is above the limit: costly = 1 or 0, decided both ways.
// cost: 64.16 fixed point, from −2^48 (a ballot that breaks another rule) to 2^48. The limit is the process's, or with
// costFromWeight the weight = weightHigh · 2^32 + weightLow. A weight of 2^32 and more pays for everything.
template Cost() {
    signal input cost;
    signal input limit;
    signal input hasLimit;
    signal input costFromWeight;
    signal input weightHigh;
    signal input weightLow;
    signal output costly;

    component small = IsZero();
    // @group limit
    small.in <== weightHigh;
    signal available <== limit + costFromWeight * (weightLow - limit);
    signal rich <== costFromWeight * (1 - small.out);
    // @end

    // left is below 2^49 on both sides of 0; fits is its sign.
    signal left;
    // @group cost-left
    left <== available * 2 ** 16 - cost;
    // @end
    signal fits <-- ((left + 2 ** 49) >> 49) & 1;
    component size = Range(49);
    // @group cost-sign
    fits * (fits - 1) === 0;
    size.in <== left + (1 - fits) * 2 ** 49;
    // @end

    // @group costly
    signal over <== hasLimit * (1 - fits);
    costly <== over * (1 - rich);
    // @end
}

// Whether a ballot keeps every rule. faults adds up integers that are 0 for a kept rule and never negative, far below r;
// so it is 0 if and only if all rules are kept.
template Rules(fields, values) {
    // is[m][v] = 1 where field m is v modulo `values`, and high[m] what is above.
    signal input is[fields][values];
    signal input high[fields];
    // As in Params.
    signal input params[7 + values];
    signal input beyond[fields];
    signal input above[values];
    signal input weightHigh;
    signal input weightLow;
    signal output valid;

    // --- Column counts n[v]: how many fields hold v. Fields beyond the ballot hold 0, or break a rule below.
    var n[values];
    for (var v = 0; v < values; v++) {
        n[v] = 0;
        for (var m = 0; m < fields; m++) n[v] += is[m][v];
    }
    var spare = 0;
    for (var m = 0; m < fields; m++) spare += beyond[m];
    n[0] -= spare;

    var faults = 0;

    // --- Values above maxValue.
    for (var m = 0; m < fields; m++) faults += high[m];
    signal tooHigh[values];
    // @group too-high
    tooHigh[0] <== 0;
    for (var v = 1; v < values; v++) tooHigh[v] <== n[v] * above[v];
    // @end
    for (var v = 1; v < values; v++) faults += tooHigh[v];

    // --- Fields beyond maxCount that are not 0.
    signal extra[fields];
    // @group extra
    extra[0] <== 0;
    for (var m = 1; m < fields; m++) extra[m] <== beyond[m] * (1 - is[m][0]);
    // @end
    for (var m = 1; m < fields; m++) faults += extra[m];

    // --- A value twice: n (n − 1) is 0 for 0 and 1 and positive for all other integers.
    signal pairs[values];
    var twice = 0;
    for (var v = 0; v < values; v++) {
        // @group pairs
        pairs[v] <== n[v] * (n[v] - 1);
        // @end
        twice += pairs[v];
    }
    // @group unique
    signal repeated <== params[3] * twice;
    // @end
    faults += repeated;

    // --- Cost.
    signal price[values];
    var sum = 0;
    for (var v = 0; v < values; v++) {
        // @group price
        price[v] <== n[v] * params[7 + v];
        // @end
        sum += price[v];
    }
    component cost = Cost();
    // @group cost
    cost.cost <== sum;
    cost.costFromWeight <== params[4];
    cost.hasLimit <== params[5];
    cost.limit <== params[6];
    cost.weightHigh <== weightHigh;
    cost.weightLow <== weightLow;
    // @end
    faults += cost.costly;

    component none = IsZero();
    // @group verdict
    none.in <== faults;
    valid <== none.out;
    // @end
}
