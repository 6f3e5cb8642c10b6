// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IRollup} from "./IRollup.sol";

/// Money that the contract owes. Nobody is paid in passing: each fetches what is theirs, so that no receiver
/// can stand in the way of anyone else. What is not owed is a bond that is still at stake, or burnt.
abstract contract Claims is IRollup {
    /// Wei that an account may withdraw.
    mapping(address account => uint256 amount) public claims;
    /// Wei that stays here forever and belongs to nobody.
    uint256 public burnt;

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

    /// Leaves money to nobody, so that nobody gets back what they lose by challenging themselves. It is not
    /// sent to address 0: chains that forbid that would refuse every challenge.
    function _burn(uint256 amount) internal {
        burnt += amount;
        emit Burnt(amount);
    }
}
