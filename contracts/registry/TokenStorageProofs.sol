// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ORIGIN_ERC1155, ORIGIN_ERC20, ORIGIN_MINI_ME} from "../process/ProcessTypes.sol";
import {ITokenStorageProofs, StorageProof, TokenClaim} from "./ITokenStorageProofs.sol";
import {StateProofs} from "./StateProofs.sol";

/// Open to anyone, without an owner: a claim stands on its proof. The proved number must be the balance
/// that the token itself tells, so a wrong mapping passes only if it happens to hold, or was made to hold,
/// the holder's very balance (somebody with 3 permits used and 3 wei of the token, say). Hence an entry
/// can be replaced on a larger proved balance, which any larger holder can do and a forger cannot undo.
/// A process keeps the position that stood when it was made (event TokenCensus).
contract TokenStorageProofs is ITokenStorageProofs {
    struct Token {
        uint256 position;
        uint256 tokenId;
        uint256 balance;
    }

    /// The largest balance proved of each token, and where it was found. By origin too, since nothing stops
    /// a token from being registered as a kind that it is not.
    mapping(address token => mapping(uint8 origin => Token entry)) public tokens;

    /// @inheritdoc ITokenStorageProofs
    function registerToken(TokenClaim calldata claim, StorageProof calldata proof) external {
        require(claim.token.code.length > 0, NotAToken());
        uint256 told = _toldBalance(claim);
        uint256 proved = provedBalance(claim, proof);
        require(proved > 0, BalanceZero());
        require(proved == told, BalanceMismatch(proved, told));
        Token storage token = tokens[claim.token][claim.origin];
        require(proved > token.balance, LargerBalanceNeeded(token.balance));

        uint256 tokenId = claim.origin == ORIGIN_ERC1155 ? claim.detail : 0;
        token.position = claim.position;
        token.tokenId = tokenId;
        token.balance = proved;
        emit TokenRegistered(
            claim.token,
            claim.origin,
            claim.position,
            tokenId,
            claim.holder,
            proved
        );
    }

    /// @inheritdoc ITokenStorageProofs
    function census(
        address token,
        uint8 origin
    ) external view returns (bool registered, uint256 position) {
        Token storage entry = tokens[token][origin];
        return (entry.balance > 0, entry.position);
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
        // A MiniMe checkpoint is {uint128 fromBlock, uint128 value} in one slot, the first one lowest.
        return claim.origin == ORIGIN_MINI_ME ? value >> 128 : value;
    }

    /// The storage slot that holds the claimed balance.
    ///   mapping          keccak256(holder ‖ position)
    ///   ERC-1155         keccak256(holder ‖ keccak256(id ‖ position))
    ///   MiniMe           keccak256(keccak256(holder ‖ position)) + index of the checkpoint
    function balanceSlot(TokenClaim calldata claim) public pure returns (bytes32) {
        require(
            claim.origin >= ORIGIN_ERC20 && claim.origin <= ORIGIN_MINI_ME,
            UnknownOrigin()
        );
        if (claim.origin == ORIGIN_ERC1155) {
            bytes32 inner = keccak256(abi.encode(claim.detail, claim.position));
            return keccak256(abi.encode(claim.holder, inner));
        }
        bytes32 slot = keccak256(abi.encode(claim.holder, claim.position));
        if (claim.origin != ORIGIN_MINI_ME) {
            require(claim.detail == 0, DetailUnexpected());
            return slot;
        }
        return bytes32(uint256(keccak256(abi.encode(slot))) + claim.detail);
    }

    function _toldBalance(TokenClaim calldata claim) private view returns (uint256) {
        if (claim.origin == ORIGIN_ERC1155) {
            return IERC1155(claim.token).balanceOf(claim.holder, claim.detail);
        }
        return IERC20(claim.token).balanceOf(claim.holder);
    }
}
