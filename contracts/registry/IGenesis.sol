// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// The voting chains: what each starts from, who makes its blocks, and who speaks for it on Ethereum.
interface IGenesis {
    event ChainRegistered(uint32 indexed chain, string genesis);
    event GenesisUpdated(uint32 indexed chain, string genesis);
    event ValidatorAdded(uint32 indexed chain, bytes publicKey);
    event ValidatorRemoved(uint32 indexed chain, bytes publicKey);
    event OracleAdded(uint32 indexed chain, address indexed oracle);
    event OracleRemoved(uint32 indexed chain, address indexed oracle);
    event QuorumUpdated(uint32 indexed chain, uint32 quorum);

    error ChainNotFound(uint32 chain);
    error GenesisMissing();
    error GenesisUnchanged();
    error ValidatorMissing();
    error ValidatorPresent();
    error ValidatorAbsent();
    error OracleMissing();
    error OraclePresent();
    error OracleAbsent();
    error TooManyOracles();
    error QuorumUnchanged();
    error QuorumTooLarge();

    function newChain(
        string calldata genesis,
        bytes[] calldata validators,
        address[] calldata oracles,
        uint32 quorum
    ) external returns (uint32 chain);

    function setGenesis(uint32 chain, string calldata genesis) external;

    function addValidator(uint32 chain, bytes calldata publicKey) external;

    function removeValidator(uint32 chain, bytes calldata publicKey) external;

    function addOracle(uint32 chain, address oracle) external;

    function removeOracle(uint32 chain, address oracle) external;

    function setQuorum(uint32 chain, uint32 quorum) external;

    /// All that is known of a chain.
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
        );

    /// The chain's oracles, and how many must agree; 0 means that they settle nothing.
    function oraclesOf(
        uint32 chain
    ) external view returns (address[] memory addresses, uint32 quorum);

    function isOracle(uint32 chain, address oracle) external view returns (bool);

    function isValidator(uint32 chain, bytes calldata publicKey) external view returns (bool);

    function exists(uint32 chain) external view returns (bool);

    /// How many there are; they are numbered from 1.
    function count() external view returns (uint32);
}
