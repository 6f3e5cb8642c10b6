// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRollupBook} from "./IRollupBook.sol";
import {CastVote, Inclusions, Vote} from "./RollupTypes.sol";

/// What voters put on chain themselves once voting is over, and the check of a vote that everyone shares.
interface IVoteInbox {
    event VoteIncluded(
        bytes32 indexed processId,
        uint256 indexed nullifier,
        uint256 leaf,
        CastVote vote,
        uint256[8] proof
    );
    /// @param number of the block that sealed
    /// @param previous hash of the block before it
    event InclusionSealed(
        bytes32 indexed processId,
        bytes32 seal,
        uint256 number,
        bytes32 previous
    );
    event BallotPublished(
        bytes32 indexed processId,
        uint256 indexed nullifier,
        uint256 voteHash,
        uint256 packed,
        uint256 nonce
    );

    error TooEarly(uint256 from);
    error TooLate(uint256 end);
    error WeightMissing();
    error NonceTooHigh(uint256 most);
    error NonceNotHigher(uint256 included);
    error AlreadySealed();
    error ProofRefused();
    error ProofUndecided();
    error NotCanonical();
    error BallotMalformed();

    /// Puts a vote on chain. The count must then have it, or one of the same nullifier with a nonce that is not
    /// lower. It replaces an included vote with a lower nonce. Anyone may call, with any proof of the vote.
    /// @param proof A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y
    function includeVote(
        bytes32 processId,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external;

    /// Fixes the seal that oracles sign over, when no vote can be included and no ballot published any more.
    /// Anyone may call, once.
    function sealInclusion(bytes32 processId) external;

    /// Publishes the ballot behind a voteHash, which may then not be declared unopenable.
    /// @param nullifier of the vote whose ballot it is
    /// @param packed `Σ votes[k] · 256^k` over the process's maxCount fields
    /// @param nonce of the ballot, below 2^248
    function publishBallot(
        bytes32 processId,
        uint256 nullifier,
        uint256 packed,
        uint256 nonce
    ) external;

    /// What was included: count, digest, seal.
    function inclusionsOf(bytes32 processId) external view returns (Inclusions memory);

    /// 0 if no vote was included under a nullifier; else one more than the highest included nonce.
    function includedRank(bytes32 processId, uint256 nullifier) external view returns (uint256);

    /// Whether the ballot behind a voteHash has been published.
    function isPublished(bytes32 processId, uint256 voteHash) external view returns (bool);

    /// poseidon4(nullifier, weight, voteHash, envelopeHash); reverts unless all are field elements.
    function leafOf(Vote memory vote) external view returns (uint256);

    /// The leaf of a vote that shows what its envelopeHash hides. Reverts if its nonce is higher than the
    /// process allows.
    function castLeaf(bytes32 processId, CastVote calldata vote) external view returns (uint256);

    /// Whether a vote has weight and this is a census proof of it. Reverts if its nonce is higher than the
    /// process allows, and when the verifier gives no answer, for want of gas say.
    function isVote(
        bytes32 processId,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external view returns (bool);

    /// Where the rollups are opened whose votes it takes.
    function book() external view returns (IRollupBook);
}
