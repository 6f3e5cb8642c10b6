// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// A price against spam. The contract's balance is the account: it takes no other money, and gives back
/// at once whatever is paid above the price.
abstract contract Priced is Ownable2Step {
    /// The wei that a new process costs.
    uint256 public processPrice;

    event ProcessPriceUpdated(uint256 price);
    event Withdrawn(address indexed to, uint256 amount);

    error PriceUnchanged();
    error InvalidRecipient();

    constructor(uint256 price) {
        processPrice = price;
        emit ProcessPriceUpdated(price);
    }

    /// Pays collected prices out. Works on a deactivated instance too, so that no money is locked in.
    /// @param to who gets the money; must take it
    /// @param amount in wei, at most the balance
    function withdraw(address payable to, uint256 amount) external onlyOwner {
        require(to != address(0), InvalidRecipient());
        emit Withdrawn(to, amount);
        Address.sendValue(to, amount);
    }

    function _setProcessPrice(uint256 price) internal {
        require(price != processPrice, PriceUnchanged());
        processPrice = price;
        emit ProcessPriceUpdated(price);
    }

    /// Returns what was paid above the price. The last step of a payable call.
    function _refund(uint256 excess) internal {
        if (excess > 0) Address.sendValue(payable(msg.sender), excess);
    }
}
