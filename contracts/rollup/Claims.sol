// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IRollup} from "./IRollup.sol";

/// Money that the contract owes. Nobody is paid in passing: each fetches what is theirs, so that no receiver
/// can stand in the way of anyone else. What is not owed is a bond that is still at stake.
abstract contract Claims is IRollup {
    /// Wei that an account may withdraw.
    mapping(address account => uint256 amount) public claims;

    /// Pays the caller all that it is owed.
    function withdraw(address payable to) external {
        uint256 amount = claims[msg.sender];
        require(amount > 0, NothingToWithdraw());
        claims[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(to, amount);
    }

    function _credit(address account, uint256 amount) internal {
        claims[account] += amount;
        emit Credited(account, amount);
    }

    /// Takes money out of the world, so that nobody gets back what they lose by challenging themselves.
    function _burn(uint256 amount) internal {
        emit Burnt(amount);
        Address.sendValue(payable(address(0)), amount);
    }
}
