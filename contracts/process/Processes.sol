// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {INamespaces} from "../registry/INamespaces.sol";
import {ITokenStorageProofs} from "../registry/ITokenStorageProofs.sol";
import {IResults} from "../results/IResults.sol";
import {IResultsSettlement} from "../results/IResultsSettlement.sol";
import {IProcesses} from "./IProcesses.sol";
import {Priced} from "./Priced.sol";
import {ProcessReader} from "./ProcessReader.sol";
import {ProcessRules} from "./ProcessRules.sol";
import {
    ENVELOPE_SERIAL,
    MODE_AUTO_START,
    MODE_DYNAMIC_CENSUS,
    Process,
    ProcessParams,
    Status
} from "./ProcessTypes.sol";

/// Processes and their moves. Everything that this instance depends on is fixed when it is deployed:
/// whoever wants other rules, registries or results deploys a successor.
contract Processes is IProcesses, ProcessReader, Priced {
    /// Where token censuses are registered.
    ITokenStorageProofs public immutable tokens;
    /// The contract that alone moves a process to RESULTS.
    IResults public immutable results;

    /// @param predecessor_ the instance to follow, or zero
    /// @param namespaces where this instance gets its number
    /// @param tokens_ the registry of token censuses
    /// @param results_ the results contract, over the same namespaces
    /// @param votingChain the voting chain, as Genesis numbers it, that runs this instance's processes
    /// @param price the wei that a new process costs
    constructor(
        address predecessor_,
        INamespaces namespaces,
        ITokenStorageProofs tokens_,
        IResults results_,
        uint32 votingChain,
        uint256 price
    ) ProcessReader(predecessor_, namespaces.register(votingChain)) Priced(price) {
        require(address(tokens_).code.length > 0, InvalidTokens());
        require(
            address(results_).code.length > 0 &&
                address(results_.namespaces()) == address(namespaces),
            InvalidResults()
        );
        tokens = tokens_;
        results = results_;
    }

    /// Declares a process. Costs `processPrice`; what is paid above it comes back.
    /// @return processId `keccak256(entity ‖ uint256 index ‖ uint32 namespaceId ‖ uint32 chainId)`
    function newProcess(
        ProcessParams calldata params
    ) external payable onlyActive returns (bytes32 processId) {
        ProcessRules.check(params);
        bool evm = ProcessRules.isEvm(params.censusOrigin);
        if (evm) _checkTokenCensus(params);
        require(
            params.settlement == address(0) || results.isSettlement(params.settlement),
            SettlementNotRegistered()
        );
        uint256 price = processPrice;
        require(msg.value >= price, PriceNotPaid(price));

        address entity = evm ? params.token : msg.sender;
        uint256 index = getEntityProcessCount(entity);
        processId = getProcessId(entity, index, namespaceId, SafeCast.toUint32(block.chainid));
        _counts[entity] = index + 1;
        _store(_processes[processId], params, entity);

        emit NewProcess(processId, entity, namespaceId, msg.sender, index);
        if (evm) _storeTokenCensus(processId, params);
        _refund(msg.value - price);
    }

    /// Moves a process to READY, ENDED, CANCELED or PAUSED, as its mode allows. Only by its entity.
    function setStatus(bytes32 processId, uint8 status) external {
        Process storage process = _steered(processId);
        ProcessRules.checkMove(process.mode, process.status, status);
        _checkCounting(processId, process.settlement, Status(status));
        _setStatus(processId, process, Status(status));
    }

    /// Opens the next question of a serial process; after the last one the process ends. Only by its entity.
    function incrementQuestionIndex(bytes32 processId) external {
        Process storage process = _steered(processId);
        require(process.envelopeType & ENVELOPE_SERIAL != 0, NotSerial());
        require(process.status == Status.READY, NotReady());
        uint8 last = process.questionCount - 1;
        if (process.questionIndex == last) return _setStatus(processId, process, Status.ENDED);
        uint8 next = ++process.questionIndex;
        emit QuestionIndexUpdated(processId, namespaceId, next);
    }

    /// Replaces a dynamic census while the process is READY or PAUSED. Only by its entity.
    function setCensus(
        bytes32 processId,
        string calldata root,
        string calldata uri
    ) external onlyActive {
        Process storage process = _steered(processId);
        require(process.mode & MODE_DYNAMIC_CENSUS != 0, NotDynamic());
        require(ProcessRules.isOpen(process.status), ProcessFinal());
        ProcessRules.checkCensus(process.censusOrigin, root, uri);
        process.censusRoot = root;
        process.censusUri = uri;
        emit CensusUpdated(processId, namespaceId, root, uri);
    }

    /// Moves a process to RESULTS. Only by the results contract.
    /// @param votingHeight the voting chain's height as reported; counts only while the process is READY
    function settle(bytes32 processId, uint64 votingHeight) external {
        require(msg.sender == address(results), NotResults());
        Process storage process = _local(processId);
        uint64 end = ProcessRules.endBlock(process.startBlock, process.blockCount);
        ProcessRules.checkSettle(process.status, end, votingHeight);
        _setStatus(processId, process, Status.RESULTS);
    }

    /// Sets what a new process costs, in wei.
    function setProcessPrice(uint256 price) external onlyOwner onlyActive {
        _setProcessPrice(price);
    }

    function _setStatus(bytes32 processId, Process storage process, Status status) private {
        process.status = status;
        if (status == Status.READY) process.started = true;
        emit StatusUpdated(processId, namespaceId, status);
    }

    function _store(
        Process storage process,
        ProcessParams calldata params,
        address entity
    ) private {
        process.mode = params.mode;
        process.envelopeType = params.envelopeType;
        process.censusOrigin = params.censusOrigin;
        process.status = params.mode & MODE_AUTO_START != 0 ? Status.READY : Status.PAUSED;
        process.started = params.mode & MODE_AUTO_START != 0;
        process.questionCount = params.questionCount;
        process.maxCount = params.maxCount;
        process.maxValue = params.maxValue;
        process.maxVoteOverwrites = params.maxVoteOverwrites;
        process.maxTotalCost = params.maxTotalCost;
        process.costExponent = params.costExponent;
        process.startBlock = params.startBlock;
        process.blockCount = params.blockCount;
        process.evmBlockHeight = SafeCast.toUint64(params.evmBlockHeight);
        process.entity = entity;
        process.settlement = params.settlement;
        process.censusKey = params.censusKey;
        process.paramsSignature = params.paramsSignature;
        process.metadata = params.metadata;
        process.censusRoot = params.censusRoot;
        process.censusUri = params.censusUri;
    }

    function _storeTokenCensus(bytes32 processId, ProcessParams calldata params) private {
        Process storage process = _processes[processId];
        process.balancePosition = params.balancePosition;
        process.tokenId = params.tokenId;
        emit TokenCensus(
            processId,
            params.token,
            params.censusOrigin,
            params.balancePosition,
            params.tokenId,
            params.evmBlockHeight
        );
    }

    /// Once the settlement contract counts, the entity cannot suppress the results any more: it may resume or
    /// end the process. Where oracles report, this contract does not know when the count begins:
    /// docs/rollup.md says what follows.
    function _checkCounting(bytes32 processId, address settlement, Status status) private view {
        if (settlement == address(0)) return;
        if (status != Status.CANCELED && status != Status.PAUSED) return;
        require(!IResultsSettlement(settlement).isCounting(processId), ResultsUnderWay());
    }

    /// The process, if it was made here and the caller is its entity.
    function _steered(bytes32 processId) private view returns (Process storage process) {
        process = _local(processId);
        require(msg.sender == process.entity, NotEntity());
    }

    /// The entry is the creator's choice, so that no registration changes what a pending call means.
    function _checkTokenCensus(ProcessParams calldata params) private view {
        require(params.evmBlockHeight < block.number, SnapshotNotPast());
        require(
            tokens.isRegistered(
                params.token,
                params.censusOrigin,
                params.balancePosition,
                params.tokenId
            ),
            TokenNotRegistered()
        );
    }
}
