// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcesses} from "../process/IProcesses.sol";
import {INamespaces} from "../registry/INamespaces.sol";

/// Results of processes: reported by a quorum of oracles, or proved by a settlement contract.
///
/// A tally is one list of numbers: for the process, or for each question in turn if it is serial,
///   voteCount, invalid, counts[field 0][value 0], counts[field 0][value 1], …, counts[last field][maxValue]
interface IResults {
    event InstanceAdded(address indexed instance);
    event SettlementRegistered(address indexed settlement);
    event SettlementRetired(address indexed settlement);
    event ResultsReported(
        bytes32 indexed processId,
        address indexed oracle,
        bytes32 digest,
        uint64 votingHeight
    );
    event ResultsSettled(bytes32 indexed processId, bool proven, bytes32 resultsHash, uint256[] tally);
    event Complaint(bytes32 indexed processId, address indexed oracle, uint8 indexed reason);
    event ProcessInvalidated(bytes32 indexed processId, uint8 indexed reason);

    error InvalidInstance();
    error InvalidSettlement();
    error NotOracle();
    error NoQuorum();
    error QuorumNotReached(uint256 agreeing, uint256 quorum);
    error NoResults(bytes32 processId);
    error AlreadySettled();
    error AlreadyInvalidated();
    error ProcessInvalid(uint8 reason);
    error ApprovalInvalidatesNothing();
    error NotOracleSettled();
    error NotProofSettled();
    error NotProven();
    error TallyMismatch();
    error TallyShape(uint256 expected);
    error TallyTooLarge();
    error ResultsHashMissing();
    error IndexOutOfRange();

    function addInstance(IProcesses instance) external;

    function report(
        bytes32 processId,
        uint64 votingHeight,
        uint256[] calldata tally,
        bytes32 resultsHash
    ) external;

    function settle(bytes32 processId, uint256[] calldata tally, bytes32 resultsHash) external;

    function settleProven(bytes32 processId, uint256[] calldata tally) external;

    function complain(bytes32 processId, uint8 reason) external;

    function invalidate(bytes32 processId, uint8 reason) external;

    /// The registry that tells which voting chain an instance's processes run on.
    function namespaces() external view returns (INamespaces);

    /// Whether new processes may name this contract as the one that proves their results.
    function isSettlement(address settlement) external view returns (bool);
}
