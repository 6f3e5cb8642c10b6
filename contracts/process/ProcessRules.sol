// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IProcessErrors} from "./IProcessErrors.sol";
// solhint-disable-next-line no-global-import
import "./ProcessTypes.sol";

/// The rules that need nothing but the process itself. The TypeScript side has the same ones, tried in
/// the same order; test/vectors/process-params.json and process-status.json hold both to one table.
library ProcessRules {
    /// Reverts with the error of the first rule that the parameters break.
    function check(ProcessParams calldata params) internal pure {
        require(params.mode & ~MODE_KNOWN == 0, IProcessErrors.UnknownModeFlags());
        require(params.envelopeType & ~ENVELOPE_KNOWN == 0, IProcessErrors.UnknownEnvelopeFlags());
        require(_isOrigin(params.censusOrigin), IProcessErrors.UnknownCensusOrigin());
        require(
            params.mode & MODE_AUTO_START == 0 || params.startBlock > 0,
            IProcessErrors.StartBlockMissing()
        );
        require(
            params.mode & MODE_INTERRUPTIBLE != 0 || params.blockCount > 0,
            IProcessErrors.BlockCountMissing()
        );
        require(params.questionCount > 0, IProcessErrors.QuestionCountMissing());
        require(params.maxCount > 0 && params.maxCount <= 100, IProcessErrors.MaxCountOutOfRange());
        require(bytes(params.metadata).length > 0, IProcessErrors.MetadataMissing());
        checkCensus(params.censusOrigin, params.censusRoot, params.censusUri);

        bool isAnonymous = params.envelopeType & ENVELOPE_ANONYMOUS != 0;
        require(
            params.mode & MODE_PRE_REGISTER == 0 || isAnonymous,
            IProcessErrors.PreRegisterNeedsAnonymous()
        );
        require(
            params.envelopeType & ENVELOPE_COST_FROM_WEIGHT == 0 || _isWeighted(params.censusOrigin),
            IProcessErrors.CostFromWeightNeedsWeights()
        );
        require(!isAnonymous || params.censusKey != 0, IProcessErrors.CensusKeyMissing());
        require(isAnonymous || params.censusKey == 0, IProcessErrors.CensusKeyUnexpected());

        if (isEvm(params.censusOrigin)) {
            _checkEvm(params, isAnonymous);
        } else {
            require(params.token == address(0), IProcessErrors.TokenUnexpected());
            require(params.evmBlockHeight == 0, IProcessErrors.SnapshotUnexpected());
            require(params.balancePosition == 0, IProcessErrors.BalancePositionUnexpected());
        }
        require(
            params.tokenId == 0 || params.censusOrigin == ORIGIN_ERC1155,
            IProcessErrors.TokenIdUnexpected()
        );
    }

    function checkCensus(uint8 origin, string calldata root, string calldata uri) internal pure {
        require(bytes(root).length > 0, IProcessErrors.CensusRootMissing());
        bool tree = origin == ORIGIN_TREE || origin == ORIGIN_TREE_WEIGHTED;
        require(!tree || bytes(uri).length > 0, IProcessErrors.CensusUriMissing());
    }

    /// Reverts unless the entity may move a process of this mode from one status to another.
    function checkMove(uint8 mode, Status from, uint8 to) internal pure {
        require(to <= uint8(Status.RESULTS), IProcessErrors.UnknownStatus());
        require(to != uint8(Status.RESULTS), IProcessErrors.StatusReserved());
        require(isOpen(from), IProcessErrors.ProcessFinal());
        require(to != uint8(from), IProcessErrors.StatusUnchanged());
        bool resuming = from == Status.PAUSED && to == uint8(Status.READY);
        require(resuming || mode & MODE_INTERRUPTIBLE != 0, IProcessErrors.NotInterruptible());
    }

    /// Reverts unless results may come in for a process, given the voting chain's height.
    function checkSettle(Status from, uint64 end, uint64 votingHeight) internal pure {
        require(from != Status.CANCELED && from != Status.RESULTS, IProcessErrors.ProcessFinal());
        require(from != Status.PAUSED, IProcessErrors.ProcessPaused());
        require(
            from == Status.ENDED || (end > 0 && votingHeight >= end),
            IProcessErrors.ProcessNotEnded()
        );
    }

    /// The voting-chain block at which the process ends by itself; 0 if only its entity can end it.
    function endBlock(uint32 startBlock, uint32 blockCount) internal pure returns (uint64) {
        return blockCount == 0 ? 0 : uint64(startBlock) + blockCount;
    }

    function isOpen(Status status) internal pure returns (bool) {
        return status == Status.READY || status == Status.PAUSED;
    }

    function isEvm(uint8 origin) internal pure returns (bool) {
        return origin >= ORIGIN_ERC20 && origin <= ORIGIN_MINI_ME;
    }

    /// A process over a token's holders has nobody to steer it: its entity is the token.
    function _checkEvm(ProcessParams calldata params, bool isAnonymous) private pure {
        require(params.mode & MODE_AUTO_START != 0, IProcessErrors.EvmCensusNeedsAutoStart());
        require(params.mode & MODE_INTERRUPTIBLE == 0, IProcessErrors.EvmCensusInterruptible());
        require(params.mode & MODE_DYNAMIC_CENSUS == 0, IProcessErrors.EvmCensusDynamic());
        require(params.envelopeType & ENVELOPE_SERIAL == 0, IProcessErrors.EvmCensusSerial());
        require(
            !isAnonymous || params.mode & MODE_PRE_REGISTER != 0,
            IProcessErrors.EvmCensusAnonymousNeedsPreRegister()
        );
        require(params.token != address(0), IProcessErrors.TokenMissing());
        require(params.evmBlockHeight > 0, IProcessErrors.SnapshotMissing());
    }

    function _isOrigin(uint8 origin) private pure returns (bool) {
        return (origin >= ORIGIN_TREE && origin <= ORIGIN_CA) || isEvm(origin);
    }

    function _isWeighted(uint8 origin) private pure returns (bool) {
        return origin == ORIGIN_TREE_WEIGHTED || isEvm(origin);
    }
}
