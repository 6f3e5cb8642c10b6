pragma circom 2.2.0;

include "lib/evaluate.circom";
include "lib/state.circom";

// What the last state of a rollup says: y = Σ D_i z^i with D = (voteCount, invalid, results[0][0..], results[1][0..], …).
//
// Public signals, in this order: state, z, y. `docs/rollup.md` has the argument.
template TallyOpen(fields, values) {
    signal output state;
    signal input z;
    signal input y;

    signal input lastHi;
    signal input lastLo;
    signal input voteCount;
    signal input invalid;
    signal input results[fields][values];

    component opened = State(fields, values);
    // @group open-state
    opened.lastHi <== lastHi;
    opened.lastLo <== lastLo;
    opened.voteCount <== voteCount;
    opened.invalid <== invalid;
    opened.results <== results;
    state <== opened.hash;
    // @end

    component binding = Evaluate(2 + fields * values);
    // @group open-binding
    binding.vector[0] <== voteCount;
    binding.vector[1] <== invalid;
    for (var m = 0; m < fields; m++) {
        for (var v = 0; v < values; v++) binding.vector[2 + m * values + v] <== results[m][v];
    }
    binding.z <== z;
    y === binding.y;
    // @end
}
