// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcesses} from "../process/IProcesses.sol";
import {OracleQuorum} from "./OracleQuorum.sol";

/// The oracles' word on a process before it is shown to voters: that it is all right (reason 0), or what is
/// wrong with it. When a quorum names the same reason, the process is invalid: no oracle's results settle
/// it any more. Its status stays, since only its entity may end it, and a proof settles it all the same,
/// since a process that names a settlement contract does not depend on oracles.
abstract contract Complaints is OracleQuorum {
    /// Reason 0: the process is all right.
    uint8 public constant APPROVED = 0;

    /// Bit r: the oracle supports reason r.
    mapping(bytes32 processId => mapping(address oracle => uint256 reasons)) private _statements;
    mapping(bytes32 processId => uint8 reason) private _invalidity;

    /// States a problem of a process, or with reason 0 that there is none, which takes back the oracle's
    /// earlier complaints. When it makes the quorum, the process is invalidated at once.
    /// Reasons: 1 metadata not found, 2 metadata malformed, 3 block range, 4 census not found,
    /// 5 census malformed, 6 signature; others as the oracles agree among themselves.
    function complain(bytes32 processId, uint8 reason) external {
        IProcesses instance = _instanceOf(processId);
        uint32 chain = _chainOf(instance);
        _checkOracle(chain);
        require(_invalidity[processId] == 0, AlreadyInvalidated());
        require(!isSettled(processId), AlreadySettled());

        mapping(address => uint256) storage statements = _statements[processId];
        uint256 others = statements[msg.sender] & ~uint256(1 << APPROVED);
        statements[msg.sender] = reason == APPROVED ? 1 << APPROVED : others | (1 << reason);
        emit Complaint(processId, msg.sender, reason);

        if (reason == APPROVED) return;
        (uint256 agreeing, uint256 quorum) = _count(processId, chain, reason);
        if (quorum > 0 && agreeing >= quorum) _invalidate(processId, reason);
    }

    /// Invalidates a process on standing complaints: for when the oracles or their quorum have changed
    /// since. Anyone may call it.
    function invalidate(bytes32 processId, uint8 reason) external {
        require(reason != APPROVED, ApprovalInvalidatesNothing());
        require(_invalidity[processId] == 0, AlreadyInvalidated());
        require(!isSettled(processId), AlreadySettled());
        (uint256 agreeing, uint256 quorum) = agreement(processId, reason);
        require(quorum > 0, NoQuorum());
        require(agreeing >= quorum, QuorumNotReached(agreeing, quorum));
        _invalidate(processId, reason);
    }

    /// How many of the process's present oracles support a reason, and how many are needed.
    function agreement(
        bytes32 processId,
        uint8 reason
    ) public view returns (uint256 agreeing, uint256 quorum) {
        return _count(processId, _chainOf(_instanceOf(processId)), reason);
    }

    /// The reason for which the process is invalid; 0 if it is not.
    function invalidity(bytes32 processId) public view returns (uint8) {
        return _invalidity[processId];
    }

    function isSettled(bytes32 processId) public view virtual returns (bool);

    function _invalidate(bytes32 processId, uint8 reason) private {
        _invalidity[processId] = reason;
        emit ProcessInvalidated(processId, reason);
    }

    function _count(
        bytes32 processId,
        uint32 chain,
        uint8 reason
    ) private view returns (uint256 agreeing, uint256 quorum) {
        address[] memory oracles;
        (oracles, quorum) = genesis.oraclesOf(chain);
        for (uint256 i = 0; i < oracles.length; ++i) {
            if (_statements[processId][oracles[i]] & (1 << reason) != 0) ++agreeing;
        }
    }
}
