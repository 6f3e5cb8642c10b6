// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRollupErrors} from "./IRollup.sol";
import {FIELD, Batch} from "./RollupTypes.sol";

/// The vector D that is shown in the clear, and its value at a point: y = Σ D_i · z^i modulo the field's order.
library BatchData {
    /// Where a Batch has its leaves: behind their place, bitmap, commitment, stateAfter, proof.
    uint256 private constant LEAVES = 12 * 32;

    /// Whether batches are in the calldata as every ABI encoder writes them: one after another right behind
    /// their offsets, each with its leaves right behind it. Solidity follows any other offset too, a negative
    /// one even, where the decoders of those who watch give up.
    /// @param start of the first offset, which the others count from
    /// @param slots leaves in each batch
    function isPlain(
        Batch[] calldata batches,
        uint256 start,
        uint256 slots
    ) internal pure returns (bool plain) {
        uint256 offset = 32 * batches.length;
        uint256 size = LEAVES + 32 + 32 * slots;
        // Solidity follows the offsets, and does not tell them.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            plain := eq(batches.offset, start)
            let end := add(start, offset)
            for {
                let at := start
            } lt(at, end) {
                at := add(at, 0x20)
                offset := add(offset, size)
            } {
                plain := and(plain, eq(calldataload(at), offset))
                plain := and(plain, eq(calldataload(add(start, offset)), LEAVES))
            }
        }
    }

    /// How many slots are filled: the real ones come first, and every leaf is a field element.
    function countVotes(uint256[] calldata leaves) internal pure returns (uint256 votes) {
        uint256 slots = leaves.length;
        bool canonical;
        // Sixty-four times in each batch: an index that is checked each time costs three times as much.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let r := FIELD // once: the optimizer would fetch the constant from the code each time
            canonical := 1
            for {
                let from := leaves.offset
            } lt(votes, slots) {
                votes := add(votes, 1)
                from := add(from, 0x20)
            } {
                let leaf := calldataload(from)
                if iszero(leaf) {
                    break
                }
                canonical := and(canonical, lt(leaf, r))
            }
        }
        require(canonical, IRollupErrors.NotCanonical());
        for (uint256 i = votes; i < slots; ++i) {
            require(leaves[i] == 0, IRollupErrors.SlotAfterEmpty(i));
        }
    }

    /// Reverts unless every element is a field element.
    function checkCanonical(uint256[] memory d) internal pure {
        for (uint256 i = 0; i < d.length; ++i) require(d[i] < FIELD, IRollupErrors.NotCanonical());
    }

    /// Writes leaves and bitmap before the parameters, which are already at the end of `d`.
    function fill(uint256[] memory d, uint256[] calldata leaves, uint256 bitmap) internal pure {
        uint256 slots = leaves.length;
        d[slots] = bitmap;
        // Solidity copies calldata arrays only into new ones, which would take new memory for each batch.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            calldatacopy(add(d, 0x20), leaves.offset, mul(slots, 0x20))
        }
    }

    /// `keccak256(previous ‖ leaves ‖ bitmap)`, which are the first `slots + 1` elements: so who signs it signs
    /// which ballots are opened, too.
    function chain(
        uint256[] memory d,
        uint256 slots,
        bytes32 previous
    ) internal pure returns (bytes32 hash) {
        // For a moment, the previous hash is in the place of the list's length, right before the leaves.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let length := mload(d)
            mstore(d, previous)
            hash := keccak256(d, mul(add(slots, 2), 0x20))
            mstore(d, length)
        }
    }

    /// keccak256 of the elements, 32 bytes each.
    function digest(uint256[] memory d) internal pure returns (bytes32 hash) {
        // abi.encodePacked would copy the list first.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            hash := keccak256(add(d, 0x20), mul(mload(d), 0x20))
        }
    }

    /// `Σ d[i] · z^i`, by Horner's rule from the last element down.
    function evaluate(uint256[] memory d, uint256 z) internal pure returns (uint256 y) {
        // A quarter of what Solidity's own loop costs: no index is checked, and four elements are taken at a
        // time.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let r := FIELD // see countVotes
            let first := add(d, 0x20)
            let next := add(first, mul(mload(d), 0x20))
            for {
                let rest := add(first, mul(and(mload(d), not(3)), 0x20))
            } gt(next, rest) {} {
                next := sub(next, 0x20)
                y := addmod(mulmod(y, z, r), mload(next), r)
            }
            for {} gt(next, first) {} {
                next := sub(next, 0x80)
                y := addmod(mulmod(y, z, r), mload(add(next, 0x60)), r)
                y := addmod(mulmod(y, z, r), mload(add(next, 0x40)), r)
                y := addmod(mulmod(y, z, r), mload(add(next, 0x20)), r)
                y := addmod(mulmod(y, z, r), mload(next), r)
            }
        }
    }

    /// The first 248 bits of a hash: always a field element.
    function toField(bytes32 hash) internal pure returns (uint256) {
        return uint256(hash) >> 8;
    }
}
