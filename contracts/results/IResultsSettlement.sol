// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// What a contract that proves results implements. A process names it when it is made; from then on no
/// oracle's word counts for its results, only this contract's.
interface IResultsSettlement {
    /// The results of a process once they are final: proved, and past every challenge.
    /// @return tallyHash `keccak256(abi.encodePacked(tally))`, the tally as in IResults; 0 while not final
    /// @return votingHeight the voting chain's height that the count speaks for; it must be at or past the
    ///   process's end unless its entity has ended it
    function provenTally(
        bytes32 processId
    ) external view returns (bytes32 tallyHash, uint64 votingHeight);

    /// Whether voting is over and results are being made: from then on a process's entity can neither cancel nor
    /// pause it.
    function isCounting(bytes32 processId) external view returns (bool);
}
