// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// A claim about where a token keeps its balances, shown on one holder at one block.
struct TokenClaim {
    address token;
    uint8 origin; // 11 ERC-20, 12 ERC-721, 13 ERC-1155, 14 ERC-777, 15 MiniMe
    uint256 position; // storage slot of the mapping from holders to balances
    uint256 detail; // ERC-1155: the token id; MiniMe: the index of the holder's last checkpoint; else 0
    address holder;
}

/// An `eth_getProof` answer with the block header that it hangs on.
struct StorageProof {
    bytes header; // RLP
    bytes[] accountProof;
    bytes[] storageProof;
}

/// Tokens whose holders can be a census.
interface ITokenStorageProofs {
    event TokenRegistered(
        address indexed token,
        uint8 indexed origin,
        uint256 position,
        uint256 tokenId,
        address indexed holder,
        uint256 balance
    );

    error NotAToken();
    error UnknownOrigin();
    error DetailUnexpected();
    error BalanceZero();
    error BalanceMismatch(uint256 proved, uint256 told);
    error LargerBalanceNeeded(uint256 balance);
    error HeaderNotOfThisChain();

    /// Registers a token as one of an origin, or replaces that entry on a larger balance.
    function registerToken(TokenClaim calldata claim, StorageProof calldata proof) external;

    /// Whether a token is registered as one of this origin, and where it keeps its balances.
    function census(
        address token,
        uint8 origin
    ) external view returns (bool registered, uint256 position);
}
