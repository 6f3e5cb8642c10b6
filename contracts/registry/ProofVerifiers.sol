// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IExportedVerifier, IProofVerifiers} from "./IProofVerifiers.sol";

/// Only the owner registers, since the chain cannot tell that a verifier was exported from a key; anyone
/// can, by exporting it again and comparing the code hash in the event. An entry never changes, so the
/// owner cannot swap the verifier of a process that has named its key.
contract ProofVerifiers is IProofVerifiers, Ownable2Step {
    struct Verifier {
        address verifier;
        uint8 signals;
        bool insecure;
        bytes4 selector;
    }

    mapping(bytes32 keyId => Verifier verifier) private _verifiers;

    constructor() Ownable(msg.sender) {}

    /// @inheritdoc IProofVerifiers
    function register(
        string calldata circuit,
        address verifier,
        uint8 signals
    ) external onlyOwner returns (bytes32 keyId) {
        require(bytes(circuit).length > 0, CircuitMissing());
        bytes4 selector = _selector(signals);
        _checkRefusal(verifier, selector, signals);
        bytes32 keyHash = IExportedVerifier(verifier).VERIFICATION_KEY_SHA256();
        bool insecure = IExportedVerifier(verifier).INSECURE_DEVELOPMENT_KEY();
        keyId = keyIdOf(circuit, keyHash);
        require(_verifiers[keyId].verifier == address(0), KeyRegistered());
        _verifiers[keyId] = Verifier(verifier, signals, insecure, selector);
        emit VerifierRegistered(keyId, circuit, keyHash, verifier, verifier.codehash, insecure);
    }

    /// @inheritdoc IProofVerifiers
    function verify(
        bytes32 keyId,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool) {
        Verifier memory entry = _verifiers[keyId];
        require(entry.verifier != address(0), KeyNotRegistered(keyId));
        require(signals.length == entry.signals, SignalCountWrong());
        bytes memory answer = Address.functionStaticCall(
            entry.verifier,
            abi.encodePacked(entry.selector, proof, signals)
        );
        return abi.decode(answer, (bool));
    }

    /// @inheritdoc IProofVerifiers
    function verifierOf(bytes32 keyId) external view returns (address verifier, bool insecure) {
        Verifier memory entry = _verifiers[keyId];
        require(entry.verifier != address(0), KeyNotRegistered(keyId));
        return (entry.verifier, entry.insecure);
    }

    /// @inheritdoc IProofVerifiers
    function keyIdOf(string calldata circuit, bytes32 keyHash) public pure returns (bytes32) {
        return keccak256(abi.encode(circuit, keyHash));
    }

    /// An exported verifier refuses points at infinity with an error of its own. One that takes another number
    /// of signals has no such function, so a wrong number is noticed here and not on the first vote.
    function _checkRefusal(address verifier, bytes4 selector, uint8 signals) private view {
        uint256[8] memory infinity;
        bytes memory call = abi.encodePacked(selector, infinity, new uint256[](signals));
        (bool answered, bytes memory data) = verifier.staticcall(call);
        require(!answered && data.length == 4, NotAnExportedVerifier());
    }

    /// Of `verifyProof(uint256[8],uint256[signals])`, whose arguments are encoded in place, one after another.
    function _selector(uint8 signals) private pure returns (bytes4) {
        return
            bytes4(
                keccak256(
                    abi.encodePacked(
                        "verifyProof(uint256[8],uint256[",
                        Strings.toString(signals),
                        "])"
                    )
                )
            );
    }
}
