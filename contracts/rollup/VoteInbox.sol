// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProofVerifiers} from "../registry/IProofVerifiers.sol";
import {Blob} from "../results/Blob.sol";
import {BatchData} from "./BatchData.sol";
import {IPoseidon2, IPoseidon4} from "./IPoseidon.sol";
import {IRollupBook} from "./IRollupBook.sol";
import {IVoteInbox} from "./IVoteInbox.sol";
import {FIELD, Terms, Vote} from "./RollupTypes.sol";

/// Votes that nobody would take, and the ballots behind votes, put on chain by whoever has them. Both bind
/// the poster, who begins only when their time is over.
contract VoteInbox is IVoteInbox {
    bytes4 private constant MALFORMED_PROOF = bytes4(keccak256("MalformedProof()"));
    uint256 private constant NONCE_BITS = 248;

    /// @inheritdoc IVoteInbox
    IRollupBook public immutable book;
    IProofVerifiers public immutable verifiers;
    IPoseidon2 public immutable poseidon2;
    IPoseidon4 public immutable poseidon4;

    /// @inheritdoc IVoteInbox
    mapping(bytes32 processId => uint256 count) public includedCount;
    /// @inheritdoc IVoteInbox
    mapping(bytes32 processId => mapping(uint256 nullifier => uint256 leaf)) public includedLeaf;
    /// @inheritdoc IVoteInbox
    mapping(bytes32 processId => mapping(uint256 voteHash => bool published)) public isPublished;

    constructor(IRollupBook book_, IPoseidon2 poseidon2_, IPoseidon4 poseidon4_) {
        book = book_;
        verifiers = book_.verifiers();
        poseidon2 = poseidon2_;
        poseidon4 = poseidon4_;
    }

    /// @inheritdoc IVoteInbox
    function includeVote(bytes32 processId, Vote calldata vote) external {
        Terms memory terms = book.termsOf(processId);
        require(block.number >= terms.closing, TooEarly(terms.closing));
        require(block.number < terms.inclusionEnd, TooLate(terms.inclusionEnd));
        require(vote.weight > 0, WeightMissing());
        uint256 leaf = voteLeaf(vote);
        require(_proofHolds(terms, vote), ProofRefused());
        if (includedLeaf[processId][vote.nullifier] == 0) ++includedCount[processId];
        includedLeaf[processId][vote.nullifier] = leaf;
        emit VoteIncluded(processId, vote.nullifier, leaf, vote);
    }

    /// @inheritdoc IVoteInbox
    function publishBallot(bytes32 processId, uint256 packed, uint256 nonce) external {
        Terms memory terms = book.termsOf(processId);
        require(block.number >= terms.closing, TooEarly(terms.closing));
        require(block.number < terms.openingEnd, TooLate(terms.openingEnd));
        uint256 maxCount = Blob.words(terms.params)[1];
        // The circuits' instances stay below 25 fields, which is one element.
        require(packed >> (8 * maxCount) == 0 && nonce >> NONCE_BITS == 0, BallotMalformed());
        uint256 voteHash = poseidon2.poseidon([packed, nonce]);
        isPublished[processId][voteHash] = true;
        emit BallotPublished(processId, voteHash, packed, nonce);
    }

    /// @inheritdoc IVoteInbox
    function isVote(bytes32 processId, Vote calldata vote) external view returns (bool) {
        return vote.weight > 0 && _proofHolds(book.termsOf(processId), vote);
    }

    /// @inheritdoc IVoteInbox
    function voteLeaf(Vote calldata vote) public view returns (uint256) {
        uint256 proofDigest = BatchData.toField(keccak256(abi.encodePacked(vote.proof)));
        return leafOf([vote.nullifier, vote.weight, vote.voteHash, proofDigest]);
    }

    /// @inheritdoc IVoteInbox
    function leafOf(uint256[4] memory opening) public view returns (uint256) {
        for (uint256 i = 0; i < 4; ++i) require(opening[i] < FIELD, NotCanonical());
        return poseidon4.poseidon(opening);
    }

    /// The exported verifier's word. It says of malformed points that they are; any other failure is no word
    /// on the proof, since whoever calls could have given too little gas.
    function _proofHolds(Terms memory terms, Vote calldata vote) private view returns (bool) {
        uint256[] memory signals = new uint256[](5);
        signals[0] = vote.nullifier;
        signals[1] = terms.censusRoot;
        signals[2] = Blob.words(terms.params)[0];
        signals[3] = vote.voteHash;
        signals[4] = vote.weight;
        try verifiers.verify(terms.censusKey, vote.proof, signals) returns (bool holds) {
            return holds;
        } catch (bytes memory why) {
            require(why.length == 4 && bytes4(why) == MALFORMED_PROOF, ProofUndecided());
            return false;
        }
    }
}
