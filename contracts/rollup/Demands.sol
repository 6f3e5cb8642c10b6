// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Posting} from "./Posting.sol";
import {CastVote, Demand, Slot, Terms, Turn, Vote} from "./RollupTypes.sol";

/// Challenges: demands of votes that the challenger does not know, and ballots that were ignored. A vote that
/// nobody cast has no proof: so its demand stays unanswered.
abstract contract Demands is Posting {
    /// With so many demands open, an answer has one block more.
    uint256 public constant ANSWERS_PER_BLOCK = 4;

    /// Voids batches that declare a published ballot unopenable.
    function challengeIgnored(bytes32 processId, Slot calldata place, Vote calldata vote) external {
        Turn storage turn = _challengeable(processId);
        Terms memory terms = book.termsOf(processId);
        require(inbox.isPublished(processId, vote.voteHash), BallotNotPublished());
        require(inbox.leafOf(vote) == _leafOf(processId, terms, turn, place), NotTheLeaf());
        require((place.bitmap >> place.slot) & 1 == 0, BallotWasOpened());
        _void(processId, Reason.BALLOT_IGNORED, msg.sender);
    }

    /// Demands the vote in a slot, against the bond of the terms, which the answerer gets. Each slot
    /// once. The more demands are open, the more time the answer has.
    function demand(bytes32 processId, Slot calldata place) external payable {
        Turn storage turn = _challengeable(processId);
        Terms memory terms = book.termsOf(processId);
        require(msg.value == terms.demandBond, BondWrong(terms.demandBond));
        uint256 leaf = _leafOf(processId, terms, turn, place);
        uint256 index = place.batch * terms.slots + place.slot;
        Demand storage entry = _demands[processId][turn.number][index];
        require(entry.deadline == 0, AlreadyDemanded());
        uint256 deadline = block.number + terms.answer + turn.openDemands / ANSWERS_PER_BLOCK;
        entry.demander = msg.sender;
        entry.deadline = uint64(deadline);
        entry.leaf = leaf;
        ++turn.openDemands;
        emit SlotDemanded(processId, turn.number, index, msg.sender, deadline);
    }

    /// Answers a demand with the vote and any proof of it. Anyone may, and gets the demander's bond: so a
    /// poster who demands his own slots does not void an honest tally while others know its votes. The vote
    /// comes with its nonce, since none is a vote whose nonce is higher than the process allows.
    /// @param index batch · slots + slot
    /// @param proof A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y
    function answer(
        bytes32 processId,
        uint256 index,
        CastVote calldata vote,
        uint256[8] calldata proof
    ) external {
        Turn storage turn = _turns[processId];
        Demand storage entry = _openDemand(processId, turn, index);
        require(block.number < entry.deadline, TooLate(entry.deadline));
        require(inbox.castLeaf(processId, vote) == entry.leaf, NotTheLeaf());
        require(inbox.isVote(processId, vote, proof), ProofRefused());
        entry.demander = address(0);
        --turn.openDemands;
        emit DemandAnswered(processId, turn.number, index, msg.sender, vote, proof);
        _credit(msg.sender, book.termsOf(processId).demandBond);
    }

    /// Voids batches over a demand whose time is over. The demander is paid, for any caller.
    function challengeUnanswered(bytes32 processId, uint256 index) external {
        Turn storage turn = _turns[processId];
        Demand storage entry = _openDemand(processId, turn, index);
        require(block.number >= entry.deadline, NotLate());
        address demander = entry.demander;
        entry.demander = address(0);
        _credit(demander, book.termsOf(processId).demandBond);
        _void(processId, Reason.DEMAND_UNANSWERED, demander);
    }

    /// Gives back the bond of a demand whose turn ended before it was answered. Anyone may call.
    function refundDemand(bytes32 processId, uint256 turn, uint256 index) external {
        Demand storage entry = _demands[processId][turn][index];
        address demander = entry.demander;
        require(demander != address(0), NoDemand());
        require(turn < _turns[processId].number, DemandStands());
        entry.demander = address(0);
        emit DemandRefunded(processId, turn, index);
        _credit(demander, book.termsOf(processId).demandBond);
    }

    function _openDemand(
        bytes32 processId,
        Turn storage turn,
        uint256 index
    ) private view returns (Demand storage entry) {
        entry = _demands[processId][turn.number][index];
        require(entry.demander != address(0), NoDemand());
    }
}
