/** snarkjs's `groth16`. */
import { PsephosError } from "../../../../src/errors/index.js";
import {
  createProver,
  createVerifier,
  type Proof,
  type Prover,
  parsePublicSignals,
  proofToBytes,
  type VerificationKeyJson,
  type Verifier,
} from "../../../../src/groth16/index.js";
import { type InputFile, readFile } from "../files/index.js";
import { type CircuitSignals, toCircuitInput } from "./input.js";

/** A proof as snarkjs writes it. */
export interface Groth16Proof {
  pi_a: string[];
  pi_b: string[][];
  pi_c: string[];
  protocol: string;
  curve: string;
}

export interface FullProof {
  proof: Groth16Proof;
  publicSignals: string[];
}

/** The part of snarkjs's logger that is used: it gets the reason why a proof was not accepted. */
export interface Logger {
  error?(message: string): void;
}

export interface ProverOptions {
  /** Proves on the calling thread. */
  readonly singleThread?: boolean;
}

interface Answer {
  readonly proof: Proof;
  readonly publicSignals: string[];
}

async function withProver(
  files: { readonly zkey: InputFile; readonly wasm?: InputFile },
  options: ProverOptions | undefined,
  work: (prover: Prover) => Promise<Answer>,
): Promise<FullProof> {
  const { wasm } = files;
  const prover = await createProver(
    {
      zkey: readFile(files.zkey, "the proving key"),
      ...(wasm === undefined ? {} : { wasm: readFile(wasm, "the witness program") }),
    },
    options?.singleThread ? { threads: 1 } : {},
  );
  try {
    return (await work(prover)) as unknown as FullProof;
  } finally {
    await prover.close();
  }
}

/**
 * Computes the witness and proves it. To prove more than once with a key, make a prover with `createProver`: here the
 * key is read each time, as snarkjs reads it.
 * @throws PsephosError as `createProver` and `Prover.prove`
 */
export async function fullProve(
  input: CircuitSignals,
  wasmFile: InputFile,
  zkeyFileName: InputFile,
  _logger?: unknown,
  _wtnsCalcOptions?: unknown,
  proverOptions?: ProverOptions,
): Promise<FullProof> {
  const signals = toCircuitInput(input);
  return withProver({ zkey: zkeyFileName, wasm: wasmFile }, proverOptions, (prover) => prover.prove(signals));
}

/**
 * Proves a witness that was computed elsewhere.
 * @throws PsephosError as `createProver` and `Prover.proveWitness`
 */
export async function prove(
  zkeyFileName: InputFile,
  witnessFileName: InputFile,
  _logger?: unknown,
  options?: ProverOptions,
): Promise<FullProof> {
  const witness = await readFile(witnessFileName, "the witness");
  return withProver({ zkey: zkeyFileName }, options, (prover) => prover.proveWitness(witness));
}

/** Errors in a proof or its signals that are not errors of form: snarkjs returns false, or does not notice. */
const NO_PROOF: ReadonlySet<string> = new Set(
  [
    "signal-count",
    "non-canonical-signal",
    "non-canonical-coordinate",
    "point-at-infinity",
    "point-not-on-curve",
    "point-not-in-subgroup",
  ].map((rule) => `groth16/${rule}`),
);

/** Verifiers by their key's text: preparing a key takes longer than verifying a proof. */
const VERIFIERS = new Map<string, Promise<Verifier>>();
const KEPT = 8;

function verifierOf(key: unknown): Promise<Verifier> {
  const text = JSON.stringify(key) ?? "";
  const known = VERIFIERS.get(text);
  if (known !== undefined) return known;
  const verifier = createVerifier(key as VerificationKeyJson);
  const [oldest] = VERIFIERS.keys();
  if (VERIFIERS.size >= KEPT) VERIFIERS.delete(oldest!);
  VERIFIERS.set(text, verifier);
  verifier.catch(() => VERIFIERS.delete(text));
  return verifier;
}

/**
 * Whether a proof is valid for its public signals.
 * @returns false also for signals and points that are malformed, where `Verifier.verify` throws
 * @throws PsephosError for a broken key, and for values without the form of a proof or of signals
 */
export async function verify(
  vk_verifier: unknown,
  publicSignals: readonly (string | number | bigint)[],
  proof: unknown,
  logger?: Logger,
): Promise<boolean> {
  const verifier = await verifierOf(vk_verifier);
  let why = "the proof is not valid";
  try {
    if (await verifier.verify({ proof: proof as Proof, publicSignals })) return true;
  } catch (error) {
    if (!(error instanceof PsephosError && NO_PROOF.has(error.code))) throw error;
    why = error.message;
  }
  logger?.error?.(why);
  return false;
}

const word = (value: bigint): string => `"0x${value.toString(16).padStart(64, "0")}"`;

function* words(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; at += 32)
    yield word(bytes.subarray(at, at + 32).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n));
}

/**
 * The arguments of snarkjs's verifier contract, as text: `["0x…", "0x…"],[["0x…", "0x…"],["0x…", "0x…"]],["0x…", "0x…"],["0x…"]`.
 * @throws PsephosError `groth16/…` for a malformed proof or signal
 */
export async function exportSolidityCallData(
  proof: unknown,
  pub: readonly (string | number | bigint)[],
): Promise<string> {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = words(proofToBytes(proof as Proof));
  const signals = parsePublicSignals(pub, Array.isArray(pub) ? pub.length : 0).map(word);
  return `[${ax}, ${ay}],[[${bx1}, ${bx0}],[${by1}, ${by0}]],[${cx}, ${cy}],[${signals.join(",")}]`;
}
