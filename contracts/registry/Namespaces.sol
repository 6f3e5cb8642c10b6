// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IGenesis} from "./IGenesis.sol";
import {INamespaces} from "./INamespaces.sol";

/// Open to anyone and without an owner: an entry binds nobody but the instance that asked for it, and is
/// never changed. A process's oracles follow from here: instance → namespace → voting chain → Genesis.
contract Namespaces is INamespaces {
    struct Namespace {
        address instance;
        uint32 votingChain;
    }

    /// The registry of voting chains.
    IGenesis public immutable genesis;
    /// @inheritdoc INamespaces
    uint32 public count;

    mapping(uint32 namespaceId => Namespace entry) private _namespaces;
    mapping(address instance => uint32 namespaceId) private _ids;

    constructor(IGenesis genesis_) {
        genesis = genesis_;
    }

    /// @inheritdoc INamespaces
    function register(uint32 votingChain) external returns (uint32 namespaceId) {
        require(_ids[msg.sender] == 0, AlreadyRegistered());
        require(genesis.exists(votingChain), IGenesis.ChainNotFound(votingChain));
        namespaceId = ++count;
        _namespaces[namespaceId] = Namespace(msg.sender, votingChain);
        _ids[msg.sender] = namespaceId;
        emit NamespaceRegistered(namespaceId, msg.sender, votingChain);
    }

    /// @inheritdoc INamespaces
    function get(uint32 namespaceId) external view returns (address instance, uint32 votingChain) {
        Namespace memory namespace = _namespaces[namespaceId];
        require(namespace.instance != address(0), NamespaceNotFound());
        return (namespace.instance, namespace.votingChain);
    }

    /// @inheritdoc INamespaces
    function namespaceOf(address instance) external view returns (uint32 namespaceId) {
        namespaceId = _ids[instance];
        require(namespaceId != 0, NamespaceNotFound());
    }
}
