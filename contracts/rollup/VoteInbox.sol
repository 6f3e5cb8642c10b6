// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProofVerifiers} from "../registry/IProofVerifiers.sol";
import {Blob} from "../results/Blob.sol";
import {BatchData} from "./BatchData.sol";
import {IPoseidon3, IPoseidon4} from "./IPoseidon.sol";
import {IRollupBook} from "./IRollupBook.sol";
import {IVoteInbox} from "./IVoteInbox.sol";
import {CastVote, FIELD, Inclusions, Terms, Vote} from "./RollupTypes.sol";

/// Votes that no node accepted, and the ballots of votes, which anyone who has them may put on chain. Both bind
/// the poster, who begins only when their time is over.
contract VoteInbox is IVoteInbox {
    bytes4 private constant MALFORMED_PROOF = bytes4(keccak256("MalformedProof()"));
    uint256 private constant NONCE_BITS = 248;
    /// The place of the ballot's length in the input of voteHash: above 25 bytes of fields.
    uint256 private constant LENGTH_SHIFT = 200;

    /// @inheritdoc IVoteInbox
    IRollupBook public immutable book;
    IProofVerifiers public immutable verifiers;
    IPoseidon3 public immutable poseidon3;
    IPoseidon4 public immutable poseidon4;

    mapping(bytes32 processId => Inclusions inclusions) private _inclusions;
    /// @inheritdoc IVoteInbox
    mapping(bytes32 processId => mapping(uint256 nullifier => uint256 rank)) public includedRank;
    /// @inheritdoc IVoteInbox
    mapping(bytes32 processId => mapping(uint256 voteHash => bool published)) public isPublished;

    constructor(IRollupBook book_, IPoseidon3 poseidon3_, IPoseidon4 poseidon4_) {
        book = book_;
        verifiers = book_.verifiers();
        poseidon3 = poseidon3_;
        poseidon4 = poseidon4_;
    }

    /// @inheritdoc IVoteInbox
    function includeVote(
        bytes32 processId,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external {
        Terms memory terms = book.termsOf(processId);
        require(block.number >= terms.closing, TooEarly(terms.closing));
        require(block.number < terms.inclusionEnd, TooLate(terms.inclusionEnd));
        require(vote.weight > 0, WeightMissing());
        Vote memory statement = _statement(terms, vote);
        uint256 leaf = leafOf(statement);
        uint256 rank = includedRank[processId][vote.nullifier];
        // Of equal nonces the first counts. Refused, so that nobody takes the second one for included.
        if (vote.nonce < rank) revert NonceNotHigher(rank - 1);
        require(_proofHolds(terms, statement, proof), ProofRefused());
        Inclusions storage inclusions = _inclusions[processId];
        if (rank == 0) ++inclusions.count;
        inclusions.digest = keccak256(abi.encode(inclusions.digest, leaf));
        includedRank[processId][vote.nullifier] = uint256(vote.nonce) + 1;
        emit VoteIncluded(processId, vote.nullifier, leaf, vote, proof);
    }

    /// @inheritdoc IVoteInbox
    function sealInclusion(bytes32 processId) external {
        // Not before ballots are all published: oracles sign which ones are opened, and a ballot published after
        // they signed would void an honest poster's batches.
        uint256 end = book.termsOf(processId).openingEnd;
        require(block.number >= end, TooEarly(end));
        Inclusions storage inclusions = _inclusions[processId];
        require(inclusions.seal == 0, AlreadySealed());
        // The hash of a block that was not yet made when the last vote could be included: nobody signed over it
        // before.
        bytes32 previous = blockhash(block.number - 1);
        bytes32 seal = keccak256(
            abi.encode(processId, inclusions.digest, block.number, previous)
        );
        inclusions.seal = seal;
        emit InclusionSealed(processId, seal, block.number, previous);
    }

    /// @inheritdoc IVoteInbox
    function publishBallot(
        bytes32 processId,
        uint256 nullifier,
        uint256 packed,
        uint256 nonce
    ) external {
        Terms memory terms = book.termsOf(processId);
        require(block.number >= terms.closing, TooEarly(terms.closing));
        require(block.number < terms.openingEnd, TooLate(terms.openingEnd));
        require(nullifier < FIELD, NotCanonical());
        uint256 maxCount = Blob.words(terms.params)[1];
        // The circuits' instances stay below 25 fields, which is one element.
        require(packed >> (8 * maxCount) == 0 && nonce >> NONCE_BITS == 0, BallotMalformed());
        uint256 voteHash = poseidon3.poseidon(
            [(maxCount << LENGTH_SHIFT) | packed, nonce, nullifier]
        );
        isPublished[processId][voteHash] = true;
        emit BallotPublished(processId, nullifier, voteHash, packed, nonce);
    }

    /// @inheritdoc IVoteInbox
    function inclusionsOf(bytes32 processId) external view returns (Inclusions memory) {
        return _inclusions[processId];
    }

    /// @inheritdoc IVoteInbox
    function isVote(
        bytes32 processId,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external view returns (bool) {
        Terms memory terms = book.termsOf(processId);
        return vote.weight > 0 && _proofHolds(terms, _statement(terms, vote), proof);
    }

    /// @inheritdoc IVoteInbox
    function castLeaf(bytes32 processId, CastVote calldata vote) external view returns (uint256) {
        return leafOf(_statement(book.termsOf(processId), vote));
    }

    /// @inheritdoc IVoteInbox
    function leafOf(Vote memory vote) public view returns (uint256) {
        require(
            vote.nullifier < FIELD &&
                vote.weight < FIELD &&
                vote.voteHash < FIELD &&
                vote.envelopeHash < FIELD,
            NotCanonical()
        );
        return
            poseidon4.poseidon([vote.nullifier, vote.weight, vote.voteHash, vote.envelopeHash]);
    }

    /// The exported verifier's answer. It names malformed points; any other failure says nothing about the
    /// proof, because the caller could have given too little gas.
    function _proofHolds(
        Terms memory terms,
        Vote memory vote,
        uint256[8] calldata proof
    ) private view returns (bool) {
        uint256[] memory signals = new uint256[](6);
        signals[0] = vote.nullifier;
        signals[1] = terms.censusRoot;
        signals[2] = Blob.words(terms.params)[0];
        signals[3] = vote.voteHash;
        signals[4] = vote.weight;
        signals[5] = vote.envelopeHash;
        try verifiers.verify(terms.censusKey, proof, signals) returns (bool holds) {
            return holds;
        } catch (bytes memory why) {
            require(why.length == 4 && bytes4(why) == MALFORMED_PROOF, ProofUndecided());
            return false;
        }
    }

    /// What the census proof of a vote shows.
    function _statement(
        Terms memory terms,
        CastVote calldata vote
    ) private pure returns (Vote memory) {
        require(vote.nonce <= terms.maxVoteOverwrites, NonceTooHigh(terms.maxVoteOverwrites));
        bytes32 hash = keccak256(abi.encodePacked(vote.nonce, vote.keysDigest, vote.packageDigest));
        return Vote(vote.nullifier, vote.weight, vote.voteHash, BatchData.toField(hash));
    }
}
