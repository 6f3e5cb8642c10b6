// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IProcesses} from "../process/IProcesses.sol";
import {ProcessRules} from "../process/ProcessRules.sol";
import {
    ENVELOPE_ANONYMOUS,
    ENVELOPE_COST_FROM_WEIGHT,
    ENVELOPE_ENCRYPTED_VOTES,
    ENVELOPE_SERIAL,
    ENVELOPE_UNIQUE_VALUES,
    MODE_DYNAMIC_CENSUS,
    MODE_PRE_REGISTER,
    ORIGIN_TREE,
    ORIGIN_TREE_WEIGHTED,
    Process,
    Status
} from "../process/ProcessTypes.sol";
import {IGenesis} from "../registry/IGenesis.sol";
import {INamespaces} from "../registry/INamespaces.sol";
import {IExportedVerifier, IProofVerifiers} from "../registry/IProofVerifiers.sol";
import {Blob} from "../results/Blob.sol";
import {BatchData} from "./BatchData.sol";
import {IBatchVerifier} from "./IBatchVerifier.sol";
import {IRollup} from "./IRollup.sol";
import {IRollupBook} from "./IRollupBook.sol";
import {LEAST_BOND_RATIO, LEAST_DEMAND_BOND, LEAST_WINDOW} from "./RollupBounds.sol";
import {FIELD, Declaration, Instance, Terms} from "./RollupTypes.sol";

