pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "ballot.circom";
include "range.circom";
include "rules.circom";

// One slot: a vote (real = 1), opened or declared unopenable, or an empty place (real = 0), which adds nothing.
template Slot(fields, values) {
    signal input params[7 + values];
    signal input beyond[fields];
    signal input above[values];

    signal input real;
    signal input opened;
    signal input nullifier;
    signal input weight;
    signal input voteHash;
    signal input envelopeHash;
    signal input votes[fields];
    signal input nonce;

    signal output leaf;
    // The weight of a valid ballot, otherwise 0; and, where the ballot's field m is v ≥ 1, the same in add[m][v].
    signal output counted;
    signal output add[fields][values];

    // --- Leaf: what the vote states, and nothing of its proof, which anybody could give other bytes; 0 at an empty place.
    component leafHash = Poseidon(4);
    // @group leaf
    leafHash.inputs[0] <== nullifier;
    leafHash.inputs[1] <== weight;
    leafHash.inputs[2] <== voteHash;
    leafHash.inputs[3] <== envelopeHash;
    leaf <== real * leafHash.out;
    // @end

    // --- Weight: 128 bits in two parts, so that sums stay integers and costs can be compared; 0 at an empty place.
    signal weightLow <-- weight & (2 ** 32 - 1);
    signal weightHigh <-- weight >> 32;
    component lowRange = Range(32);
    component highRange = Range(96);
    // @group slot-weight
    lowRange.in <== weightLow;
    highRange.in <== weightHigh;
    weightHigh * 2 ** 32 + weightLow === weight;
    // @end
    // @group empty-weight
    (1 - real) * weight === 0;
    // @end

    // --- Opening: an opened slot's ballot is the one that this slot's voter hashed. An empty place is not opened.
    component ballot = Ballot(fields, values);
    // @group opening
    ballot.votes <== votes;
    ballot.nonce <== nonce;
    ballot.maxCount <== params[1];
    ballot.nullifier <== nullifier;
    // @end
    // @group opened
    opened * (opened - 1) === 0;
    opened * (1 - real) === 0;
    // @end
    // @group opening
    opened * (ballot.hash - voteHash) === 0;
    // @end

    // --- Rules: a ballot counts if it was opened and keeps them all.
    component rules = Rules(fields, values);
    // @group judged
    rules.is <== ballot.is;
    rules.high <== ballot.high;
    rules.params <== params;
    rules.beyond <== beyond;
    rules.above <== above;
    rules.weightHigh <== weightHigh;
    rules.weightLow <== weightLow;
    // @end
    // @group counted
    signal valid <== opened * rules.valid;
    counted <== valid * weight;
    // @end

    // @group add
    for (var m = 0; m < fields; m++) {
        add[m][0] <== 0;
        for (var v = 1; v < values; v++) add[m][v] <== counted * ballot.is[m][v];
    }
    // @end
}
