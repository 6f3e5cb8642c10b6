// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IResultsSettlement} from "../results/IResultsSettlement.sol";
import {IRollupBook} from "./IRollupBook.sol";
import {IVoteInbox} from "./IVoteInbox.sol";
import {Batch, CastVote, Slot, Turn, Vote} from "./RollupTypes.sol";

/// The events and errors of the rollup.
interface IRollupErrors {

    error TooEarly(uint256 from);
    error TooLate(uint256 end);
    error TurnTaken();
    error NoTurn();
    error NotPoster();
    error PosterNotPlain();
    error ProcessCanceled();
    error InclusionNotSealed();
    error BondWrong(uint256 due);
    error SignaturesTooFew();
    error SignaturesUnordered();
    error SignerNotOracle(address signer);

    error TooManyBatches();
    error EncodingNotPlain();
    error BatchOrder(uint256 expected);
    error BatchSize(uint256 slots);
    error BatchEmpty();
    error SlotAfterEmpty(uint256 slot);
    error NotCanonical();
    error BitmapTooLong();
    error AfterLastBatch();
    error ProofRefused();
    error AlreadyClosed();
    error TallyLength(uint256 expected);
    error VoteCountWrong(uint256 posted);
    error NotCertified();
    error IncludedVoteMissing(uint256 missing);

    error UnknownBatch();
    error NotTheBatch();
    error NoSuchSlot();
    error NotTheLeaf();
    error NotIncluded();
    error NonceLower(uint256 included);
    error AlreadyShown();
    error BallotNotPublished();
    error BallotWasOpened();
    error AlreadyDemanded();
    error NoDemand();
    error DemandStands();
    error NotLate();
    error NotFinal();
    error AlreadyReleased();
    error NothingToWithdraw();
}

/// The events of the rollup.
interface IRollupEvents {
    /// Why a turn ended without results.
    enum Reason {
        LATE,
        DEMAND_UNANSWERED,
        BALLOT_IGNORED
    }

    event TurnBegan(
        bytes32 indexed processId,
        uint256 indexed turn,
        address indexed poster,
        uint256 deadline
    );
    /// The batches themselves are the input of the transaction.
    event BatchesPosted(
        bytes32 indexed processId,
        uint256 indexed turn,
        uint256 first,
        uint256 count,
        uint256 state,
        bytes32 votesDigest
    );
    event IncludedVoteShown(bytes32 indexed processId, uint256 indexed turn, uint256 nullifier);
    event TallyClosed(
        bytes32 indexed processId,
        uint256 indexed turn,
        uint256[] tally,
        uint256 challengeEnd
    );
    event SlotDemanded(
        bytes32 indexed processId,
        uint256 indexed turn,
        uint256 indexed index,
        address demander,
        uint256 deadline
    );
    event DemandAnswered(
        bytes32 indexed processId,
        uint256 indexed turn,
        uint256 indexed index,
        address answerer,
        CastVote vote,
        uint256[8] proof
    );
    event TurnVoided(
        bytes32 indexed processId,
        uint256 indexed turn,
        Reason reason,
        address challenger
    );
    event BondReleased(bytes32 indexed processId, uint256 indexed turn, address poster);
    event DemandRefunded(bytes32 indexed processId, uint256 indexed turn, uint256 indexed index);
    event Credited(address indexed account, uint256 amount);
    event Burnt(uint256 amount);
    event Withdrawn(address indexed account, address to, uint256 amount);
}

/// Counts a process's votes by validity proofs, and settles its results. docs/rollup.md tells the whole of it.
interface IRollup is IRollupErrors, IRollupEvents, IResultsSettlement {
    function takeTurn(
        bytes32 processId,
        bytes32 votesDigest,
        uint256 voteCount,
        bytes[] calldata signatures
    ) external payable;

    function post(bytes32 processId, uint256 first, Batch[] calldata batches) external;

    function showIncluded(bytes32 processId, Slot calldata place, CastVote calldata vote) external;

    function close(
        bytes32 processId,
        uint256[] calldata tally,
        uint256[8] calldata proof
    ) external;

    function challengeIgnored(bytes32 processId, Slot calldata place, Vote calldata vote) external;

    function challengeLate(bytes32 processId) external;

    function demand(bytes32 processId, Slot calldata place) external payable;

    function answer(
        bytes32 processId,
        uint256 index,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external;

    function challengeUnanswered(bytes32 processId, uint256 index) external;

    function refundDemand(bytes32 processId, uint256 turn, uint256 index) external;

    function release(bytes32 processId) external;

    function withdraw(address payable to) external;

    function turnOf(bytes32 processId) external view returns (Turn memory);

    /// Wei that the turn which is on has put up, or that the next one puts up.
    function bondOf(bytes32 processId) external view returns (uint256);

    function isFinal(bytes32 processId) external view returns (bool);

    /// Where this contract's rollups are opened.
    function book() external view returns (IRollupBook);

    /// Where voters put what must be counted.
    function inbox() external view returns (IVoteInbox);
}
