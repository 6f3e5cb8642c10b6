// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRollupBook} from "./IRollupBook.sol";
import {Vote} from "./RollupTypes.sol";

/// What voters put on chain themselves once voting is over, and the look at a vote that everyone shares.
interface IVoteInbox {
    event VoteIncluded(bytes32 indexed processId, uint256 indexed nullifier, uint256 leaf, Vote vote);
    event BallotPublished(
        bytes32 indexed processId,
        uint256 indexed voteHash,
        uint256 packed,
        uint256 nonce
    );

    error TooEarly(uint256 from);
    error TooLate(uint256 end);
    error WeightMissing();
    error ProofRefused();
    error ProofUndecided();
    error NotCanonical();
    error BallotMalformed();

    /// Puts a vote on chain that must then be counted, in the place of any other under its nullifier, an
    /// earlier included one too. Anyone may, with the vote's proof.
    function includeVote(bytes32 processId, Vote calldata vote) external;

    /// Publishes the ballot behind a voteHash, which may then not be declared unopenable.
    /// @param packed `Σ votes[k] · 256^k` over the process's maxCount fields
    /// @param nonce below 2^248
    function publishBallot(bytes32 processId, uint256 packed, uint256 nonce) external;

    /// How many nullifiers have an included vote.
    function includedCount(bytes32 processId) external view returns (uint256);

    /// The leaf of the last vote included under a nullifier; 0 if there is none.
    function includedLeaf(bytes32 processId, uint256 nullifier) external view returns (uint256);

    /// Whether the ballot behind a voteHash has been published.
    function isPublished(bytes32 processId, uint256 voteHash) external view returns (bool);

    /// poseidon4(nullifier, weight, voteHash, proofDigest); reverts unless all are field elements.
    function leafOf(uint256[4] memory opening) external view returns (uint256);

    /// The leaf that a vote makes.
    function voteLeaf(Vote calldata vote) external view returns (uint256);

    /// Whether a vote has weight and its census proof holds. Reverts when the verifier gives no word on it, for
    /// want of gas say.
    function isVote(bytes32 processId, Vote calldata vote) external view returns (bool);

    /// Where the rollups are opened whose votes it takes.
    function book() external view returns (IRollupBook);
}
