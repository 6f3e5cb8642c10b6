pragma circom 2.2.0;

include "range.circom";

// beyond[i] = 1 for i ≥ count and 0 before, 1 ≤ count ≤ n.
template Unary(n) {
    signal input count;
    signal output beyond[n];

    var sum = 0;
    for (var i = 0; i < n; i++) {
        beyond[i] <-- i < count ? 0 : 1;
        sum += 1 - beyond[i];
    }
    // @group unary
    beyond[0] === 0;
    for (var i = 1; i < n; i++) beyond[i] * (beyond[i] - 1) === 0;
    for (var i = 2; i < n; i++) beyond[i - 1] * (1 - beyond[i]) === 0;
    sum === count;
    // @end
}

// The process's parameters within their ranges, so that no rule has to ask again.
// params: scope, maxCount, maxValue, uniqueValues, costFromWeight, hasLimit, limit, costTable[0 .. values − 1].
// No rule is about the scope: it only says which process the leaves belong to.
template Params(fields, values) {
    signal input params[7 + values];
    // 1 for the fields from maxCount on, and for the values above maxValue.
    signal output beyond[fields];
    signal output above[values];

    component count = Unary(fields);
    component value = Unary(values);
    // @group sizes
    count.count <== params[1];
    value.count <== params[2] + 1;
    beyond <== count.beyond;
    above <== value.beyond;
    // @end

    // @group flags
    for (var i = 3; i < 6; i++) params[i] * (params[i] - 1) === 0;
    // @end

    // With costs below 2^45, those of eight fields are below 2^48; so is a limit of 16 bits with its 16 bits of fraction.
    component limit = Range(16);
    component cost[values];
    for (var v = 0; v < values; v++) cost[v] = Range(45);
    // @group param-range
    limit.in <== params[6];
    for (var v = 0; v < values; v++) cost[v].in <== params[7 + v];
    // @end
}
