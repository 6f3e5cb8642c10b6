// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// Flags, origins, statuses and structs of a process. docs/process.md says what each means to whom.

uint8 constant MODE_AUTO_START = 1 << 0;
uint8 constant MODE_INTERRUPTIBLE = 1 << 1;
uint8 constant MODE_DYNAMIC_CENSUS = 1 << 2;
uint8 constant MODE_ENCRYPTED_METADATA = 1 << 3;
uint8 constant MODE_PRE_REGISTER = 1 << 4;
uint8 constant MODE_KNOWN = (1 << 5) - 1;

uint8 constant ENVELOPE_SERIAL = 1 << 0;
uint8 constant ENVELOPE_ANONYMOUS = 1 << 1;
uint8 constant ENVELOPE_ENCRYPTED_VOTES = 1 << 2;
uint8 constant ENVELOPE_UNIQUE_VALUES = 1 << 3;
uint8 constant ENVELOPE_COST_FROM_WEIGHT = 1 << 4;
uint8 constant ENVELOPE_KNOWN = (1 << 5) - 1;

// The origins leave gaps, which an enum cannot, so they are plain numbers.
uint8 constant ORIGIN_TREE = 1;
uint8 constant ORIGIN_TREE_WEIGHTED = 2;
uint8 constant ORIGIN_CA = 3;
uint8 constant ORIGIN_ERC20 = 11;
uint8 constant ORIGIN_ERC721 = 12;
uint8 constant ORIGIN_ERC1155 = 13;
uint8 constant ORIGIN_ERC777 = 14;
uint8 constant ORIGIN_MINI_ME = 15;

/// The status of a process. ENDED, CANCELED and RESULTS are final, except for ENDED → RESULTS.
enum Status {
    READY,
    ENDED,
    CANCELED,
    PAUSED,
    RESULTS
}

/// What the creator of a process declares.
struct ProcessParams {
    uint8 mode;
    uint8 envelopeType;
    uint8 censusOrigin;
    address token; // EVM origins: the token whose holders vote, and the process's entity; zero otherwise
    uint32 startBlock; // voting-chain block; 1 with auto start means "as soon as possible"
    uint32 blockCount; // voting-chain blocks; 0 means until the entity ends it
    uint8 questionCount; // 1..255
    uint8 maxCount; // fields in a ballot, 1..100
    uint8 maxValue; // each field is 0..maxValue
    uint8 maxVoteOverwrites;
    uint16 maxTotalCost; // 0 means no limit
    uint16 costExponent; // in ten-thousandths: 10000 is 1
    uint256 evmBlockHeight; // EVM origins: the block whose balances vote; zero otherwise
    uint256 balancePosition; // EVM origins: which registered entry of the token; zero otherwise
    uint256 tokenId; // ERC-1155: whose balances vote; zero otherwise
    bytes32 censusKey; // anonymous: the key that votes are proved under, as the ProofVerifiers' keyId
    address settlement; // the contract that proves the results; zero: oracles report them
    bytes32 paramsSignature;
    string metadata; // content URI
    string censusRoot; // hex: Merkle root, or the authority's public key, or the token's storage root
    string censusUri; // content URI of the exported tree
}

/// What is stored of a process. The numbers that rules look at share the first slot.
struct Process {
    uint8 mode;
    uint8 envelopeType;
    uint8 censusOrigin;
    Status status;
    bool started; // it has been READY, now or before
    uint8 questionIndex;
    uint8 questionCount;
    uint8 maxCount;
    uint8 maxValue;
    uint8 maxVoteOverwrites;
    uint16 maxTotalCost;
    uint16 costExponent;
    uint32 startBlock;
    uint32 blockCount;
    uint64 evmBlockHeight;
    address entity;
    address settlement;
    uint256 balancePosition;
    uint256 tokenId;
    bytes32 censusKey;
    bytes32 paramsSignature;
    string metadata;
    string censusRoot;
    string censusUri;
}

/// What settling the results of a process needs to know of it, without its texts.
struct ProcessTerms {
    Status status;
    uint8 envelopeType;
    uint8 questionCount;
    uint8 maxCount;
    uint8 maxValue;
    uint64 endBlock; // startBlock + blockCount; 0 when only the entity can end it
    address settlement;
}
