// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// Bytes kept as the code of a contract of their own: 200 gas a byte, where storage takes about 690. The
/// code starts with STOP, so that nothing happens when it is called.
library Blob {
    /// The most that fits under EIP-170's limit of 24,576 bytes of code.
    uint256 internal constant MAX_BYTES = 24_575;

    error BlobTooLarge();
    error BlobNotStored();

    function store(bytes memory data) internal returns (address blob) {
        require(data.length <= MAX_BYTES, BlobTooLarge());
        // PUSH2 size, DUP1, PUSH1 10, 0, CODECOPY, 0, RETURN: ten bytes that return what follows them
        bytes memory init = abi.encodePacked(
            hex"61",
            uint16(data.length + 1),
            hex"80600a3d393df300",
            data
        );
        // Solidity has no way to create a contract from given bytes.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            blob := create(0, add(init, 0x20), mload(init))
        }
        require(blob != address(0), BlobNotStored());
    }

    /// The words of a blob that was stored as `abi.encodePacked(uint256[])`.
    function words(address blob) internal view returns (uint256[] memory list) {
        uint256 size = blob.code.length - 1;
        list = new uint256[](size / 32);
        // Nor to copy code, less its first byte, straight into an array of words.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            extcodecopy(blob, add(list, 0x20), 1, size)
        }
    }
}
