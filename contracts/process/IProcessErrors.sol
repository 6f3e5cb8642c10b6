// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// The custom error of each rule on a process, in the order in which the rules are tried.
interface IProcessErrors {
    // Deployment.
    error InvalidTokens();
    error InvalidResults();

    // Parameters: what they show without other state.
    error UnknownModeFlags();
    error UnknownEnvelopeFlags();
    error UnknownCensusOrigin();
    error StartBlockMissing();
    error BlockCountMissing();
    error QuestionCountMissing();
    error MaxCountOutOfRange();
    error MetadataMissing();
    error CensusRootMissing();
    error CensusUriMissing();
    error PreRegisterNeedsAnonymous();
    error CostFromWeightNeedsWeights();
    error CensusKeyMissing();
    error CensusKeyUnexpected();
    error TokenUnexpected();
    error SnapshotUnexpected();
    error BalancePositionUnexpected();
    error EvmCensusNeedsAutoStart();
    error EvmCensusInterruptible();
    error EvmCensusDynamic();
    error EvmCensusSerial();
    error EvmCensusAnonymousNeedsPreRegister();
    error TokenMissing();
    error SnapshotMissing();
    error TokenIdUnexpected();

    // Parameters: what the chain knows.
    error SnapshotNotPast();
    error TokenNotRegistered();
    error SettlementNotRegistered();
    error PriceNotPaid(uint256 price);

    // Moves.
    error ProcessNotFound(bytes32 processId);
    error ProcessNotHere(bytes32 processId);
    error NotEntity();
    error NotResults();
    error UnknownStatus();
    error StatusReserved();
    error ProcessFinal();
    error ProcessPaused();
    error ProcessNotEnded();
    error StatusUnchanged();
    error NotInterruptible();
    error NotSerial();
    error NotReady();
    error NotDynamic();
    error ResultsUnderWay();
}
