/** The text of a verifier contract around a key's numbers. */
import { batchFunctions } from "./batch.js";

/** A constant of the contract; `value` is a Solidity literal. */
export interface Constant {
  readonly name: string;
  readonly value: string;
}

/** What one contract differs from another in. Everything is checked by the caller: it becomes code. */
export interface TemplateInput {
  readonly name: string;
  /** How many public signals the key takes. */
  readonly signals: number;
  /** Of a key that is INSECURE. */
  readonly warning: string | undefined;
  /** SHA-256 of the verification key's file, 64 hex digits. */
  readonly keyHash: string;
  readonly scalarOrder: string;
  readonly constants: readonly Constant[];
  /** Whether it also checks many proofs at once. */
  readonly batch: boolean;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const ACCUMULATE = `            // sum += signal · (x, y); the 96 bytes after the sum are written over.
            function accumulate(sum, x, y, signal) -> success {
                mstore(add(sum, 64), x)
                mstore(add(sum, 96), y)
                mstore(add(sum, 128), signal)
                success := staticcall(gas(), 7, add(sum, 64), 96, add(sum, 64), 64)
                success := and(staticcall(gas(), 6, sum, 128, sum, 64), success)
            }

`;

function statement(signals: number): string {
  return range(signals)
    .map(
      (i) =>
        `            ok := and(ok, accumulate(sum, IC${i + 1}_X, IC${i + 1}_Y, calldataload(${
          i === 0 ? "publicSignals" : `add(publicSignals, ${32 * i})`
        })))`,
    )
    .join("\n");
}

/** Writes words of memory one after the other from `at` bytes after m. */
function store(at: number, names: readonly string[]): string {
  return names.map((name, i) => `            mstore(add(m, ${at + 32 * i}), ${name})`).join("\n");
}

const g2Names = (name: string): string[] => ["X1", "X0", "Y1", "Y0"].map((part) => `${name}_${part}`);

/** A key without public signals has no list of them: Solidity has no arrays of length 0. */
const PARAMETER = "uint256[8] calldata proof";
const parameters = (signals: number): string =>
  signals === 0 ? PARAMETER : `${PARAMETER}, uint256[${signals}] calldata publicSignals`;

const canonical = (signals: number): string =>
  signals === 0
    ? ""
    : `        for (uint256 i; i < ${signals}; ++i) {
            if (publicSignals[i] >= R) revert SignalNotCanonical(i);
        }
`;

/** The Solidity source. */
export function verifierTemplate(input: TemplateInput): string {
  const { name, signals, warning, keyHash, scalarOrder, constants, batch } = input;
  return `// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Psephos from the verification key whose file has the SHA-256
// ${keyHash}
${warning === undefined ? "" : `// ${warning}\n`}pragma solidity ^0.8.20;

/// @title Groth16 verifier of one circuit's key, ${signals} public signal${signals === 1 ? "" : "s"}
/// @notice ${warning ?? "Answers whether a proof shows a statement; what is malformed reverts."}
/// @dev Checks e(A, B) = e(alpha, beta) · e(IC0 + Σ signal_i · IC_i, gamma) · e(C, delta)
/// (Groth, EUROCRYPT 2016) with the precompiles of EIP-196 and EIP-197.
contract ${name} {
    /// @notice A public signal is not below the order of the scalar field; \`index\` counts from 0.
    error SignalNotCanonical(uint256 index);
    /// @notice A point of the proof is not in its group: a coordinate of p or more, off the curve, at
    /// infinity, or (B) on the curve but outside the subgroup.
    error MalformedProof();
    /// @notice There was too little gas to tell. The proof may be anything: ask again with more.
    error InsufficientGas();

    /// @notice SHA-256 of the verification key's file.
    bytes32 public constant VERIFICATION_KEY_SHA256 =
        0x${keyHash};
    /// @notice Whether the key is INSECURE, a development key or a rehearsal's, so that proofs can be forged.
    bool public constant INSECURE_DEVELOPMENT_KEY = ${warning !== undefined};

    /// The order of the scalar field.
    uint256 private constant R = ${scalarOrder};
    /// The order of the base field.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// 3/(9 + u), the constant of G2's curve.
    uint256 private constant TWIST_B0 = 0x2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5;
    uint256 private constant TWIST_B1 = 0x009713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2;

    /// The most gas given to a pairing check of four pairs: twice its price of 181,000 (EIP-1108). Bounds what
    /// a malformed B burns, since a failing precompile keeps all that it was given.
    uint256 private constant PAIRING_GAS = 362000;

    // The key; in G2 the imaginary part comes first.
${constants.map(({ name, value }) => `    uint256 private constant ${name} = ${value};`).join("\n")}

    /// @notice Whether the proof shows the statement that the public signals make.
    /// @param proof A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y
${signals === 0 ? "" : "    /// @param publicSignals in the circuit's order, outputs first\n"}    /// @return valid false only for a well-formed proof that does not show it; all else reverts
    function verifyProof(${parameters(signals)})
        external
        view
        returns (bool valid)
    {
${canonical(signals)}        if (
            !_isOnG1(proof[0], proof[1]) || !_isOnTwist(proof[3], proof[2], proof[5], proof[4])
                || !_isOnG1(proof[6], proof[7])
        ) revert MalformedProof();

        uint256 m = _pairingInput(${signals === 0 ? "proof" : "proof, publicSignals"});
        bool answered;
        assembly ("memory-safe") {
            // min(PAIRING_GAS, 63/64 of what is left); its answer goes to scratch space.
            answered := staticcall(PAIRING_GAS, 8, m, 768, 0, 32)
            answered := and(answered, eq(returndatasize(), 32)) // or this chain has no such precompile
            valid := and(answered, eq(mload(0), 1))
        }
        if (!answered) _explain(m);
    }
${batch ? batchFunctions(signals) : ""}
    /// Says why a pairing check failed, B outside its subgroup or too little gas, without trusting any
    /// price: the price of the precompile depends on the length of its input alone, so if it now answers the same
    /// length with B = beta, and no more gas than before, it was not the gas.
    function _explain(uint256 m) private view {
        // Too little to ask again: nothing was learnt, and the rest is kept to say so.
        if (gasleft() < 10000) revert InsufficientGas();
        bool answered;
        assembly ("memory-safe") {
${store(64, g2Names("BETA"))}
            answered := staticcall(PAIRING_GAS, 8, m, 768, 0, 32)
            answered := and(answered, eq(returndatasize(), 32))
        }
        if (answered) revert MalformedProof();
        revert InsufficientGas();
    }

    /// The four pairs (-A, B), (alpha, beta), (IC0 + Σ signal_i · IC_i, gamma), (C, delta) at m.
    function _pairingInput(${parameters(signals)})
        private
        ${signals === 0 ? "pure" : "view"}
        returns (uint256 m)
    {
        bool ok;
        assembly ("memory-safe") {
${signals === 0 ? "" : ACCUMULATE}            m := mload(0x40)
            mstore(0x40, add(m, 768))
            let sum := add(m, 384)
            mstore(sum, IC0_X)
            mstore(add(sum, 32), IC0_Y)
            ok := 1
${statement(signals)}

            mstore(m, calldataload(proof))
            // No point of the curve has y = 0, so this is below p.
            mstore(add(m, 32), sub(P, calldataload(add(proof, 32))))
            calldatacopy(add(m, 64), add(proof, 64), 128)
${store(192, ["ALPHA_X", "ALPHA_Y", ...g2Names("BETA")])}
${store(448, g2Names("GAMMA"))}
            calldatacopy(add(m, 576), add(proof, 192), 64)
${store(640, g2Names("DELTA"))}
        }
        // The points are the key's and the signals canonical: nothing but gas can have failed.
        if (!ok) revert InsufficientGas();
    }

    /// Whether y² = x³ + 3, both below p. Infinity, (0, 0) here, is not on the curve.
    function _isOnG1(uint256 x, uint256 y) private pure returns (bool) {
        return x < P && y < P && mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
    }

    /// Whether y² = x³ + 3/(9 + u) for x = x0 + x1·u, y = y0 + y1·u, all below p; u² = -1.
    function _isOnTwist(uint256 x0, uint256 x1, uint256 y0, uint256 y1) private pure returns (bool) {
        unchecked {
            if (x0 >= P || x1 >= P || y0 >= P || y1 >= P) return false;
            // (a0 + a1·u)² = (a0 + a1)(a0 - a1) + 2·a0·a1·u
            uint256 s0 = mulmod(x0 + x1, x0 + P - x1, P);
            uint256 s1 = mulmod(x0 + x0, x1, P);
            uint256 right0 = addmod(mulmod(s0, x0, P), P - mulmod(s1, x1, P), P);
            uint256 right1 = addmod(mulmod(s0, x1, P), mulmod(s1, x0, P), P);
            return mulmod(y0 + y1, y0 + P - y1, P) == addmod(right0, TWIST_B0, P)
                && mulmod(y0 + y0, y1, P) == addmod(right1, TWIST_B1, P);
        }
    }
}
`;
}
