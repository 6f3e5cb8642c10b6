// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ORIGIN_ERC1155, ORIGIN_ERC20, ORIGIN_MINI_ME} from "../process/ProcessTypes.sol";
import {ITokenStorageProofs, StorageProof, TokenClaim} from "./ITokenStorageProofs.sol";
import {StateProofs} from "./StateProofs.sol";

/// Open to anyone, without an owner: a claim stands on its proof. The proved number must be the balance
/// that the token itself tells, so a wrong mapping is taken only if it happens to hold, or was made to hold,
/// the holder's very balance (somebody with 3 permits used and 3 wei of the token, say). Such an entry stands
/// beside the right one and takes nobody's place, since a process names the entry that it means.
///
/// Which words a claim can point at is bounded, so that nobody can aim it at a word of his own choice:
///   slots      Solidity gives them from 0 up, so a mapping's is small. keccak256(owner ‖ slot), where an
///              owner's allowances are, is not.
///   namespaces are computed here from their id, so they are no number of the caller's choice either.
///   token ids  that may be the address of an account are refused: keccak256(owner ‖ slot) again.
///   MiniMe     a checkpoint is at most 2^32 words after the start of the holder's list.
///   holders    below the largest slot are refused: keccak256(holder ‖ slot) could be a Vyper mapping's word.
contract TokenStorageProofs is ITokenStorageProofs {
    /// Slots of the plain layout. Real tokens need hundreds at most: 50 for each upgradeable parent.
    uint256 private constant SLOTS = 1 << 16;
    /// Slots of a namespace: ERC-7201 puts its start at a multiple of 2^8.
    uint256 private constant NAMESPACE_SLOTS = 1 << 8;
    uint256 private constant NAMESPACE_BYTES = 128;
    /// A holder has one checkpoint a block at most, so 2^32 are more than a chain will have in our time.
    uint256 private constant CHECKPOINTS = 1 << 32;
    /// Nobody finds the key of an address below 2^80; ids from there to 2^160 may be somebody's address.
    uint256 private constant ADDRESSES = 1 << 80;

    mapping(bytes32 entryId => bool isRegistered) private _registered;

    /// @inheritdoc ITokenStorageProofs
    function registerToken(TokenClaim calldata claim, StorageProof calldata proof) external {
        require(claim.token.code.length > 0, NotAToken());
        require(uint160(claim.holder) >= SLOTS, HolderReserved());
        uint256 position = balancePosition(claim.namespace, claim.slot);
        bytes32 id = _entryId(claim.token, claim.origin, position, claim.tokenId);
        require(!_registered[id], AlreadyRegistered());
        uint256 proved = provedBalance(claim, proof);
        require(proved > 0, BalanceZero());
        require(proved <= type(uint128).max, BalanceTooLarge(proved));
        uint256 told = _toldBalance(claim);
        require(proved == told, BalanceMismatch(proved, told));

        _registered[id] = true;
        emit TokenRegistered(
            claim.token,
            claim.origin,
            position,
            claim.tokenId,
            claim.namespace,
            claim.holder,
            proved
        );
    }

    /// @inheritdoc ITokenStorageProofs
    function isRegistered(
        address token,
        uint8 origin,
        uint256 position,
        uint256 tokenId
    ) external view returns (bool) {
        return _registered[_entryId(token, origin, position, tokenId)];
    }

    /// The balance that a storage proof shows, at the block of its header.
    function provedBalance(
        TokenClaim calldata claim,
        StorageProof calldata proof
    ) public view returns (uint256) {
        bytes32 slot = balanceSlot(claim);
        (bytes32 stateRoot, bool found) = StateProofs.stateRoot(proof.header);
        require(found, HeaderNotOfThisChain());
        bytes32 root = StateProofs.storageRoot(stateRoot, claim.token, proof.accountProof);
        uint256 value = StateProofs.slotValue(root, slot, proof.storageProof);
        if (claim.origin != ORIGIN_MINI_ME) return value;
        // A MiniMe checkpoint is {uint128 fromBlock, uint128 value} in one slot, the first one lowest.
        require(uint128(value) <= block.number, CheckpointNotPast());
        return value >> 128;
    }

    /// The storage slot of the claimed balance.
    ///   mapping          keccak256(holder ‖ position)
    ///   ERC-1155         keccak256(holder ‖ keccak256(id ‖ position))
    ///   MiniMe           keccak256(keccak256(holder ‖ position)) + index of the checkpoint
    function balanceSlot(TokenClaim calldata claim) public pure returns (bytes32) {
        uint256 position = balancePosition(claim.namespace, claim.slot);
        uint256 tokenId = claim.tokenId;
        require(
            claim.origin >= ORIGIN_ERC20 && claim.origin <= ORIGIN_MINI_ME,
            UnknownOrigin()
        );
        bool isMiniMe = claim.origin == ORIGIN_MINI_ME;
        require(claim.checkpoint < (isMiniMe ? CHECKPOINTS : 1), CheckpointOutOfRange());
        if (claim.origin == ORIGIN_ERC1155) {
            require(
                tokenId < ADDRESSES || tokenId > type(uint160).max,
                TokenIdMayBeAddress()
            );
            return keccak256(abi.encode(claim.holder, keccak256(abi.encode(tokenId, position))));
        }
        require(tokenId == 0, TokenIdUnexpected());
        bytes32 slot = keccak256(abi.encode(claim.holder, position));
        if (!isMiniMe) return slot;
        return bytes32(uint256(keccak256(abi.encode(slot))) + claim.checkpoint);
    }

    /// The position of a mapping: its slot, or that many slots after the start of an ERC-7201 namespace.
    function balancePosition(
        string calldata namespace,
        uint256 slot
    ) public pure returns (uint256) {
        uint256 length = bytes(namespace).length;
        require(length <= NAMESPACE_BYTES, NamespaceTooLong());
        require(slot < (length == 0 ? SLOTS : NAMESPACE_SLOTS), SlotOutOfRange());
        if (length == 0) return slot;
        uint256 hash = uint256(keccak256(bytes(namespace)));
        // A hash of 0, from which 1 cannot be taken, is nothing that anybody could find.
        return (uint256(keccak256(abi.encode(hash - 1))) & ~uint256(0xff)) + slot;
    }

    function _toldBalance(TokenClaim calldata claim) private view returns (uint256) {
        if (claim.origin == ORIGIN_ERC1155) {
            return IERC1155(claim.token).balanceOf(claim.holder, claim.tokenId);
        }
        return IERC20(claim.token).balanceOf(claim.holder);
    }

    function _entryId(
        address token,
        uint8 origin,
        uint256 position,
        uint256 tokenId
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(token, origin, position, tokenId));
    }
}
