// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// What the setup writes into every verifier that it exports, besides `verifyProof`.
interface IExportedVerifier {
    /// SHA-256 of the verification key's file.
    function VERIFICATION_KEY_SHA256() external view returns (bytes32);

    /// Whether the key's secrets are public, so that anyone can forge proofs.
    function INSECURE_DEVELOPMENT_KEY() external view returns (bool);
}

/// The exported verifiers of the setup, found by circuit and key.
interface IProofVerifiers {
    event VerifierRegistered(
        bytes32 indexed keyId,
        string circuit,
        bytes32 keyHash,
        address indexed verifier,
        bytes32 codeHash,
        bool insecure
    );

    error CircuitMissing();
    error NotAnExportedVerifier();
    error KeyRegistered();
    error KeyNotRegistered(bytes32 keyId);
    error SignalCountWrong();

    /// Registers the verifier exported from a key. Only once for each key.
    /// @param circuit the instance's name, `census-7` say
    /// @param verifier a contract with `verifyProof(uint256[8] proof, uint256[signals] publicSignals)`
    /// @param signals how many public signals it takes
    /// @return keyId what a process names as its `censusKey`
    function register(
        string calldata circuit,
        address verifier,
        uint8 signals
    ) external returns (bytes32 keyId);

    /// Whether a proof is valid under a key. Reverts as the verifier does, on malformed points or signals.
    function verify(
        bytes32 keyId,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool);

    /// The verifier of a key, and whether it is a development key, whose proofs anyone can forge.
    function verifierOf(bytes32 keyId) external view returns (address verifier, bool insecure);

    /// @param keyHash SHA-256 of the verification key's file
    function keyIdOf(string calldata circuit, bytes32 keyHash) external pure returns (bytes32);
}
