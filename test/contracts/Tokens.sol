// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// Balances at slot 0, allowances at 1.
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

/// Balances at slot 3, and a mapping at 6 that anyone counts up for themselves.
contract TestERC721 is ERC721 {
    mapping(address visitor => uint256) public visits;

    constructor() ERC721("Test", "TST") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }

    function visit() external {
        visits[msg.sender] += 1;
    }
}

/// Balances at slot 0, approvals of operators at 1.
contract TestERC1155 is ERC1155 {
    constructor() ERC1155("") {}

    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount, "");
    }
}

/// Answers as an ERC-1155, and has allowances of amounts at slot 1.
contract TestHybrid {
    mapping(uint256 id => mapping(address holder => uint256)) private _balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 id, uint256 amount) external {
        _balances[id][to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function balanceOf(address holder, uint256 id) external view returns (uint256) {
        return _balances[id][holder];
    }
}

/// The storage of MiniMe: balances at slot 8, allowances at 9. At 10 lists that anyone writes for themselves.
contract TestMiniMe {
    struct Checkpoint {
        uint128 fromBlock;
        uint128 value;
    }

    uint256[8] private _before;
    mapping(address holder => Checkpoint[]) private _balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address writer => Checkpoint[]) private _notes;

    function mint(address to, uint128 amount) external {
        uint128 held = uint128(balanceOf(to));
        _balances[to].push(Checkpoint(uint128(block.number), held + amount));
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function note(uint128 fromBlock, uint128 value) external {
        _notes[msg.sender].push(Checkpoint(fromBlock, value));
    }

    function balanceOf(address holder) public view returns (uint256) {
        Checkpoint[] storage points = _balances[holder];
        return points.length == 0 ? 0 : points[points.length - 1].value;
    }
}

/// A token that keeps its balances in an ERC-7201 namespace, as upgradeable tokens do.
contract TestNamespacedToken {
    bytes32 private immutable _slot;

    constructor(string memory namespace, uint256 slot) {
        uint256 id = uint256(keccak256(bytes(namespace))) - 1;
        bytes32 start = keccak256(abi.encode(id)) & ~bytes32(uint256(0xff));
        _slot = bytes32(uint256(start) + slot);
    }

    function mint(address to, uint256 amount) external {
        _balances()[to] += amount;
    }

    function balanceOf(address holder) external view returns (uint256) {
        return _balances()[holder];
    }

    function _balances() private view returns (mapping(address => uint256) storage balances) {
        bytes32 slot = _slot;
        assembly {
            balances.slot := slot
        }
    }
}

/// A word for each holder at slot 2, of which the balance is some of the bits: `word >> shift`, cut to `bits`.
contract TestPackedToken {
    uint256[2] private _before;
    mapping(address holder => uint256) private _words;
    uint256 private immutable _shift;
    uint256 private immutable _bits;

    constructor(uint256 shift, uint256 bits) {
        _shift = shift;
        _bits = bits;
    }

    function mint(address to, uint256 word) external {
        _words[to] = word;
    }

    function balanceOf(address holder) external view returns (uint256) {
        return (_words[holder] >> _shift) & ((1 << _bits) - 1);
    }
}

/// The same for each id of an ERC-1155, at slot 0.
contract TestPackedMulti {
    mapping(uint256 id => mapping(address holder => uint256)) private _words;
    uint256 private immutable _shift;
    uint256 private immutable _bits;

    constructor(uint256 shift, uint256 bits) {
        _shift = shift;
        _bits = bits;
    }

    function mint(address to, uint256 id, uint256 word) external {
        _words[id][to] = word;
    }

    function balanceOf(address holder, uint256 id) external view returns (uint256) {
        return (_words[id][holder] >> _shift) & ((1 << _bits) - 1);
    }
}

/// Shares at slot 1, in their low half, with an index in the high one; balances follow from what is pooled.
contract TestSharesToken {
    uint256 public pooled;
    mapping(address holder => uint256) private _words;
    uint256 private _total;

    function mint(address to, uint128 shares, uint128 index) external {
        _words[to] = (uint256(index) << 128) | shares;
        _total += shares;
    }

    function setPooled(uint256 amount) external {
        pooled = amount;
    }

    function balanceOf(address holder) external view returns (uint256) {
        return (uint256(uint128(_words[holder])) * pooled) / _total;
    }
}

/// Balances under keys that other compilers and libraries compute: keccak256(first ‖ second) of two words.
abstract contract TestOtherKeys {
    function _add(bytes32 key, uint256 amount) internal {
        assembly {
            sstore(key, add(sload(key), amount))
        }
    }

    function _load(bytes32 key) internal view returns (uint256 value) {
        assembly {
            value := sload(key)
        }
    }
}

/// An ERC-20 as Vyper lays it out, at slot 3: the slot is hashed before the key.
contract TestVyperERC20 is TestOtherKeys {
    function mint(address to, uint256 amount) external {
        _add(_key(to), amount);
    }

    function balanceOf(address holder) external view returns (uint256) {
        return _load(_key(holder));
    }

    function _key(address holder) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(3), holder));
    }
}

