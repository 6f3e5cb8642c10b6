// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRollupErrors} from "./IRollup.sol";
import {FIELD} from "./RollupTypes.sol";

/// The vector D that is shown in the clear, and its value at a point: y = Σ D_i · z^i modulo the field's order.
library BatchData {
    /// How many slots are filled: the real ones come first, and every leaf is a field element.
    function countVotes(uint256[] calldata leaves) internal pure returns (uint256 votes) {
        uint256 slots = leaves.length;
        while (votes < slots && leaves[votes] != 0) {
            require(leaves[votes] < FIELD, IRollupErrors.NotCanonical());
            unchecked {
                ++votes;
            }
        }
        for (uint256 i = votes; i < slots; ++i) {
            require(leaves[i] == 0, IRollupErrors.SlotAfterEmpty(i));
        }
    }

    /// Reverts unless every element is a field element.
    function checkCanonical(uint256[] memory d) internal pure {
        for (uint256 i = 0; i < d.length; ++i) require(d[i] < FIELD, IRollupErrors.NotCanonical());
    }

    /// Writes leaves and bitmap before the parameters, which stand at the end of `d` already.
    function fill(uint256[] memory d, uint256[] calldata leaves, uint256 bitmap) internal pure {
        uint256 slots = leaves.length;
        d[slots] = bitmap;
        // Solidity copies calldata arrays only into new ones, which would take memory anew for each batch.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            calldatacopy(add(d, 0x20), leaves.offset, mul(slots, 0x20))
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
        // A third of what Solidity's own loop costs, which checks each index.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let first := add(d, 0x20)
            for {
                let at := add(first, mul(mload(d), 0x20))
            } gt(at, first) {} {
                at := sub(at, 0x20)
                y := addmod(mulmod(y, z, FIELD), mload(at), FIELD)
            }
        }
    }

    /// The first 248 bits of a hash: always a field element.
    function toField(bytes32 hash) internal pure returns (uint256) {
        return uint256(hash) >> 8;
    }
}
