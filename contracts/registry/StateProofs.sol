// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// EIP-1186 proofs, step by step: a header to its state root, an account to its storage root, a slot to
/// its value. Paths in both tries are keccak256 of the key; malformed proofs revert with the errors of
/// OpenZeppelin's TrieProof and RLP. Those read numbers with leading zeros, and leave bytes after an item
/// unread; this contract checks that accounts and values are in canonical form.
library StateProofs {
    using Memory for Memory.Slice;

    /// Position of the storage root in an account: [nonce, balance, storageRoot, codeHash].
    uint256 private constant STORAGE_ROOT = 2;
    uint256 private constant ACCOUNT_FIELDS = 4;
    /// A 32-byte string in RLP: its prefix and itself.
    uint256 private constant WORD_ITEM = 33;

    error MalformedAccount();
    error MalformedValue();

    /// The state root of a block of this chain, at most 8,191 blocks old where EIP-2935 is active, else 256.
    /// @return root the state root
    /// @return found false if the header is not of a block whose hash is still known
    function stateRoot(bytes memory header) internal view returns (bytes32 root, bool found) {
        Memory.Slice[] memory fields = BlockHeader.parseHeader(header);
        found = BlockHeader.verifyBlockHeader(fields, keccak256(header));
        root = BlockHeader.getStateRoot(fields);
    }

    /// The storage root of an account that exists under a state root.
    function storageRoot(
        bytes32 root,
        address account,
        bytes[] memory proof
    ) internal pure returns (bytes32) {
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(account)));
        bytes memory value = TrieProof.traverse(root, key, proof);
        Memory.Slice[] memory fields = RLP.decodeList(value);
        require(
            fields.length == ACCOUNT_FIELDS && fields[STORAGE_ROOT].length() == WORD_ITEM,
            MalformedAccount()
        );
        return RLP.readBytes32(fields[STORAGE_ROOT]);
    }

    /// The value of a slot that is not zero, under a storage root.
    function slotValue(
        bytes32 root,
        bytes32 slot,
        bytes[] memory proof
    ) internal pure returns (uint256 value) {
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(slot)));
        bytes memory item = TrieProof.traverse(root, key, proof);
        value = RLP.decodeUint256(item);
        require(value > 0 && keccak256(RLP.encode(value)) == keccak256(item), MalformedValue());
    }
}
