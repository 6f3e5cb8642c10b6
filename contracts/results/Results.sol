// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcesses} from "../process/IProcesses.sol";
import {ProcessRules} from "../process/ProcessRules.sol";
import {ENVELOPE_SERIAL, ProcessTerms} from "../process/ProcessTypes.sol";
import {IGenesis} from "../registry/IGenesis.sol";
import {INamespaces} from "../registry/INamespaces.sol";
import {Blob} from "./Blob.sol";
import {Complaints} from "./Complaints.sol";
import {IResultsSettlement} from "./IResultsSettlement.sol";
import {OracleQuorum} from "./OracleQuorum.sol";

/// Settles results, only once for each process.
///
/// Oracles: each reports a tally and the hash of the results document (JSON); when a quorum of the present
/// oracles stands by the same two, they are the results. An oracle may report again, and its last report counts.
/// Proof: anyone brings the tally whose hash the process's settlement contract declares final; its document
/// hash stays 0, since nothing proves it.
contract Results is Complaints {
    struct Settled {
        address tally; // see Blob
        uint64 blockNumber;
        bool proven;
        bytes32 resultsHash;
    }

    /// A tally of more numbers than this is not kept on chain: only the hash of its document is.
    uint256 public constant MAX_TALLY = 512;

    mapping(address settlement => bool registered) private _settlements;
    mapping(bytes32 processId => Settled settled) private _settled;
    mapping(bytes32 processId => mapping(address oracle => bytes32 digest)) private _reports;

    constructor(
        IGenesis genesis_,
        INamespaces namespaces_
    ) OracleQuorum(genesis_, namespaces_) {}

    /// Lets new processes name a contract that proves results.
    function registerSettlement(address settlement) external onlyOwner {
        require(settlement.code.length > 0 && !_settlements[settlement], InvalidSettlement());
        _settlements[settlement] = true;
        emit SettlementRegistered(settlement);
    }

    /// Keeps new processes from naming it. Those that have named it are settled by it all the same.
    function retireSettlement(address settlement) external onlyOwner {
        require(_settlements[settlement], InvalidSettlement());
        _settlements[settlement] = false;
        emit SettlementRetired(settlement);
    }

    /// Reports results. Only by an oracle of the process's voting chain.
    /// @param votingHeight the voting chain's height; counts only while the process is READY
    /// @param tally as IResults lays it out; empty if it would be longer than MAX_TALLY
    /// @param resultsHash keccak256 of the results document
    function report(
        bytes32 processId,
        uint64 votingHeight,
        uint256[] calldata tally,
        bytes32 resultsHash
    ) external {
        IProcesses instance = _instanceOf(processId);
        uint32 chain = _chainOf(instance);
        _checkOracle(chain);
        ProcessTerms memory terms = _termsForOracles(instance, processId);
        ProcessRules.checkSettle(terms.status, terms.endBlock, votingHeight);
        _checkShape(terms, tally, resultsHash);

        bytes32 digest = _digest(tally, resultsHash);
        _reports[processId][msg.sender] = digest;
        emit ResultsReported(processId, msg.sender, digest, votingHeight);

        (uint256 agreeing, uint256 quorum) = _count(processId, chain, digest);
        if (quorum > 0 && agreeing >= quorum) {
            _settle(instance, processId, votingHeight, tally, resultsHash, false);
        }
    }

    /// Settles on standing reports: for when the oracles or their quorum have changed since. Anyone may call it.
    function settle(bytes32 processId, uint256[] calldata tally, bytes32 resultsHash) external {
        IProcesses instance = _instanceOf(processId);
        ProcessTerms memory terms = _termsForOracles(instance, processId);
        (uint256 agreeing, uint256 quorum) = _count(
            processId,
            _chainOf(instance),
            _digest(tally, resultsHash)
        );
        require(quorum > 0, NoQuorum());
        require(agreeing >= quorum, QuorumNotReached(agreeing, quorum));
        // Each report was let in at or past the end, or else after the process had ended: so the end is reached.
        _settle(instance, processId, terms.endBlock, tally, resultsHash, false);
    }

    /// Settles on a proof. Anyone may call it.
    function settleProven(bytes32 processId, uint256[] calldata tally) external {
        IProcesses instance = _instanceOf(processId);
        ProcessTerms memory terms = instance.getTerms(processId);
        require(terms.settlement != address(0), NotProofSettled());
        require(tally.length == _tallyLength(terms), TallyShape(_tallyLength(terms)));
        require(tally.length <= MAX_TALLY, TallyTooLarge());
        (bytes32 tallyHash, uint64 votingHeight) = IResultsSettlement(terms.settlement).provenTally(
            processId
        );
        require(tallyHash != 0, NotProven());
        require(tallyHash == keccak256(abi.encodePacked(tally)), TallyMismatch());
        _settle(instance, processId, votingHeight, tally, 0, true);
    }

    /// The results of a process. Reverts while there are none.
    /// @return tally as IResults lays it out; empty if it was too long to be kept on chain
    /// @return resultsHash keccak256 of the results document; 0 if they were proved
    /// @return proven whether a proof settled them, or oracles
    /// @return blockNumber when they were settled
    function getResults(
        bytes32 processId
    )
        external
        view
        returns (uint256[] memory tally, bytes32 resultsHash, bool proven, uint64 blockNumber)
    {
        Settled memory settled = _get(processId);
        return (Blob.words(settled.tally), settled.resultsHash, settled.proven, settled.blockNumber);
    }

    /// One count of the results, for other contracts.
    /// @param question 0 unless the process is serial
    function getCount(
        bytes32 processId,
        uint256 question,
        uint256 field,
        uint256 value
    ) external view returns (uint256) {
        uint256[] memory tally = Blob.words(_get(processId).tally);
        ProcessTerms memory terms = _instanceOf(processId).getTerms(processId);
        require(field < terms.maxCount && value <= terms.maxValue, IndexOutOfRange());
        uint256 index = question * _partLength(terms) + 2 + field * (uint256(terms.maxValue) + 1) + value;
        require(index < tally.length, IndexOutOfRange());
        return tally[index];
    }

    /// What an oracle last reported: the hash of tally and document hash; 0 for nothing.
    function reportOf(bytes32 processId, address oracle) external view returns (bytes32) {
        return _reports[processId][oracle];
    }

    /// How many numbers the tally of a process has.
    function tallyLength(bytes32 processId) external view returns (uint256) {
        return _tallyLength(_instanceOf(processId).getTerms(processId));
    }

    /// Whether new processes may name this contract as the one that proves their results.
    function isSettlement(address settlement) external view returns (bool) {
        return _settlements[settlement];
    }

    /// Whether the process has results.
    function isSettled(bytes32 processId) public view override returns (bool) {
        return _settled[processId].blockNumber != 0;
    }

    function _settle(
        IProcesses instance,
        bytes32 processId,
        uint64 votingHeight,
        uint256[] calldata tally,
        bytes32 resultsHash,
        bool proven
    ) private {
        require(!isSettled(processId), AlreadySettled());
        _settled[processId] = Settled({
            tally: Blob.store(abi.encodePacked(tally)),
            blockNumber: uint64(block.number),
            proven: proven,
            resultsHash: resultsHash
        });
        emit ResultsSettled(processId, proven, resultsHash, tally);
        instance.settle(processId, votingHeight);
    }

    function _termsForOracles(
        IProcesses instance,
        bytes32 processId
    ) private view returns (ProcessTerms memory terms) {
        uint8 reason = invalidity(processId);
        require(reason == 0, ProcessInvalid(reason));
        require(!isSettled(processId), AlreadySettled());
        terms = instance.getTerms(processId);
        require(terms.settlement == address(0), NotOracleSettled());
    }

    function _count(
        bytes32 processId,
        uint32 chain,
        bytes32 digest
    ) private view returns (uint256 agreeing, uint256 quorum) {
        address[] memory oracles;
        (oracles, quorum) = genesis.oraclesOf(chain);
        for (uint256 i = 0; i < oracles.length; ++i) {
            if (_reports[processId][oracles[i]] == digest) ++agreeing;
        }
    }

    function _get(bytes32 processId) private view returns (Settled memory settled) {
        settled = _settled[processId];
        require(settled.blockNumber != 0, NoResults(processId));
    }

    function _checkShape(
        ProcessTerms memory terms,
        uint256[] calldata tally,
        bytes32 resultsHash
    ) private pure {
        require(resultsHash != 0, ResultsHashMissing());
        uint256 length = _tallyLength(terms);
        if (length > MAX_TALLY) length = 0;
        require(tally.length == length, TallyShape(length));
    }

    function _digest(uint256[] calldata tally, bytes32 resultsHash) private pure returns (bytes32) {
        return keccak256(abi.encode(tally, resultsHash));
    }

    function _tallyLength(ProcessTerms memory terms) private pure returns (uint256) {
        bool serial = terms.envelopeType & ENVELOPE_SERIAL != 0;
        return (serial ? terms.questionCount : 1) * _partLength(terms);
    }

    function _partLength(ProcessTerms memory terms) private pure returns (uint256) {
        return 2 + uint256(terms.maxCount) * (uint256(terms.maxValue) + 1);
    }
}
