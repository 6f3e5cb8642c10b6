// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcesses} from "../process/IProcesses.sol";
import {IGenesis} from "../registry/IGenesis.sol";
import {IProofVerifiers} from "../registry/IProofVerifiers.sol";
import {Declaration, Instance, Terms} from "./RollupTypes.sol";

/// Where rollups are opened: what each is declared with, fixed from then on.
interface IRollupBook {
    event RollupOpened(
        bytes32 indexed processId,
        Terms terms,
        uint256[] params
    );

    error NotEntity();
    error AlreadyOpen();
    error NotOpen();
    error NotSettledHere();
    error ProcessStarted();
    error ProcessOver();
    error KindNotCounted();
    error CensusRootMalformed();
    error UnknownInstance();
    error BallotTooLarge();
    error NotABatchVerifier();
    error NotACensusKey();
    error WindowTooShort(uint256 least);
    error ClosingNotAhead();
    error DemandBondTooSmall(uint256 least);
    error PosterBondTooSmall(uint256 least);
    error TooFewOracles();
    error SignaturesBelowQuorum(uint256 quorum);
    error SealedVotesNeedOracles();
    error CostTableWrong();

    /// Opens the rollup of a process that names a rollup contract of this book as its settlement. Only by its
    /// entity, and only while the process has never been READY: so no vote of it can have been cast.
    function openRollup(bytes32 processId, Declaration calldata declaration) external;

    /// What was fixed when the rollup was opened; reverts if it was not.
    function termsOf(bytes32 processId) external view returns (Terms memory);

    /// The block at which voting is taken to be over; 0 while no rollup is open.
    function closingOf(bytes32 processId) external view returns (uint256);

    /// The process parameters as the circuit takes them: scope, maxCount, maxValue, uniqueValues,
    /// costFromWeight, hasLimit, limit, costs of the values.
    function paramsOf(bytes32 processId) external view returns (uint256[] memory);

    /// One of the sizes of the tally circuits that rollups may be opened with.
    function instance(uint256 index) external view returns (Instance memory);

    /// The process contract whose processes, and those before it, are counted.
    function processes() external view returns (IProcesses);

    /// Where the oracles are listed.
    function genesis() external view returns (IGenesis);

    /// The verifiers that keys are looked up in.
    function verifiers() external view returns (IProofVerifiers);
}
