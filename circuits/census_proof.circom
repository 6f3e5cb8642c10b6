pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "lib/membership.circom";
include "lib/weight.circom";

// I am in the census, and this is my one vote here: without saying who I am.
//
//   nullifier  = poseidon2(scope, secret)
//   leaf       = poseidon2(poseidon1(secret), availableWeight), a leaf under censusRoot
//   weight     ≤ availableWeight, as integers
//   voteHash   and envelopeHash are fixed by the proof
//
// Public signals, in this order: nullifier, censusRoot, scope, voteHash, weight, envelopeHash.
// `docs/circuits.md` argues section by section why nothing else satisfies it. What stands between a group's mark
// and its end is taken out, one group at a time, by `npm run test:mutants`.
template CensusProof(depth) {
    // --- Inputs: the order of these lines is the order of the public signals.
    signal output nullifier;
    signal input censusRoot;
    signal input scope;
    signal input voteHash;
    signal input weight;
    signal input envelopeHash;

    signal input secret;
    signal input availableWeight;
    signal input nodes[depth][8];

    // --- Identity: the commitment is computed here, never taken as an input. Who proves knows the secret
    // behind the leaf, and the very same secret makes the nullifier below.
    // @group commitment
    component identity = Poseidon(1);
    identity.inputs[0] <== secret;
    signal commitment <== identity.out;
    // @end

    // A leaf is poseidon2 and an inner node poseidon8 (other permutations), and the depth is fixed: no node
    // passes for a leaf. An empty leaf is 0, and nobody can prove it: that takes a preimage of 0.
    // @group leaf
    component leafHash = Poseidon(2);
    leafHash.inputs[0] <== commitment;
    leafHash.inputs[1] <== availableWeight;
    signal leaf <== leafHash.out;
    // @end

    // --- Weight: a voter uses all of its weight or a part of it; a part of 0 counts for nothing and is not kept out.
    component allowance = WithinAllowance();
    // @group allowance
    allowance.weight <== weight;
    allowance.availableWeight <== availableWeight;
    // @end

    // --- Membership: from the leaf up to the root that everyone knows.
    component path = MembershipPath(depth);
    // @group path
    path.leaf <== leaf;
    path.nodes <== nodes;
    path.root <== censusRoot;
    // @end

    // --- Nullifier: depends on the secret and the scope alone. Neither another leaf of the same secret, nor
    // another weight, nor another position in the census gives its owner a second one.
    // @group nullifier
    component nullifierHash = Poseidon(2);
    nullifierHash.inputs[0] <== scope;
    nullifierHash.inputs[1] <== secret;
    nullifier <== nullifierHash.out;
    // @end

    // --- Binding: voteHash and envelopeHash stand in no other constraint. Without one of their own, one proof would do for
    // every ballot, number and package, and whoever relays it could choose. Each is a square because the compiler drops
    // a linear constraint, and because a signal that only stands in a sum with a private one can be traded against it
    // in a finished proof. Each has its own square: a product of the two would let both be exchanged together.
    // @group binding
    signal voteHashSquare <== voteHash * voteHash;
    // @end
    // @group envelope-binding
    signal envelopeHashSquare <== envelopeHash * envelopeHash;
    // @end
}