/// Opens rollups: the entity declares, once, and everything that follows is fixed from then on.
contract RollupBook is IRollupBook {
    uint256 private constant BATCH_SIGNALS = 5;
    /// scope, maxCount, maxValue, uniqueValues, costFromWeight, hasLimit, limit; then the costs.
    uint256 private constant PLAIN_PARAMS = 7;
    /// What the circuits take.
    uint256 private constant COST_BOUND = 1 << 45;

    /// @inheritdoc IRollupBook
    IProcesses public immutable processes;
    /// @inheritdoc IRollupBook
    IGenesis public immutable genesis;
    INamespaces public immutable namespaces;
    /// @inheritdoc IRollupBook
    IProofVerifiers public immutable verifiers;

    Instance[] private _instances;
    mapping(bytes32 processId => Terms terms) private _terms;

    constructor(
        IProcesses processes_,
        IGenesis genesis_,
        INamespaces namespaces_,
        IProofVerifiers verifiers_,
        Instance[] memory instances
    ) {
        processes = processes_;
        genesis = genesis_;
        namespaces = namespaces_;
        verifiers = verifiers_;
        for (uint256 i = 0; i < instances.length; ++i) _instances.push(instances[i]);
    }

    /// @inheritdoc IRollupBook
    function openRollup(bytes32 processId, Declaration calldata declaration) external {
        Process memory process = processes.get(processId);
        require(msg.sender == process.entity, NotEntity());
        Terms storage terms = _terms[processId];
        require(terms.closing == 0, AlreadyOpen());
        require(declaration.instance < _instances.length, UnknownInstance());
        Instance memory size = _instances[declaration.instance];
        _checkProcess(process, size);
        uint256[] memory params = _params(processId, process, size.values, declaration.costTable);

        _setWindows(terms, declaration);
        _setSize(terms, size);
        _setKeys(terms, declaration, size, process.censusKey);
        terms.censusRoot = _censusRoot(process.censusRoot);
        terms.maxVoteOverwrites = process.maxVoteOverwrites;
        _setOracles(terms, processId, process.envelopeType, declaration.signatures);
        terms.params = Blob.store(abi.encodePacked(params));
        emit RollupOpened(processId, terms, params);
    }

    /// @inheritdoc IRollupBook
    function paramsOf(bytes32 processId) external view returns (uint256[] memory) {
        return Blob.words(termsOf(processId).params);
    }

    /// @inheritdoc IRollupBook
    function closingOf(bytes32 processId) external view returns (uint256) {
        return _terms[processId].closing;
    }

    /// @inheritdoc IRollupBook
    function instance(uint256 index) external view returns (Instance memory) {
        require(index < _instances.length, UnknownInstance());
        return _instances[index];
    }

    /// @inheritdoc IRollupBook
    function termsOf(bytes32 processId) public view returns (Terms memory terms) {
        terms = _terms[processId];
        require(terms.closing != 0, NotOpen());
    }

    function _setWindows(Terms storage terms, Declaration calldata declaration) private {
        require(declaration.closing > block.number, ClosingNotAhead());
        require(
            declaration.inclusion >= LEAST_WINDOW &&
                declaration.opening >= LEAST_WINDOW &&
                declaration.posting >= LEAST_WINDOW &&
                declaration.challenge >= LEAST_WINDOW &&
                declaration.answer >= LEAST_WINDOW,
            WindowTooShort(LEAST_WINDOW)
        );
        require(
            declaration.demandBond >= LEAST_DEMAND_BOND,
            DemandBondTooSmall(LEAST_DEMAND_BOND)
        );
        uint256 least = LEAST_BOND_RATIO * uint256(declaration.demandBond);
        require(declaration.posterBond >= least, PosterBondTooSmall(least));
        terms.closing = declaration.closing;
        terms.inclusionEnd = declaration.closing + declaration.inclusion;
        terms.openingEnd = terms.inclusionEnd + declaration.opening;
        terms.posting = declaration.posting;
        terms.challenge = declaration.challenge;
        terms.answer = declaration.answer;
        terms.posterBond = declaration.posterBond;
        terms.demandBond = declaration.demandBond;
    }

    function _setSize(Terms storage terms, Instance memory size) private {
        terms.slots = uint32(size.slots);
        terms.values = uint16(size.values);
        terms.counts = uint32(size.fields * size.values);
        terms.firstState = size.firstState;
    }

    /// The keys go by the circuits' names, so that no key of another circuit takes their place.
    function _setKeys(
        Terms storage terms,
        Declaration calldata declaration,
        Instance memory size,
        bytes32 censusKey
    ) private {
        bytes32 key = verifiers.keyIdOf(size.batchCircuit, declaration.batchKeyHash);
        (address verifier, bool insecure) = verifiers.verifierOf(key);
        require(
            IBatchVerifier(verifier).BATCH_SIGNALS() == BATCH_SIGNALS,
            NotABatchVerifier()
        );
        (terms.batchKey, terms.batchVerifier, terms.insecureBatchKey) = (key, verifier, insecure);
        key = verifiers.keyIdOf(size.openCircuit, declaration.openKeyHash);
        (, insecure) = verifiers.verifierOf(key);
        (terms.openKey, terms.insecureOpenKey) = (key, insecure);
        (verifier, insecure) = verifiers.verifierOf(censusKey);
        require(_isCensusKey(censusKey, verifier), NotACensusKey());
        (terms.censusKey, terms.insecureCensusKey) = (censusKey, insecure);
    }

    /// Fewer signatures than the quorum would let oracles settle here who could not settle by reporting.
    /// Without any, the poster chooses among the votes: do not use this if others learn the ballots before
    /// the count.
    function _setOracles(
        Terms storage terms,
        bytes32 processId,
        uint8 envelopeType,
        uint8 signatures
    ) private {
        uint32 namespaceId = namespaces.namespaceOf(processes.getCreationInstance(processId));
        (, uint32 votingChain) = namespaces.get(namespaceId);
        (address[] memory oracles, uint256 quorum) = genesis.oraclesOf(votingChain);
        require(signatures <= oracles.length, TooFewOracles());
        if (signatures == 0) {
            require(envelopeType & ENVELOPE_ENCRYPTED_VOTES == 0, SealedVotesNeedOracles());
        } else {
            require(quorum > 0 && signatures >= quorum, SignaturesBelowQuorum(quorum));
        }
        terms.votingChain = votingChain;
        terms.signatures = signatures;
    }

    /// Only what the circuits count: anonymous votes of a fixed census tree, in one question after another's
    /// fields but not one question after another. With PRE_REGISTER the root here is not the one of the votes.
    function _checkProcess(Process memory process, Instance memory size) private view {
        require(process.settlement != address(0), NotSettledHere());
        require(address(IRollup(process.settlement).book()) == address(this), NotSettledHere());
        require(ProcessRules.isOpen(process.status), ProcessOver());
        require(process.status == Status.PAUSED && !process.started, ProcessStarted());
        bool tree = process.censusOrigin == ORIGIN_TREE ||
            process.censusOrigin == ORIGIN_TREE_WEIGHTED;
        require(
            tree &&
                process.envelopeType & ENVELOPE_ANONYMOUS != 0 &&
                process.envelopeType & ENVELOPE_SERIAL == 0 &&
                process.mode & (MODE_DYNAMIC_CENSUS | MODE_PRE_REGISTER) == 0,
            KindNotCounted()
        );
        require(
            process.maxCount <= size.fields && process.maxValue < size.values,
            BallotTooLarge()
        );
    }

    /// Under a key of another circuit no vote could be shown to hold, and who posts honest ones would lose.
    function _isCensusKey(bytes32 key, address verifier) private view returns (bool) {
        bytes32 hash = IExportedVerifier(verifier).VERIFICATION_KEY_SHA256();
        return
            key == verifiers.keyIdOf("census-7", hash) ||
            key == verifiers.keyIdOf("census-11", hash);
    }

    /// The process as the circuit takes it.
    function _params(
        bytes32 processId,
        Process memory process,
        uint256 values,
        uint256[] calldata declared
    ) private view returns (uint256[] memory params) {
        bool fromWeight = process.envelopeType & ENVELOPE_COST_FROM_WEIGHT != 0;
        bool hasLimit = fromWeight || process.maxTotalCost > 0;
        params = new uint256[](PLAIN_PARAMS + values);
        // Two deployments on one chain give equal process ids: the instance tells them apart.
        address creator = processes.getCreationInstance(processId);
        params[0] = BatchData.toField(keccak256(abi.encodePacked(creator, processId, uint8(0))));
        params[1] = process.maxCount;
        params[2] = process.maxValue;
        params[3] = process.envelopeType & ENVELOPE_UNIQUE_VALUES != 0 ? 1 : 0;
        params[4] = fromWeight ? 1 : 0;
        params[5] = hasLimit ? 1 : 0;
        params[6] = fromWeight ? 0 : process.maxTotalCost;
        if (hasLimit) {
            _fillCosts(params, process, declared);
        } else {
            require(declared.length == 0, CostTableWrong());
        }
    }

    /// Costs in 64.16 fixed point: value^k for a whole exponent k, what the entity declares for others.
    function _fillCosts(
        uint256[] memory params,
        Process memory process,
        uint256[] calldata declared
    ) private pure {
        uint256 exponent = process.costExponent;
        bool whole = exponent % 10_000 == 0;
        uint256 count = uint256(process.maxValue) + 1;
        require(declared.length == (whole ? 0 : count), CostTableWrong());
        for (uint256 value = 0; value < count; ++value) {
            uint256 cost = whole ? (value ** (exponent / 10_000)) << 16 : declared[value];
            require(cost < COST_BOUND, CostTableWrong());
            params[PLAIN_PARAMS + value] = cost;
        }
    }

    /// The root as the tree census writes it: 0x and 64 hex digits, a field element.
    function _censusRoot(string memory text) private pure returns (uint256 root) {
        bytes memory raw = bytes(text);
        require(raw.length == 66 && raw[0] == "0" && raw[1] == "x", CensusRootMalformed());
        bool valid;
        (valid, root) = Strings.tryParseHexUint(text);
        require(valid && root < FIELD, CensusRootMalformed());
    }
}
