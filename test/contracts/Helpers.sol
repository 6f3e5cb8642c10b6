// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcesses} from "../../contracts/process/IProcesses.sol";
import {ProcessParams} from "../../contracts/process/ProcessTypes.sol";
import {INamespaces} from "../../contracts/registry/INamespaces.sol";
import {StorageProof} from "../../contracts/registry/ITokenStorageProofs.sol";
import {StateProofs} from "../../contracts/registry/StateProofs.sol";
import {IResultsSettlement} from "../../contracts/results/IResultsSettlement.sol";
import {IRollup} from "../../contracts/rollup/IRollup.sol";

/// Declares final whatever it is told to.
contract TestSettlement is IResultsSettlement {
    bytes32 private _tallyHash;
    uint64 private _votingHeight;
    bool private _counting;

    function count(bool counting) external {
        _counting = counting;
    }

    function isCounting(bytes32) external view returns (bool) {
        return _counting;
    }

    function declare(bytes32 tallyHash, uint64 votingHeight) external {
        _tallyHash = tallyHash;
        _votingHeight = votingHeight;
    }

    function provenTally(bytes32) external view returns (bytes32, uint64) {
        return (_tallyHash, _votingHeight);
    }
}

/// Pays for processes, and on getting change tries to make another one with it.
contract TestGreedyEntity {
    IProcesses private immutable _processes;
    bytes private _again;
    bool public refusing;

    constructor(IProcesses processes) {
        _processes = processes;
    }

    receive() external payable {
        require(!refusing, "no change wanted");
        if (_again.length == 0) return;
        bytes memory call = _again;
        delete _again;
        (bool done, bytes memory why) = address(_processes).call{value: msg.value}(call);
        if (done) return;
        assembly {
            revert(add(why, 32), mload(why))
        }
    }

    function setRefusing(bool value) external {
        refusing = value;
    }

    function create(ProcessParams calldata params, bool again) external payable {
        if (again) _again = abi.encodeCall(IProcesses.newProcess, params);
        _processes.newProcess{value: msg.value}(params);
    }
}

/// An owner of the process contract that asks for its money again while it is being paid.
contract TestGreedyOwner {
    address private _target;
    bytes private _again;

    receive() external payable {
        if (_again.length == 0) return;
        bytes memory call = _again;
        delete _again;
        (bool done, bytes memory why) = _target.call(call);
        if (done) return;
        assembly {
            revert(add(why, 32), mload(why))
        }
    }

    function run(address target, bytes calldata data, bytes calldata again) external {
        _target = target;
        _again = again;
        (bool done, bytes memory why) = target.call(data);
        if (done) return;
        assembly {
            revert(add(why, 32), mload(why))
        }
    }
}

/// Names a predecessor but does not follow the protocol of activation.
contract TestIdleSuccessor {
    address public immutable predecessor;

    constructor(address predecessor_) {
        predecessor = predecessor_;
    }

    function activate() external {}

    function isActive() external pure returns (bool) {
        return false;
    }
}

/// A dishonest successor: it says that every process was made here, with terms of its own.
contract TestImpostor {
    address public immutable predecessor;
    bool public isActive;

    constructor(address predecessor_, INamespaces namespaces, uint32 votingChain) {
        predecessor = predecessor_;
        namespaces.register(votingChain);
    }

    function activate() external {
        isActive = true;
    }

    function isLocal(bytes32) external pure returns (bool) {
        return true;
    }

    function getCreationInstance(bytes32) external view returns (address) {
        return address(this);
    }
}

/// Takes the calls of an exported verifier, but answers where one refuses.
contract TestCarelessVerifier {
    bytes32 public constant VERIFICATION_KEY_SHA256 = keccak256("careless");
    bool public constant INSECURE_DEVELOPMENT_KEY = false;

    function verifyProof(uint256[8] calldata, uint256[2] calldata) external pure returns (bool) {
        return true;
    }
}

/// A verifier exported for batches of another circuit's proofs.
contract TestOtherBatchVerifier {
    bytes32 public constant VERIFICATION_KEY_SHA256 = keccak256("other batches");
    bool public constant INSECURE_DEVELOPMENT_KEY = false;
    uint256 public constant BATCH_SIGNALS = 4;

    error MalformedProof();

    function verifyProof(uint256[8] calldata, uint256[5] calldata) external pure returns (bool) {
        revert MalformedProof();
    }
}

/// Challenges a rollup, and on being paid asks again.
contract TestGreedyChallenger {
    IRollup private immutable _rollup;

    constructor(IRollup rollup) {
        _rollup = rollup;
    }

    receive() external payable {
        (bool done, ) = address(_rollup).call(
            abi.encodeCall(IRollup.withdraw, (payable(address(this))))
        );
        require(!done, "paid twice");
    }

    function challengeLate(bytes32 processId) external {
        _rollup.challengeLate(processId);
    }

    function withdraw() external {
        _rollup.withdraw(payable(address(this)));
    }
}

/// The state proofs alone, under roots that tests make themselves.
contract TestStateProofs {
    /// What a proof shows of any word whatever: the registry without its bounds on what a claim may point at.
    function wordOf(
        address token,
        bytes32 slot,
        StorageProof calldata proof
    ) external view returns (uint256) {
        (bytes32 root, bool found) = StateProofs.stateRoot(proof.header);
        require(found, "header");
        root = StateProofs.storageRoot(root, token, proof.accountProof);
        return StateProofs.slotValue(root, slot, proof.storageProof);
    }

    function storageRoot(
        bytes32 root,
        address account,
        bytes[] calldata proof
    ) external pure returns (bytes32) {
        return StateProofs.storageRoot(root, account, proof);
    }

    function slotValue(
        bytes32 root,
        bytes32 slot,
        bytes[] calldata proof
    ) external pure returns (uint256) {
        return StateProofs.slotValue(root, slot, proof);
    }
}
