/**
 * The part of a verifier contract that checks many proofs at once, for keys whose proofs come by the dozen.
 *
 * With r_i from a hash of all proofs and signals, one equation covers all of them:
 *   ∏ e(r_i A_i, B_i) = e(Σ r_i · alpha, beta) · e(Σ_j (Σ_i r_i s_ij) IC_j, gamma) · e(Σ r_i C_i, delta),  s_i0 = 1.
 * If one proof is wrong, the equation is true for at most one value of its r_i modulo r: with probability 2^-128.
 * k proofs take k + 3 pairings and 2k + n + 2 multiplications in G1, where one by one they take 4k pairings.
 */

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `verifyProofs` and what it needs, as text for the body of the contract. @param signals of one proof */
export function batchFunctions(signals: number): string {
  const points = range(signals + 1)
    .map((i) => `        _addMultiple(place, IC${i}_X, IC${i}_Y, R - sums[${i}]);`)
    .join("\n");
  return `
    /// @notice How many public signals each proof of \`verifyProofs\` has.
    uint256 public constant BATCH_SIGNALS = ${signals};
    /// The most proofs in one check.
    uint256 private constant MAX_PROOFS = 256;

    /// @notice No proofs, too many, or not one list of signals for each.
    error ProofCountWrong();
    /// @notice The pairing precompile refused: some B lies outside its subgroup, or there was too little gas.
    error PairingRefused();

    /// @notice Whether all the proofs show the statements that their public signals make, by one check of a random
    /// combination of them; wrong ones pass with a chance of 2^-128.
    /// @param proofs each as for \`verifyProof\`
    /// @param publicSignals those of each proof, in the same order
    /// @return valid false only for well-formed proofs of which one at least does not show its statement
    function verifyProofs(uint256[8][] calldata proofs, uint256[${signals}][] calldata publicSignals)
        external
        view
        returns (bool valid)
    {
        uint256 count = proofs.length;
        if (count == 0 || count > MAX_PROOFS || count != publicSignals.length) revert ProofCountWrong();
        bytes32 seed = keccak256(abi.encode(proofs, publicSignals));
        // For each proof (r A, B); then (-Σ r · alpha, beta), (-Σ ..., gamma), (-Σ r · C, delta).
        uint256[] memory input = new uint256[](6 * count + 18);
        uint256[${signals + 1}] memory sums;
        uint256 end;
        assembly ("memory-safe") {
            end := add(add(input, 32), mul(count, 192))
        }
        for (uint256 i; i < count; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i))) >> 128;
            _addSignals(sums, r, publicSignals[i]);
            _addProof(input, i, r, proofs[i]);
            _addMultiple(end + 384, proofs[i][6], proofs[i][7], R - r);
        }
        _addMultiple(end, ALPHA_X, ALPHA_Y, R - sums[0]);
        _addKey(end + 192, sums);
        assembly ("memory-safe") {
            function storeG2(place, x1, x0, y1, y0) {
                mstore(place, x1)
                mstore(add(place, 32), x0)
                mstore(add(place, 64), y1)
                mstore(add(place, 96), y0)
            }
            storeG2(add(end, 64), BETA_X1, BETA_X0, BETA_Y1, BETA_Y0)
            storeG2(add(end, 256), GAMMA_X1, GAMMA_X0, GAMMA_Y1, GAMMA_Y0)
            storeG2(add(end, 448), DELTA_X1, DELTA_X0, DELTA_Y1, DELTA_Y0)
        }
        return _pairing(input, 2 * (45000 + 34000 * (count + 3)));
    }

    /// sums[0] += r, sums[j] += r · signal_j, modulo R.
    function _addSignals(uint256[${signals + 1}] memory sums, uint256 r, uint256[${signals}] calldata signals) private pure {
        sums[0] = addmod(sums[0], r, R);
        for (uint256 j; j < ${signals}; ++j) {
            uint256 signal = signals[j];
            if (signal >= R) revert SignalNotCanonical(j);
            sums[j + 1] = addmod(sums[j + 1], mulmod(r, signal, R), R);
        }
    }

    /// The pair (r A, B) of one proof, all of whose points are looked at here.
    function _addProof(uint256[] memory input, uint256 i, uint256 r, uint256[8] calldata proof) private view {
        if (
            !_isOnG1(proof[0], proof[1]) || !_isOnTwist(proof[3], proof[2], proof[5], proof[4])
                || !_isOnG1(proof[6], proof[7])
        ) revert MalformedProof();
        uint256 place;
        assembly ("memory-safe") {
            place := add(add(input, 32), mul(i, 192))
            calldatacopy(add(place, 64), add(proof, 64), 128)
        }
        _multiply(place, proof[0], proof[1], r);
    }

    /// -Σ sums[j] · IC_j
    function _addKey(uint256 place, uint256[${signals + 1}] memory sums) private view {
${points}
    }

    /// The point at \`place\` in memory = scalar · (x, y).
    function _multiply(uint256 place, uint256 x, uint256 y, uint256 scalar) private view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, x)
            mstore(add(m, 32), y)
            mstore(add(m, 64), scalar)
            ok := staticcall(gas(), 7, m, 96, place, 64)
        }
        if (!ok) revert InsufficientGas();
    }

    /// The point at \`place\` in memory += scalar · (x, y).
    function _addMultiple(uint256 place, uint256 x, uint256 y, uint256 scalar) private view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, mload(place))
            mstore(add(m, 32), mload(add(place, 32)))
            mstore(add(m, 64), x)
            mstore(add(m, 96), y)
            mstore(add(m, 128), scalar)
            ok := staticcall(gas(), 7, add(m, 64), 96, add(m, 64), 64)
            ok := and(staticcall(gas(), 6, m, 128, place, 64), ok)
        }
        if (!ok) revert InsufficientGas();
    }

    /// Whether the product of the pairings is one.
    function _pairing(uint256[] memory input, uint256 gasLimit) private view returns (bool valid) {
        bool answered;
        assembly ("memory-safe") {
            answered := staticcall(gasLimit, 8, add(input, 32), mul(mload(input), 32), 0, 32)
            answered := and(answered, eq(returndatasize(), 32))
            valid := and(answered, eq(mload(0), 1))
        }
        if (!answered) revert PairingRefused();
    }
`;
}
