// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// Poseidon of three field elements, as circomlibjs generates it. It reduces what it is given: callers check.
interface IPoseidon3 {
    function poseidon(uint256[3] calldata inputs) external pure returns (uint256);
}

/// Poseidon of four field elements.
interface IPoseidon4 {
    function poseidon(uint256[4] calldata inputs) external pure returns (uint256);
}
