// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Chained} from "./Chained.sol";
import {IProcesses} from "./IProcesses.sol";
import {ProcessRules} from "./ProcessRules.sol";
import {Process, ProcessTerms} from "./ProcessTypes.sol";

/// The stored processes and all ways to read them. What is not here is asked of the predecessor, so the
/// last instance answers for the whole chain.
abstract contract ProcessReader is IProcesses, Chained {
    /// This instance's number in the namespaces registry, part of every processId made here.
    uint32 public immutable namespaceId;

    mapping(bytes32 processId => Process process) internal _processes;
    /// Processes of an entity up to its last one made here; 0 if it made none here.
    mapping(address entity => uint256 count) internal _counts;

    constructor(address predecessor_, uint32 namespaceId_) Chained(predecessor_) {
        namespaceId = namespaceId_;
        SafeCast.toUint32(block.chainid); // a larger one would not fit in a processId
    }

    /// All that is stored of a process, here or in a predecessor.
    function get(bytes32 processId) external view returns (Process memory) {
        if (isLocal(processId)) return _processes[processId];
        return _before(processId).get(processId);
    }

    /// What settling results needs to know of a process, here or in a predecessor.
    function getTerms(bytes32 processId) external view returns (ProcessTerms memory) {
        if (!isLocal(processId)) return _before(processId).getTerms(processId);
        Process storage process = _processes[processId];
        return
            ProcessTerms({
                status: process.status,
                envelopeType: process.envelopeType,
                questionCount: process.questionCount,
                maxCount: process.maxCount,
                maxValue: process.maxValue,
                endBlock: ProcessRules.endBlock(process.startBlock, process.blockCount),
                settlement: process.settlement
            });
    }

    /// The entity's signature over the parameters, as declared; not checked on chain.
    function getParamsSignature(bytes32 processId) external view returns (bytes32) {
        if (isLocal(processId)) return _processes[processId].paramsSignature;
        return _before(processId).getParamsSignature(processId);
    }

    /// The instance where the process was made, and where its updates must be sent.
    function getCreationInstance(bytes32 processId) external view returns (address) {
        if (isLocal(processId)) return address(this);
        return _before(processId).getCreationInstance(processId);
    }

    /// The id of the entity's next process, if it is made on this instance.
    function getNextProcessId(address entity) external view returns (bytes32) {
        uint32 chainId = SafeCast.toUint32(block.chainid);
        return getProcessId(entity, getEntityProcessCount(entity), namespaceId, chainId);
    }

    /// How many processes the entity has made, on this instance and all before it.
    function getEntityProcessCount(address entity) public view returns (uint256 count) {
        count = _counts[entity];
        if (count == 0 && predecessor != address(0)) {
            return IProcesses(predecessor).getEntityProcessCount(entity);
        }
    }

    /// Whether the process was made on this very instance.
    function isLocal(bytes32 processId) public view returns (bool) {
        return _processes[processId].entity != address(0);
    }

    function getProcessId(
        address entity,
        uint256 index,
        uint32 namespace,
        uint32 chainId
    ) public pure returns (bytes32) {
        return keccak256(abi.encodePacked(entity, index, namespace, chainId));
    }

    /// The process in storage. Writes go nowhere but to the instance where it was made.
    function _local(bytes32 processId) internal view returns (Process storage process) {
        process = _processes[processId];
        require(process.entity != address(0), ProcessNotHere(processId));
    }

    function _before(bytes32 processId) private view returns (IProcesses) {
        require(predecessor != address(0), ProcessNotFound(processId));
        return IProcesses(predecessor);
    }
}
