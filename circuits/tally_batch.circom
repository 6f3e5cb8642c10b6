pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "lib/chain.circom";
include "lib/evaluate.circom";
include "lib/leaves.circom";
include "lib/order.circom";
include "lib/params.circom";
include "lib/slot.circom";
include "lib/state.circom";

// One batch of votes, counted by the rules of its process, on top of those before it.
//
//   commitment  = poseidon2(root of the leaves, chain(params))
//   stateBefore → stateAfter: the batch's nullifiers follow the last one in order; its votes are added to the count
//   y           = Σ D_i z^i with D = (leaves, bitmap of opened slots, params)
//
// Public signals, in this order: commitment, stateBefore, stateAfter, z, y.
// `docs/rollup.md` argues why nothing else satisfies it. What stands between a group's mark and its end is a rule: it is
// changed, one constraint at a time, by `npm run test:mutants -- GROUP`.
template TallyBatch(slots, fields, values) {
    // --- Signals: the order of the public ones is that of these lines.
    signal output commitment;
    signal output stateBefore;
    signal output stateAfter;
    signal input z;
    signal input y;

    // scope, maxCount, maxValue, uniqueValues, costFromWeight, hasLimit, limit, costTable[0 .. values − 1]
    signal input params[7 + values];
    // The state before.
    signal input lastHi;
    signal input lastLo;
    signal input voteCount;
    signal input invalid;
    signal input results[fields][values];
    // The slots.
    signal input real[slots];
    signal input opened[slots];
    signal input gapHi[slots];
    signal input gapLo[slots];
    signal input weight[slots];
    signal input voteHash[slots];
    signal input envelopeHash[slots];
    signal input votes[slots][fields];
    signal input nonce[slots];

    component rules = Params(fields, values);
    // @group params
    rules.params <== params;
    // @end

    // --- Real slots come before empty ones.
    // @group real
    for (var i = 0; i < slots; i++) real[i] * (real[i] - 1) === 0;
    // @end
    // @group empty-last
    for (var i = 1; i < slots; i++) real[i] * (1 - real[i - 1]) === 0;
    // @end

    component order = Order(slots);
    // @group order
    order.lastHi <== lastHi;
    order.lastLo <== lastLo;
    order.real <== real;
    order.gapHi <== gapHi;
    order.gapLo <== gapLo;
    // @end

    component slot[slots];
    for (var i = 0; i < slots; i++) {
        slot[i] = Slot(fields, values);
        // @group slot-rules
        slot[i].params <== params;
        slot[i].beyond <== rules.beyond;
        slot[i].above <== rules.above;
        // @end
        // @group slot
        slot[i].real <== real[i];
        slot[i].opened <== opened[i];
        slot[i].nullifier <== order.nullifier[i];
        slot[i].weight <== weight[i];
        slot[i].voteHash <== voteHash[i];
        slot[i].envelopeHash <== envelopeHash[i];
        slot[i].votes <== votes[i];
        slot[i].nonce <== nonce[i];
        // @end
    }

    // --- Sums. A valid ballot adds its weight once in each of its fields: where it is not 0, to that value, else to 0. Fields
    // beyond maxCount get nothing.
    var votesHere = 0;
    var counted = 0;
    var spoilt = 0;
    for (var i = 0; i < slots; i++) {
        votesHere += real[i];
        counted += slot[i].counted;
        spoilt += weight[i] - slot[i].counted;
    }
    signal resultsAfter[fields][values];
    for (var m = 0; m < fields; m++) {
        var notZero = 0;
        for (var v = 1; v < values; v++) {
            var here = 0;
            for (var i = 0; i < slots; i++) here += slot[i].add[m][v];
            // @group results
            resultsAfter[m][v] <== results[m][v] + here;
            // @end
            notZero += here;
        }
        // @group results-zero
        resultsAfter[m][0] <== results[m][0] + (1 - rules.beyond[m]) * counted - notZero;
        // @end
    }

    // --- States.
    component before = State(fields, values);
    component after = State(fields, values);
    // @group state-before
    before.lastHi <== lastHi;
    before.lastLo <== lastLo;
    before.voteCount <== voteCount;
    before.invalid <== invalid;
    before.results <== results;
    stateBefore <== before.hash;
    // @end
    // @group state-after
    after.lastHi <== order.hi;
    after.lastLo <== order.lo;
    after.voteCount <== voteCount + votesHere;
    after.invalid <== invalid + spoilt;
    after.results <== resultsAfter;
    stateAfter <== after.hash;
    // @end

    // --- Commitment to leaves and parameters: fixed before z, which is a hash of it.
    var depth = 0;
    for (var n = slots; n > 1; n = n \ 8) depth++;
    component leaves = LeavesRoot(depth);
    component rulesHash = Chain(7 + values);
    component committed = Poseidon(2);
    // @group commitment
    for (var i = 0; i < slots; i++) leaves.leaves[i] <== slot[i].leaf;
    rulesHash.in <== params;
    committed.inputs[0] <== leaves.root;
    committed.inputs[1] <== rulesHash.out;
    commitment <== committed.out;
    // @end

    // --- Binding to what the chain sees in the clear.
    var bitmap = 0;
    for (var i = 0; i < slots; i++) bitmap += opened[i] * 2 ** i;
    component binding = Evaluate(slots + 1 + 7 + values);
    // @group binding
    for (var i = 0; i < slots; i++) binding.vector[i] <== slot[i].leaf;
    binding.vector[slots] <== bitmap;
    for (var i = 0; i < 7 + values; i++) binding.vector[slots + 1 + i] <== params[i];
    binding.z <== z;
    y === binding.y;
    // @end
}
