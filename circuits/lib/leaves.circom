pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// Root of the arity-8 Poseidon tree over 8^depth leaves.
template LeavesRoot(depth) {
    signal input leaves[8 ** depth];
    signal output root;

    component node[depth][8 ** (depth - 1)];
    for (var level = 0; level < depth; level++) {
        for (var i = 0; i < 8 ** (depth - 1 - level); i++) {
            node[level][i] = Poseidon(8);
            // @group tree
            for (var j = 0; j < 8; j++) {
                if (level == 0) {
                    node[level][i].inputs[j] <== leaves[8 * i + j];
                } else {
                    node[level][i].inputs[j] <== node[level - 1][8 * i + j].out;
                }
            }
            // @end
        }
    }
    // @group tree
    root <== node[depth - 1][0].out;
    // @end
}
