// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// The exported verifiers of the setup, found by circuit and key.
interface IProofVerifiers {
    event VerifierRegistered(
        bytes32 indexed keyId,
        string circuit,
        bytes32 keyHash,
        address indexed verifier,
        bytes32 codeHash
    );

    error CircuitMissing();
    error KeyHashMissing();
    error SignalCountMissing();
    error NotAContract();
    error KeyRegistered();
    error KeyNotRegistered(bytes32 keyId);
    error SignalCountWrong();

    /// Registers the verifier exported from a key. Once for each key, and for good.
    /// @param circuit the instance's name, `census-7` say
    /// @param keyHash the hash of the verification key, as the setup publishes it
    /// @param verifier a contract with `verifyProof(uint256[8] proof, uint256[signals] input)`
    /// @param signals how many public signals it takes
    /// @return keyId what a process names as its `censusKey`
    function register(
        string calldata circuit,
        bytes32 keyHash,
        address verifier,
        uint8 signals
    ) external returns (bytes32 keyId);

    /// Whether a proof holds under a key. Reverts as the verifier does, on malformed points or signals.
    function verify(
        bytes32 keyId,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool);

    function verifierOf(bytes32 keyId) external view returns (address);

    function keyIdOf(string calldata circuit, bytes32 keyHash) external pure returns (bytes32);
}
