// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IChained} from "../process/IChained.sol";
import {IProcessErrors} from "../process/IProcessErrors.sol";
import {IProcesses} from "../process/IProcesses.sol";
import {IGenesis} from "../registry/IGenesis.sol";
import {INamespaces} from "../registry/INamespaces.sol";
import {IResults} from "./IResults.sol";

/// Which process contracts are genuine, and which oracles speak for each one's processes.
///
/// A process is looked for in the oldest instance first, so a later one cannot pass itself off as the
/// origin of what is stored before it. Its oracles are those of the voting chain that its instance was
/// registered with; no caller chooses them.
abstract contract OracleQuorum is IResults, Ownable2Step {
    /// The registry of voting chains and their oracles.
    IGenesis public immutable genesis;
    /// @inheritdoc IResults
    INamespaces public immutable namespaces;

    IProcesses[] private _instances;

    constructor(IGenesis genesis_, INamespaces namespaces_) Ownable(msg.sender) {
        genesis = genesis_;
        namespaces = namespaces_;
    }

    /// Lets results in for an instance's processes. The owner adds the first one; after that anyone adds
    /// the active successor of the last.
    function addInstance(IProcesses instance) external {
        uint256 length = _instances.length;
        if (length == 0) {
            _checkOwner();
            require(address(instance).code.length > 0, InvalidInstance());
        } else {
            address last = address(_instances[length - 1]);
            require(IChained(last).successor() == address(instance), InvalidInstance());
        }
        namespaces.namespaceOf(address(instance));
        _instances.push(instance);
        emit InstanceAdded(address(instance));
    }

    /// The genuine instances, oldest first.
    function instances() external view returns (IProcesses[] memory) {
        return _instances;
    }

    /// The instance where the process was made.
    function _instanceOf(bytes32 processId) internal view returns (IProcesses) {
        uint256 length = _instances.length;
        for (uint256 i = 0; i < length; ++i) {
            IProcesses instance = _instances[i];
            if (instance.isLocal(processId)) return instance;
        }
        revert IProcessErrors.ProcessNotFound(processId);
    }

    /// The number in Genesis of the voting chain that runs the instance's processes.
    function _chainOf(IProcesses instance) internal view returns (uint32 chain) {
        (, chain) = namespaces.get(namespaces.namespaceOf(address(instance)));
    }

    function _checkOracle(uint32 chain) internal view {
        require(genesis.isOracle(chain, msg.sender), NotOracle());
    }
}
