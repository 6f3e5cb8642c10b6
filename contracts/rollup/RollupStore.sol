// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IProcesses} from "../process/IProcesses.sol";
import {IGenesis} from "../registry/IGenesis.sol";
import {IProofVerifiers} from "../registry/IProofVerifiers.sol";
import {Blob} from "../results/Blob.sol";
import {Claims} from "./Claims.sol";
import {IRollup} from "./IRollup.sol";
import {IRollupBook} from "./IRollupBook.sol";
import {IVoteInbox} from "./IVoteInbox.sol";
import {BOND_DOUBLINGS} from "./RollupBounds.sol";
import {Demand, Slot, Terms, Turn} from "./RollupTypes.sol";

/// What is kept of the turns, and how one ends without results.
abstract contract RollupStore is Claims {
    /// @inheritdoc IRollup
    IRollupBook public immutable book;
    /// @inheritdoc IRollup
    IVoteInbox public immutable inbox;
    IProcesses public immutable processes;
    IGenesis public immutable genesis;
    IProofVerifiers public immutable verifiers;

    mapping(bytes32 processId => Turn turn) internal _turns;
    /// By the first batch of a transaction: keccak256 of the digests of its batches, see Slot.
    mapping(bytes32 processId => mapping(uint256 turn => mapping(uint256 first => bytes32 digest)))
        internal _digests;
    mapping(bytes32 processId => mapping(uint256 turn => mapping(uint256 index => Demand demand)))
        internal _demands;

    constructor(IVoteInbox inbox_) {
        IRollupBook book_ = inbox_.book();
        book = book_;
        inbox = inbox_;
        processes = book_.processes();
        genesis = book_.genesis();
        verifiers = book_.verifiers();
    }

    /// The turn that is on, or the number of the next.
    function turnOf(bytes32 processId) external view returns (Turn memory) {
        return _turns[processId];
    }

    /// @inheritdoc IRollup
    function bondOf(bytes32 processId) external view returns (uint256) {
        return _bond(book.termsOf(processId), _turns[processId].number);
    }

    /// A demand of the turn that is on or of an earlier one; index = batch · slots + slot.
    function demandOf(
        bytes32 processId,
        uint256 turn,
        uint256 index
    ) external view returns (Demand memory) {
        return _demands[processId][turn][index];
    }

    /// Whether the tally is final: closed, its time for challenges over and every demand answered.
    function isFinal(bytes32 processId) public view returns (bool) {
        Turn storage turn = _turns[processId];
        return turn.closed && block.number >= turn.deadline && turn.openDemands == 0;
    }

    /// Ends the turn without results: its batches are void, its demands can be taken back. Half of the bond
    /// goes to the challenger, half to nobody: so a poster who challenges himself loses by it.
    function _void(bytes32 processId, Reason reason, address challenger) internal {
        uint32 number = _turns[processId].number;
        uint256 bond = _bond(book.termsOf(processId), number);
        delete _turns[processId];
        _turns[processId].number = number + 1;
        emit TurnVoided(processId, number, reason, challenger);
        uint256 reward = bond / 2;
        _credit(challenger, reward);
        _burn(bond - reward);
    }

    /// A turn whose batches can be challenged: being posted, or closed and not yet past its challenges.
    function _challengeable(bytes32 processId) internal view returns (Turn storage turn) {
        turn = _turns[processId];
        require(turn.poster != address(0), NoTurn());
        require(!turn.closed || block.number < turn.deadline, TooLate(turn.deadline));
    }

    /// The leaf in a slot of a posted batch, empty slots excepted.
    function _leafOf(
        bytes32 processId,
        Terms memory terms,
        Turn storage turn,
        Slot calldata place
    ) internal view returns (uint256 leaf) {
        bytes32 posted = keccak256(abi.encodePacked(place.digests));
        require(posted == _digests[processId][turn.number][place.first], UnknownBatch());
        require(place.batch >= place.first, NotTheBatch());
        require(place.slot < place.leaves.length, NoSuchSlot());
        uint256[] memory params = Blob.words(terms.params);
        bytes32 digest = keccak256(abi.encodePacked(place.leaves, place.bitmap, params));
        uint256 index = place.batch - place.first;
        require(index < place.digests.length && digest == place.digests[index], NotTheBatch());
        leaf = place.leaves[place.slot];
        require(leaf != 0, NoSuchSlot());
    }

    /// What a turn puts up. Each void turn doubles it: so who stalls pays more each time.
    function _bond(Terms memory terms, uint256 turn) internal pure returns (uint256) {
        return uint256(terms.posterBond) << Math.min(turn, BOND_DOUBLINGS);
    }
}
