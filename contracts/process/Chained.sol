// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IChained} from "./IChained.sol";

/// Upgrades without rewriting the past: a new version is a new instance, which its predecessor's owner
/// activates, only once. Both links are fixed when made.
abstract contract Chained is IChained, Ownable2Step {
    /// @inheritdoc IChained
    address public immutable predecessor;
    /// @inheritdoc IChained
    address public successor;
    /// @inheritdoc IChained
    uint256 public activationBlock;

    modifier onlyActive() {
        require(isActive(), InstanceInactive());
        _;
    }

    /// @param predecessor_ the instance to follow, or zero for the first one, which is active at once
    constructor(address predecessor_) Ownable(msg.sender) {
        require(predecessor_ == address(0) || predecessor_.code.length > 0, InvalidPredecessor());
        predecessor = predecessor_;
        if (predecessor_ == address(0)) _activate();
    }

    /// Hands over to `next`, a deployed instance that names this one as its predecessor.
    function activateSuccessor(address next) external onlyOwner onlyActive {
        require(
            next.code.length > 0 && IChained(next).predecessor() == address(this),
            InvalidSuccessor()
        );
        successor = next;
        emit SuccessorActivated(next);
        IChained(next).activate();
        require(IChained(next).isActive(), InvalidSuccessor());
    }

    /// @inheritdoc IChained
    function activate() external {
        require(msg.sender == predecessor, NotPredecessor());
        require(activationBlock == 0, AlreadyActive());
        _activate();
    }

    /// @inheritdoc IChained
    function isActive() public view returns (bool) {
        return activationBlock > 0 && successor == address(0);
    }

    function _activate() private {
        activationBlock = block.number;
        emit Activated(block.number);
    }
}
