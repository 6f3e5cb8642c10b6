// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// The least that a rollup may be opened with, and how its bond grows. docs/rollup.md gives the reasons.

// Blocks of every window: two epochs of Ethereum, so that no window is shorter than finality. A party that makes
// half of the blocks keeps a transaction out of all 64 with probability 2^-64.
uint32 constant LEAST_WINDOW = 64;

// Wei of a demand's bond: the gas of an answer, below 500,000, at 2 gwei.
uint128 constant LEAST_DEMAND_BOND = 0.001 ether;

// The poster's bond is at least so many demands' bonds. The demander gets half of it: so ten demands of which
// one is right cost nothing.
uint256 constant LEAST_BOND_RATIO = 20;

// Each void turn doubles the bond of the next one, so many times.
uint256 constant BOND_DOUBLINGS = 6;
