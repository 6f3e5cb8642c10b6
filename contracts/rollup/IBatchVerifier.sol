// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// What the setup adds to a verifier that it exports for batches.
interface IBatchVerifier {
    /// How many public signals each proof has.
    function BATCH_SIGNALS() external view returns (uint256);

    /// Whether all the proofs show their statements, by one check of a random combination.
    function verifyProofs(
        uint256[8][] calldata proofs,
        uint256[5][] calldata publicSignals
    ) external view returns (bool valid);
}
