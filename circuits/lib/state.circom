pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "chain.circom";

// What a batch hands on: poseidon4(lastHi, lastLo, voteCount, chain(invalid, results[0][0..], results[1][0..], …)).
// The last nullifier is lastHi · 2^127 + lastLo as an integer.
template State(fields, values) {
    signal input lastHi;
    signal input lastLo;
    signal input voteCount;
    signal input invalid;
    signal input results[fields][values];
    signal output hash;

    component weights = Chain(1 + fields * values);
    component state = Poseidon(4);
    // @group state
    weights.in[0] <== invalid;
    for (var m = 0; m < fields; m++) {
        for (var v = 0; v < values; v++) weights.in[1 + m * values + v] <== results[m][v];
    }
    state.inputs[0] <== lastHi;
    state.inputs[1] <== lastLo;
    state.inputs[2] <== voteCount;
    state.inputs[3] <== weights.out;
    hash <== state.out;
    // @end
}
