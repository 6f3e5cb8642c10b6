// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// One link in a chain of instances, each the successor of the one before.
interface IChained {
    event SuccessorActivated(address indexed successor);
    event Activated(uint256 blockNumber);

    error InvalidPredecessor();
    error InvalidSuccessor();
    error InstanceInactive();
    error AlreadyActive();
    error NotPredecessor();

    /// Called by the predecessor, once.
    function activate() external;

    /// The instance before this one, or zero.
    function predecessor() external view returns (address);

    /// The instance that took over from this one, or zero.
    function successor() external view returns (address);

    /// The block in which this instance became active, or 0.
    function activationBlock() external view returns (uint256);

    /// Whether new processes are made here: activated, and not yet succeeded.
    function isActive() external view returns (bool);
}
