// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// A claim about where a token keeps its balances, shown on one holder at one block.
struct TokenClaim {
    address token;
    uint8 origin; // 11 ERC-20, 12 ERC-721, 13 ERC-1155, 14 ERC-777, 15 MiniMe
    string namespace; // ERC-7201 id of the struct that has the mapping; empty for the plain layout
    uint256 slot; // of the mapping: below 2^16, or counted from the namespace's start and below 2^8
    uint256 tokenId; // ERC-1155: whose balances vote; else 0
    uint256 checkpoint; // MiniMe: index of the holder's last checkpoint, below 2^32; else 0
    address holder;
}

/// An `eth_getProof` answer with the block header that it hangs on.
struct StorageProof {
    bytes header; // RLP
    bytes[] accountProof;
    bytes[] storageProof;
}

/// Tokens whose holders can be a census. An entry is (token, origin, position, token id): there are as many
/// of a token as were proved, and none is ever changed or removed. A process names its entry.
interface ITokenStorageProofs {
    /// @param position of the mapping: `slot`, or where the namespace begins plus `slot`
    event TokenRegistered(
        address indexed token,
        uint8 indexed origin,
        uint256 position,
        uint256 tokenId,
        string namespace,
        address indexed holder,
        uint256 balance
    );

    error NotAToken();
    error UnknownOrigin();
    error NamespaceTooLong();
    error SlotOutOfRange();
    error TokenIdUnexpected();
    error TokenIdMayBeAddress();
    error CheckpointOutOfRange();
    error CheckpointNotPast();
    error HolderReserved();
    error AlreadyRegistered();
    error BalanceZero();
    error BalanceTooLarge(uint256 balance);
    error BalanceMismatch(uint256 proved, uint256 told);
    error HeaderNotOfThisChain();

    /// Registers an entry permanently. Anyone may.
    function registerToken(TokenClaim calldata claim, StorageProof calldata proof) external;

    /// Whether an entry was registered.
    function isRegistered(
        address token,
        uint8 origin,
        uint256 position,
        uint256 tokenId
    ) external view returns (bool);
}
