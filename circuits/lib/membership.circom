pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// x is one of the n values of `set`: ∏ (set[j] − x) = 0. A field has no zero divisors, so one factor is 0.
// n − 1 constraints, no index and no selector bits: nothing that a prover could set to a half-way value.
template OneOf(n) {
    assert(n >= 3);
    signal input x;
    signal input set[n];

    // product[j] = (set[0] − x) ⋯ (set[j+1] − x)
    signal product[n - 2];
    // @group one-of
    product[0] <== (set[0] - x) * (set[1] - x);
    for (var j = 1; j < n - 2; j++) product[j] <== product[j - 1] * (set[j + 1] - x);
    product[n - 3] * (set[n - 1] - x) === 0;
    // @end
}

// From a leaf to the root of an arity-8 Poseidon tree. nodes[i] holds all eight children on level i of the
// path, level 0 being the leaves: the running value must be among them, and their hash, in their order,
// is the running value of the next level.
template MembershipPath(depth) {
    signal input leaf;
    signal input nodes[depth][8];
    signal input root;

    component among[depth];
    component parent[depth];
    var running = leaf;
    for (var i = 0; i < depth; i++) {
        among[i] = OneOf(8);
        // @group member-of-level
        among[i].x <== running;
        for (var j = 0; j < 8; j++) among[i].set[j] <== nodes[i][j];
        // @end
        parent[i] = Poseidon(8);
        // @group parent-hash
        for (var j = 0; j < 8; j++) parent[i].inputs[j] <== nodes[i][j];
        // @end
        running = parent[i].out;
    }
    // @group root
    running === root;
    // @end
}
