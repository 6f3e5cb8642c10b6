// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcessErrors} from "./IProcessErrors.sol";
import {Process, ProcessParams, ProcessTerms, Status} from "./ProcessTypes.sol";

/// The kernel of governance: processes are declared here, and the voting chain follows.
interface IProcesses is IProcessErrors {
    event NewProcess(
        bytes32 indexed processId,
        address indexed entity,
        uint32 indexed namespaceId,
        address creator,
        uint256 index
    );
    /// Fixes how the balances of a token's holders are read for this process: the registered entry, and when.
    event TokenCensus(
        bytes32 indexed processId,
        address indexed token,
        uint8 origin,
        uint256 balancePosition,
        uint256 tokenId,
        uint256 evmBlockHeight
    );
    event StatusUpdated(bytes32 indexed processId, uint32 indexed namespaceId, Status status);
    event QuestionIndexUpdated(
        bytes32 indexed processId,
        uint32 indexed namespaceId,
        uint8 questionIndex
    );
    event CensusUpdated(
        bytes32 indexed processId,
        uint32 indexed namespaceId,
        string censusRoot,
        string censusUri
    );

    function newProcess(ProcessParams calldata params) external payable returns (bytes32 processId);

    function setStatus(bytes32 processId, uint8 status) external;

    function incrementQuestionIndex(bytes32 processId) external;

    function setCensus(bytes32 processId, string calldata root, string calldata uri) external;

    function settle(bytes32 processId, uint64 votingHeight) external;

    function get(bytes32 processId) external view returns (Process memory);

    function getTerms(bytes32 processId) external view returns (ProcessTerms memory);

    function getParamsSignature(bytes32 processId) external view returns (bytes32);

    function getCreationInstance(bytes32 processId) external view returns (address);

    function getEntityProcessCount(address entity) external view returns (uint256);

    function getNextProcessId(address entity) external view returns (bytes32);

    function isLocal(bytes32 processId) external view returns (bool);

    function namespaceId() external view returns (uint32);
}
