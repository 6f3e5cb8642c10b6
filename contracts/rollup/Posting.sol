// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Status} from "../process/ProcessTypes.sol";
import {Blob} from "../results/Blob.sol";
import {BatchData} from "./BatchData.sol";
import {IBatchVerifier} from "./IBatchVerifier.sol";
import {RollupStore} from "./RollupStore.sol";
import {Batch, CastVote, Slot, Terms, Turn} from "./RollupTypes.sol";

/// A poster's turn: taken with a bond and the oracles' signatures, filled with batches, closed with the tally.
abstract contract Posting is RollupStore, EIP712 {
    using BatchData for uint256[];

    /// More batches than this go into no transaction.
    uint256 public constant MAX_BATCHES = 128;
    /// Where the batches' offsets are in the input of `post`: behind selector, processId, first, place, number.
    uint256 private constant BATCHES_AT = 4 + 4 * 32;
    bytes32 private constant VOTES_TYPEHASH =
        // Hashed by the compiler, so its length costs nothing.
        // solhint-disable-next-line gas-small-strings
        keccak256(
            "Votes(bytes32 processId,bytes32 votesDigest,uint256 voteCount,bytes32 inclusionSeal)"
        );

    mapping(bytes32 processId => mapping(uint256 turn => mapping(uint256 nullifier => bool shown)))
        private _shown;

    /// Takes the turn, with the bond that `bondOf` gives. Once enough oracles have signed the votes that are
    /// going to be posted, they cannot withdraw and leave the poster to lose the bond.
    /// @param votesDigest what the batches' leaves and bitmaps chain up to; without oracles of no matter
    /// @param signatures of `signatures` oracles, in ascending order of their addresses
    function takeTurn(
        bytes32 processId,
        bytes32 votesDigest,
        uint256 voteCount,
        bytes[] calldata signatures
    ) external payable {
        Terms memory terms = book.termsOf(processId);
        require(block.number >= terms.openingEnd, TooEarly(terms.openingEnd));
        Turn storage turn = _turns[processId];
        require(turn.poster == address(0), TurnTaken());
        uint256 bond = _bond(terms, turn.number);
        require(msg.value == bond, BondWrong(bond));
        require(processes.getTerms(processId).status != Status.CANCELED, ProcessCanceled());
        // Batches are read from the input of the poster's transactions: so nothing may be between them.
        require(msg.sender.code.length == 0, PosterNotPlain());
        if (terms.signatures > 0) {
            bytes32 seal = inbox.inclusionsOf(processId).seal;
            require(seal != 0, InclusionNotSealed());
            _checkSignatures(terms, _votesHash(processId, votesDigest, voteCount, seal), signatures);
            turn.certified = keccak256(abi.encode(votesDigest, voteCount));
        }
        turn.poster = msg.sender;
        turn.deadline = uint64(block.number) + terms.posting;
        turn.state = terms.firstState;
        emit TurnBegan(processId, turn.number, msg.sender, turn.deadline);
    }

    /// Posts batches after those posted already. All their proofs are checked at once. Whoever watches reads
    /// them in the transaction's input: so it is the caller's own, and written in the one way that every
    /// decoder reads.
    /// @param first the index of the first of them, so that transactions out of order are noticed
    function post(bytes32 processId, uint256 first, Batch[] calldata batches) external {
        Turn storage turn = _posting(processId);
        // solhint-disable-next-line avoid-tx-origin
        require(msg.sender == tx.origin && msg.sender.code.length == 0, PosterNotPlain());
        require(first == turn.batches, BatchOrder(turn.batches));
        uint256 count = batches.length;
        require(count > 0, BatchEmpty());
        require(count <= MAX_BATCHES, TooManyBatches());

        uint256[8][] memory proofs = new uint256[8][](count);
        uint256[5][] memory signals = new uint256[5][](count);
        bytes32[] memory digests = new bytes32[](count);
        Terms memory terms = book.termsOf(processId);
        require(BatchData.isPlain(batches, BATCHES_AT, terms.slots), EncodingNotPlain());
        uint256[] memory d = _vector(terms);
        for (uint256 i = 0; i < count; ++i) {
            require(batches[i].leaves.length == terms.slots, BatchSize(terms.slots));
            proofs[i] = batches[i].proof;
            (signals[i], digests[i]) = _addBatch(processId, turn, d, batches[i]);
        }
        _digests[processId][turn.number][first] = keccak256(abi.encodePacked(digests));
        emit BatchesPosted(processId, turn.number, first, count, turn.state, turn.votesDigest);
        require(
            IBatchVerifier(terms.batchVerifier).verifyProofs(proofs, signals),
            ProofRefused()
        );
    }

    /// Shows that an included vote is in a slot of the posted batches, or one of the same nullifier with a
    /// nonce that is not lower. Anyone may.
    /// @param vote of the slot
    function showIncluded(bytes32 processId, Slot calldata place, CastVote calldata vote) external {
        Turn storage turn = _turns[processId];
        require(turn.poster != address(0), NoTurn());
        require(!turn.closed, AlreadyClosed());
        uint256 rank = inbox.includedRank(processId, vote.nullifier);
        require(rank != 0, NotIncluded());
        require(!_shown[processId][turn.number][vote.nullifier], AlreadyShown());
        require(vote.nonce >= rank - 1, NonceLower(rank - 1));
        uint256 leaf = inbox.castLeaf(processId, vote);
        require(_leafOf(processId, book.termsOf(processId), turn, place) == leaf, NotTheLeaf());
        _shown[processId][turn.number][vote.nullifier] = true;
        ++turn.shown;
        emit IncludedVoteShown(processId, turn.number, vote.nullifier);
    }

    /// Closes the turn with the tally that its last state opens to. From then on it may be challenged.
    /// @param tally as IResults has it: voteCount, invalid, counts of the process's fields and values
    /// @param proof of the circuit that opens the state
    function close(
        bytes32 processId,
        uint256[] calldata tally,
        uint256[8] calldata proof
    ) external {
        Turn storage turn = _posting(processId);
        Terms memory terms = book.termsOf(processId);
        require(tally.length > 0 && tally[0] == turn.votes, VoteCountWrong(turn.votes));
        if (terms.signatures > 0) {
            bytes32 posted = keccak256(abi.encode(turn.votesDigest, uint256(turn.votes)));
            require(posted == turn.certified, NotCertified());
        }
        uint256 missing = inbox.inclusionsOf(processId).count - turn.shown;
        require(missing == 0, IncludedVoteMissing(missing));
        _checkTally(terms, turn.state, tally, proof);
        turn.closed = true;
        turn.deadline = uint64(block.number) + terms.challenge;
        turn.tallyHash = keccak256(abi.encodePacked(tally));
        emit TallyClosed(processId, turn.number, tally, turn.deadline);
    }

    /// What an oracle signs (EIP-712).
    function votesHash(
        bytes32 processId,
        bytes32 votesDigest,
        uint256 voteCount,
        bytes32 inclusionSeal
    ) external view returns (bytes32) {
        return _votesHash(processId, votesDigest, voteCount, inclusionSeal);
    }

    /// Takes in what a batch shows in the clear.
    /// @param d room for the vector, see `_vector`
    /// @return signals commitment, stateBefore, stateAfter, z, y
    /// @return digest keccak256 of leaves, bitmap and parameters
    function _addBatch(
        bytes32 processId,
        Turn storage turn,
        uint256[] memory d,
        Batch calldata batch
    ) private returns (uint256[5] memory signals, bytes32 digest) {
        require(!turn.full, AfterLastBatch());
        uint256 slots = batch.leaves.length;
        uint256 added = _checkShape(batch);
        turn.full = added < slots;
        turn.votes += uint64(added);
        d.fill(batch.leaves, batch.bitmap);
        turn.votesDigest = d.chain(slots, turn.votesDigest);
        digest = d.digest();
        uint256 index = turn.batches;
        turn.batches = uint32(index + 1);
        (signals[0], signals[1], signals[2]) = (batch.commitment, turn.state, batch.stateAfter);
        signals[3] = BatchData.toField(
            keccak256(abi.encode(processId, index, digest, signals[0], signals[1], signals[2]))
        );
        signals[4] = d.evaluate(signals[3]);
        turn.state = batch.stateAfter;
    }

    /// Room for D, with the process parameters in their place at its end.
    function _vector(Terms memory terms) private view returns (uint256[] memory d) {
        uint256 slots = terms.slots;
        uint256[] memory params = Blob.words(terms.params);
        d = new uint256[](slots + 1 + params.length);
        for (uint256 i = 0; i < params.length; ++i) d[slots + 1 + i] = params[i];
    }

    /// Holds the tally against the state. Counts of fields and values that the process has not are 0.
    function _checkTally(
        Terms memory terms,
        uint256 state,
        uint256[] calldata tally,
        uint256[8] calldata proof
    ) private view {
        uint256[] memory params = Blob.words(terms.params);
        (uint256 fields, uint256 values) = (params[1], params[2] + 1);
        require(tally.length == 2 + fields * values, TallyLength(2 + fields * values));
        uint256[] memory d = new uint256[](2 + terms.counts);
        (d[0], d[1]) = (tally[0], tally[1]);
        uint256 next = 1;
        for (uint256 field = 0; field < fields; ++field) {
            uint256 row = 2 + field * terms.values;
            for (uint256 value = 0; value < values; ++value) d[row + value] = tally[++next];
        }
        d.checkCanonical();
        uint256[] memory signals = new uint256[](3);
        signals[0] = state;
        signals[1] = BatchData.toField(keccak256(abi.encode(d.digest(), state)));
        signals[2] = d.evaluate(signals[1]);
        require(verifiers.verify(terms.openKey, proof, signals), ProofRefused());
    }

    function _checkSignatures(
        Terms memory terms,
        bytes32 hash,
        bytes[] calldata signatures
    ) private view {
        require(signatures.length == terms.signatures, SignaturesTooFew());
        address last = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recoverCalldata(hash, signatures[i]);
            require(signer > last, SignaturesUnordered());
            require(genesis.isOracle(terms.votingChain, signer), SignerNotOracle(signer));
            last = signer;
        }
    }

    function _votesHash(
        bytes32 processId,
        bytes32 votesDigest,
        uint256 voteCount,
        bytes32 seal
    ) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(VOTES_TYPEHASH, processId, votesDigest, voteCount, seal))
            );
    }

    /// The turn of the caller, whose time to post is not over.
    function _posting(bytes32 processId) private view returns (Turn storage turn) {
        turn = _turns[processId];
        require(turn.poster != address(0), NoTurn());
        require(turn.poster == msg.sender, NotPoster());
        require(!turn.closed, AlreadyClosed());
        require(block.number < turn.deadline, TooLate(turn.deadline));
    }

    function _checkShape(Batch calldata batch) private pure returns (uint256 votes) {
        votes = BatchData.countVotes(batch.leaves);
        require(votes > 0, BatchEmpty());
        require(batch.bitmap >> votes == 0, BitmapTooLong());
    }
}
