// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// Numbers the instances of the process contract, and says which voting chain runs each one's processes.
interface INamespaces {
    event NamespaceRegistered(
        uint32 indexed namespaceId,
        address indexed instance,
        uint32 indexed votingChain
    );

    error AlreadyRegistered();
    error NamespaceNotFound();

    /// Gives the caller the next namespace. Called by a process contract while it is deployed.
    function register(uint32 votingChain) external returns (uint32 namespaceId);

    /// The instance of a namespace, and the voting chain that runs its processes.
    function get(uint32 namespaceId) external view returns (address instance, uint32 votingChain);

    /// The namespace of an instance; reverts if it has none.
    function namespaceOf(address instance) external view returns (uint32 namespaceId);

    /// How many there are; they are numbered from 1.
    function count() external view returns (uint32);
}
