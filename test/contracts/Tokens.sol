// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

contract TestERC20 is ERC20Permit {
    constructor() ERC20("Test", "TST") ERC20Permit("Test") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// Uses up a permit, so that a mapping other than the balances holds a number for the caller.
    function useNonce() external {
        _useNonce(msg.sender);
    }
}

contract TestERC721 is ERC721 {
    constructor() ERC721("Test", "TST") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}

contract TestERC1155 is ERC1155 {
    constructor() ERC1155("") {}

    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount, "");
    }
}

/// The storage of MiniMe's balances, at its position 8, without the rest of the token.
contract TestMiniMe {
    struct Checkpoint {
        uint128 fromBlock;
        uint128 value;
    }

    uint256[8] private _before;
    mapping(address holder => Checkpoint[]) private _balances;

    function mint(address to, uint128 amount) external {
        uint128 held = uint128(balanceOf(to));
        _balances[to].push(Checkpoint(uint128(block.number), held + amount));
    }

    function balanceOf(address holder) public view returns (uint256) {
        Checkpoint[] storage points = _balances[holder];
        return points.length == 0 ? 0 : points[points.length - 1].value;
    }
}

/// A token that keeps its balances where OpenZeppelin's upgradeable ERC-20 does (EIP-7201).
contract TestNamespacedERC20 {
    bytes32 private constant SLOT =
        keccak256(abi.encode(uint256(keccak256("openzeppelin.storage.ERC20")) - 1)) &
            ~bytes32(uint256(0xff));

    function mint(address to, uint256 amount) external {
        _balances()[to] += amount;
    }

    function balanceOf(address holder) external view returns (uint256) {
        return _balances()[holder];
    }

    function _balances() private pure returns (mapping(address => uint256) storage balances) {
        bytes32 slot = SLOT;
        assembly {
            balances.slot := slot
        }
    }
}
