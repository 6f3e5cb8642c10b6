// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IResultsSettlement} from "../results/IResultsSettlement.sol";
import {Demands} from "./Demands.sol";
import {IVoteInbox} from "./IVoteInbox.sol";
import {RollupStore} from "./RollupStore.sol";
import {Turn} from "./RollupTypes.sol";

/// Counts votes by proofs and settles their results.
///
/// open → (closing) votes included, ballots published → turn: taken, posted, closed → challenged or final.
/// A turn that is challenged with success, or not closed in time, is void, and the next one begins.
contract Rollup is Demands {
    /// @param inbox_ whose book is the rollup's, and with it the processes, oracles and verifiers
    constructor(IVoteInbox inbox_) RollupStore(inbox_) EIP712("Psephos rollup", "1") {}

    /// Ends a turn that was not closed in time. Anyone may, and is paid for it.
    function challengeLate(bytes32 processId) external {
        Turn storage turn = _turns[processId];
        require(turn.poster != address(0), NoTurn());
        require(!turn.closed, AlreadyClosed());
        require(block.number >= turn.deadline, NotLate());
        _void(processId, Reason.LATE, msg.sender);
    }

    /// Gives the poster's bond back once the tally is final. Anyone may call.
    function release(bytes32 processId) external {
        require(isFinal(processId), NotFinal());
        Turn storage turn = _turns[processId];
        require(!turn.released, AlreadyReleased());
        turn.released = true;
        emit BondReleased(processId, turn.number, turn.poster);
        _credit(turn.poster, _bond(book.termsOf(processId), turn.number));
    }

    /// @inheritdoc IResultsSettlement
    /// @dev The height is the process's end: that it is reached is what the oracles sign for, and, where a
    /// rollup does without them, what the entity said with the closing block. A process without an end must be
    /// ended by its entity.
    function provenTally(
        bytes32 processId
    ) external view returns (bytes32 tallyHash, uint64 votingHeight) {
        if (!isFinal(processId)) return (0, 0);
        return (_turns[processId].tallyHash, processes.getTerms(processId).endBlock);
    }

    /// @inheritdoc IResultsSettlement
    /// @dev From the closing block on: ballots are opened after it, so nobody stops a count whose outcome they
    ///   have seen.
    function isCounting(bytes32 processId) external view returns (bool) {
        uint256 closing = book.closingOf(processId);
        return closing != 0 && block.number >= closing;
    }
}
