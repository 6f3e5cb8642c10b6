// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IGenesis} from "./IGenesis.sol";

/// The owner keeps the lists; nobody else changes anything. `quorum` of a chain's oracles must agree on a
/// result; the quorum is never above their number, and at 0 the oracles settle nothing.
contract Genesis is IGenesis, Ownable2Step {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.BytesSet;

    struct Chain {
        string genesis;
        uint32 quorum;
        EnumerableSet.BytesSet validators;
        EnumerableSet.AddressSet oracles;
    }

    /// Every oracle is asked when results are counted, so their number is bounded.
    uint256 public constant MAX_ORACLES = 64;

    /// @inheritdoc IGenesis
    uint32 public count;

    mapping(uint32 chain => Chain entry) private _chains;

    constructor() Ownable(msg.sender) {}

    /// Registers a voting chain.
    /// @param genesis content URI of the genesis document
    /// @param validators public keys of the block makers
    /// @param oracles at most 64
    /// @param quorum at most the number of oracles
    /// @return chain its number, from 1
    function newChain(
        string calldata genesis,
        bytes[] calldata validators,
        address[] calldata oracles,
        uint32 quorum
    ) external onlyOwner returns (uint32 chain) {
        require(bytes(genesis).length > 0, GenesisMissing());
        chain = ++count;
        Chain storage entry = _chains[chain];
        entry.genesis = genesis;
        emit ChainRegistered(chain, genesis);
        for (uint256 i = 0; i < validators.length; ++i) _addValidator(entry, chain, validators[i]);
        for (uint256 i = 0; i < oracles.length; ++i) _addOracle(entry, chain, oracles[i]);
        if (quorum > 0) _setQuorum(entry, chain, quorum);
    }

    /// @inheritdoc IGenesis
    function setGenesis(uint32 chain, string calldata genesis) external onlyOwner {
        Chain storage entry = _chain(chain);
        require(bytes(genesis).length > 0, GenesisMissing());
        require(keccak256(bytes(genesis)) != keccak256(bytes(entry.genesis)), GenesisUnchanged());
        entry.genesis = genesis;
        emit GenesisUpdated(chain, genesis);
    }

    /// @inheritdoc IGenesis
    function addValidator(uint32 chain, bytes calldata publicKey) external onlyOwner {
        _addValidator(_chain(chain), chain, publicKey);
    }

    /// @inheritdoc IGenesis
    function removeValidator(uint32 chain, bytes calldata publicKey) external onlyOwner {
        require(_chain(chain).validators.remove(publicKey), ValidatorAbsent());
        emit ValidatorRemoved(chain, publicKey);
    }

    /// @inheritdoc IGenesis
    function addOracle(uint32 chain, address oracle) external onlyOwner {
        _addOracle(_chain(chain), chain, oracle);
    }

    /// Refused while the quorum needs the oracle: lower the quorum first.
    function removeOracle(uint32 chain, address oracle) external onlyOwner {
        Chain storage entry = _chain(chain);
        require(entry.oracles.remove(oracle), OracleAbsent());
        require(entry.quorum <= entry.oracles.length(), QuorumTooLarge());
        emit OracleRemoved(chain, oracle);
    }

    /// @inheritdoc IGenesis
    function setQuorum(uint32 chain, uint32 quorum) external onlyOwner {
        Chain storage entry = _chain(chain);
        require(quorum != entry.quorum, QuorumUnchanged());
        _setQuorum(entry, chain, quorum);
    }

    /// @inheritdoc IGenesis
    function get(
        uint32 chain
    )
        external
        view
        returns (
            string memory genesis,
            bytes[] memory validators,
            address[] memory oracles,
            uint32 quorum
        )
    {
        Chain storage entry = _chain(chain);
        return (entry.genesis, entry.validators.values(), entry.oracles.values(), entry.quorum);
    }

    /// @inheritdoc IGenesis
    function oraclesOf(
        uint32 chain
    ) external view returns (address[] memory addresses, uint32 quorum) {
        Chain storage entry = _chain(chain);
        return (entry.oracles.values(), entry.quorum);
    }

    /// @inheritdoc IGenesis
    function isOracle(uint32 chain, address oracle) external view returns (bool) {
        return _chains[chain].oracles.contains(oracle);
    }

    /// @inheritdoc IGenesis
    function isValidator(uint32 chain, bytes calldata publicKey) external view returns (bool) {
        return _chains[chain].validators.contains(publicKey);
    }

    /// @inheritdoc IGenesis
    function exists(uint32 chain) public view returns (bool) {
        return chain > 0 && chain <= count;
    }

    function _addValidator(Chain storage entry, uint32 chain, bytes calldata publicKey) private {
        require(publicKey.length > 0, ValidatorMissing());
        require(entry.validators.add(publicKey), ValidatorPresent());
        emit ValidatorAdded(chain, publicKey);
    }

    function _addOracle(Chain storage entry, uint32 chain, address oracle) private {
        require(oracle != address(0), OracleMissing());
        require(entry.oracles.length() < MAX_ORACLES, TooManyOracles());
        require(entry.oracles.add(oracle), OraclePresent());
        emit OracleAdded(chain, oracle);
    }

    function _setQuorum(Chain storage entry, uint32 chain, uint32 quorum) private {
        require(quorum <= entry.oracles.length(), QuorumTooLarge());
        entry.quorum = quorum;
        emit QuorumUpdated(chain, quorum);
    }

    function _chain(uint32 chain) private view returns (Chain storage) {
        require(exists(chain), ChainNotFound(chain));
        return _chains[chain];
    }
}
