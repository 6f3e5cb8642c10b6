/** The verifier contract of a verification key, as Solidity. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type G1Point,
  type G2Point,
  parseVerificationKey,
  verificationKeyHash,
} from "../../groth16/index.js";
import { type SetupVerificationKey, warningOf } from "../verification-key.js";
import { type Constant, verifierTemplate } from "./template.js";

/** Each signal's point takes about 80 of the 24,576 bytes of code that a contract may have (EIP-170). */
const MAX_SIGNALS = 240;
/** A contract's name is made of it, and code of that. */
const CIRCUIT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** A contract's source and its name. */
export interface VerifierSource {
  /** The contract's name. */
  readonly name: string;
  readonly source: string;
}

/**
 * "census-7" → "Census7Verifier".
 * @throws PsephosError `setup/circuit-name` for other names than letters, digits, - and _, a letter first
 */
export function verifierName(circuit: string): string {
  ensure(
    CIRCUIT_NAME.test(circuit),
    "setup/circuit-name",
    "a circuit's name has up to 64 letters, digits, - and _, and begins with a letter",
  );
  const words = circuit.split(/[-_]+/).filter((word) => word !== "");
  return `${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")}Verifier`;
}

const word = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;

const g1 = (name: string, { x, y }: G1Point): Constant[] => [
  { name: `${name}_X`, value: word(x) },
  { name: `${name}_Y`, value: word(y) },
];

const g2 = (name: string, { x, y }: G2Point): Constant[] => [
  { name: `${name}_X1`, value: word(x[1]) },
  { name: `${name}_X0`, value: word(x[0]) },
  { name: `${name}_Y1`, value: word(y[1]) },
  { name: `${name}_Y0`, value: word(y[0]) },
];

/**
 * The source of the verifier contract of this key. It names the key by the SHA-256 of its file, and says
 * INSECURE if it is a development or rehearsal key. The same key and circuit give the same text.
 * @param input `circuit`: the circuit's name, as "census-7", from which the contract takes its own;
 *   `batch`: whether it also checks many proofs at once (`verifyProofs`), as the rollup asks of its keys
 * @throws PsephosError `groth16/…` for a key that is not one, `setup/signal-count` for a key of more than 240
 *   public signals, or of none with `batch`; `setup/circuit-name`
 */
export function verifierSource(input: {
  readonly verificationKey: SetupVerificationKey;
  readonly circuit: string;
  readonly batch?: boolean;
}): VerifierSource {
  const { verificationKey, circuit, batch = false } = input;
  const key = parseVerificationKey(verificationKey);
  const signals = key.ic.length - 1;
  ensure(
    signals >= (batch ? 1 : 0) && signals <= MAX_SIGNALS,
    "setup/signal-count",
    `a verifier contract takes ${batch ? 1 : 0} to ${MAX_SIGNALS} public signals, not ${signals}`,
  );
  const name = verifierName(circuit);
  const source = verifierTemplate({
    name,
    signals,
    batch,
    warning: warningOf(verificationKey),
    keyHash: verificationKeyHash(verificationKey),
    scalarOrder: word(SCALAR_FIELD_ORDER),
    constants: [
      ...g1("ALPHA", key.alpha),
      ...g2("BETA", key.beta),
      ...g2("GAMMA", key.gamma),
      ...g2("DELTA", key.delta),
      ...key.ic.flatMap((point, i) => g1(`IC${i}`, point)),
    ],
  });
  return { name, source };
}