/// An ERC-1155 as Vyper lays it out, at slot 3.
contract TestVyperERC1155 is TestOtherKeys {
    function mint(address to, uint256 id, uint256 amount) external {
        _add(_key(to, id), amount);
    }

    function balanceOf(address holder, uint256 id) external view returns (uint256) {
        return _load(_key(holder, id));
    }

    function _key(address holder, uint256 id) private pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(abi.encode(uint256(3), id)), holder));
    }
}

/// An ERC-20 under the keys of Solady's: keccak256(holder's 20 bytes ‖ 8 zero bytes ‖ a seed of 4 bytes).
contract TestSoladyERC20 is TestOtherKeys {
    function mint(address to, uint256 amount) external {
        _add(_key(to), amount);
    }

    function balanceOf(address holder) external view returns (uint256) {
        return _load(_key(holder));
    }

    function _key(address holder) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(holder, uint64(0), bytes4(0x87a211a2)));
    }
}

/// An ERC-721 under the keys of Solady's: the balance in the low 32 bits, and beside it what the token likes.
contract TestSoladyERC721 is TestOtherKeys {
    function mint(address to, uint256 word) external {
        _add(_key(to), word);
    }

    function balanceOf(address holder) external view returns (uint256) {
        return uint32(_load(_key(holder)));
    }

    function _key(address holder) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(holder, bytes4(0x0a5a2e7a), uint32(0)));
    }
}

/// An ERC-1155 under the keys of Solady's: keccak256(id ‖ holder's 20 bytes ‖ 4 zero bytes ‖ a seed of 8 bytes).
contract TestSoladyERC1155 is TestOtherKeys {
    function mint(address to, uint256 id, uint256 amount) external {
        _add(_key(to, id), amount);
    }

    function balanceOf(address holder, uint256 id) external view returns (uint256) {
        return _load(_key(holder, id));
    }

    function _key(address holder, uint256 id) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(id, holder, uint32(0), bytes8(0x9a31110384e0b0c9)));
    }
}

/// An ERC-1155 that maps holders to ids, as solmate's does.
contract TestHolderFirst {
    mapping(address holder => mapping(uint256 id => uint256)) public balanceOf;

    function mint(address to, uint256 id, uint256 amount) external {
        balanceOf[to][id] += amount;
    }
}

/// Members hold 1 each: beside the balances at slot 1, flags at 0 and a list of one at 2 say the same.
contract TestMembership {
    mapping(address holder => bool) private _isMember;
    mapping(address holder => uint256) public balanceOf;
    mapping(address holder => uint256[]) private _cards;

    function mint(address to, uint256 amount) external {
        _isMember[to] = true;
        balanceOf[to] = amount;
        _cards[to] = [amount];
    }
}

/// Says that everybody holds 0.
contract TestEmptyToken {
    function balanceOf(address) external pure returns (uint256) {
        return 0;
    }
}
