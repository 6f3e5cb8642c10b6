// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// What a rollup is declared with, what is kept of it, and what is shown to it. docs/rollup.md says why.

// The order of BN254's scalar field.
uint256 constant FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

/// A size of the tally circuits.
struct Instance {
    string batchCircuit; // "tally-64"
    string openCircuit; // the circuit that opens its final state
    uint256 slots; // votes in a batch
    uint256 fields; // the most fields of a ballot
    uint256 values; // the most values of a field: 0 to values − 1
    uint256 firstState; // the state before the first batch
}

/// What the entity declares when it opens a rollup. Blocks are those of this chain.
struct Declaration {
    uint256 instance; // which of the rollup contract's instances
    bytes32 batchKeyHash; // SHA-256 of the verification keys' files
    bytes32 openKeyHash;
    uint64 closing; // the block at which voting is taken to be over
    uint32 inclusion; // from then on, so many blocks to put votes on chain,
    uint32 opening; // and after those so many more to publish ballots
    uint32 posting; // how many blocks a poster has
    uint32 challenge; // how many blocks a posted tally may be challenged
    uint32 answer; // how many blocks a poster has to answer a demand, at least
    uint128 posterBond; // wei, of the first turn
    uint128 demandBond; // wei: what answering a demand costs, with a margin
    uint8 signatures; // how many oracles must sign, at least the quorum; 0: none, for votes in the clear only
    uint256[] costTable; // 64.16 fixed point, of the values 0 to maxValue; empty if the exponent is whole
}

/// What is fixed when a rollup is opened.
struct Terms {
    address batchVerifier;
    uint64 closing;
    uint32 slots;
    uint64 inclusionEnd; // the first block in which no vote can be included any more
    uint64 openingEnd; // the first block in which no ballot can be published, and posting begins
    uint32 posting;
    uint32 challenge;
    uint32 answer;
    uint8 maxVoteOverwrites; // the highest nonce of a vote
    bool insecureBatchKey; // the key's secrets are public: anyone can forge proofs
    bool insecureOpenKey;
    bool insecureCensusKey;
    uint128 posterBond; // of the first turn
    uint128 demandBond;
    address params; // the process parameters as the circuit takes them: see Blob
    uint32 votingChain;
    uint8 signatures;
    uint32 counts; // fields · values of the instance
    uint16 values;
    bytes32 batchKey;
    bytes32 openKey;
    bytes32 censusKey;
    uint256 censusRoot;
    uint256 firstState;
}

/// One poster's turn at a rollup.
struct Turn {
    uint32 number; // of turns that ended without results before this one
    address poster; // zero while nobody has the turn
    uint64 deadline; // until closed: when posting ends; then: when challenging ends
    uint32 batches;
    uint32 openDemands;
    uint32 shown; // included votes shown in their slots
    uint64 votes;
    bool closed;
    bool full; // no further batch fits: the last one has empty slots
    bool released; // the bond has been given back
    uint256 state;
    bytes32 votesDigest;
    bytes32 tallyHash;
    bytes32 certified; // keccak256(votesDigest, voteCount) that the oracles signed; 0 without oracles
}

/// A batch as it is posted.
struct Batch {
    uint256[] leaves; // one for each slot, 0 for the empty ones at the end
    uint256 bitmap; // bit i: slot i's ballot is opened
    uint256 commitment;
    uint256 stateAfter;
    uint256[8] proof;
}

/// A slot of a posted batch, with what is needed to see that it was posted.
struct Slot {
    uint256 first; // the first batch of the transaction that posted it
    bytes32[] digests; // of that transaction's batches: keccak256 of leaves, bitmap and parameters
    uint256 batch;
    uint256 slot;
    uint256[] leaves;
    uint256 bitmap;
}

/// A vote as a leaf hides it: what its census proof shows, besides root and scope.
struct Vote {
    uint256 nullifier;
    uint256 weight;
    uint256 voteHash;
    uint256 envelopeHash;
}

/// A vote with what its envelopeHash hides.
struct CastVote {
    uint256 nullifier;
    uint256 weight;
    uint256 voteHash;
    uint64 nonce; // the number of the overwrite: 0 is the first vote
    bytes32 keysDigest; // keccak256 of the envelope's encryptionKeyIndexes, a byte each
    bytes32 packageDigest; // keccak256 of the envelope's votePackage
}

/// What is kept of the votes that were included for a process.
struct Inclusions {
    uint256 count; // of nullifiers
    bytes32 digest; // d = keccak256(d ‖ leaf) over all of them, the replaced ones too
    bytes32 seal; // what oracles sign over; 0 until both windows are over and somebody has sealed it
}

/// Somebody asked for a slot's vote.
struct Demand {
    address demander; // zero once it is answered or paid back
    uint64 deadline; // 0 for a slot that was never demanded
    uint256 leaf;
}
