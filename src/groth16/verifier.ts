/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Verification: e(A, B) = e(α, β) · e(IC_0 + Σ signal_i · IC_i, γ) · e(C, δ).
 *
 * A verifier returns whether a proof is valid. A malformed proof, or signals that do not fit the key, give
 * an error and not false, with a code that a node can log, count and act on (a peer that sends malformed
 * proofs is broken or hostile; a peer that sends well-formed proofs that do not verify may have another key).
 *
 * Points are checked in the engine's kernel: on the curve, B in its subgroup, none at infinity.
 */
import type { Hex } from "../bytes/index.js";
import {
  createVerifyingEngine,
  type KeyPoints,
  type Statement,
  type VerifyingEngine,
} from "../engine/index.js";
import { ensure, ensureAble, PsephosError } from "../errors/index.js";
import { g1Bytes, g2Bytes, scalarBytes } from "./point-bytes.js";
import { pointError } from "./point-problem.js";
import { type Proof, uncheckedProofBytes } from "./proof.js";
import { type PublicSignal, parsePublicSignals } from "./signals.js";
import {
  readVerificationKey,
  type VerificationKey,
  type VerificationKeyJson,
  verificationKeyHash,
  verificationKeyKind,
} from "./verification-key.js";

/** A statement and its proof; the proof in JSON form or as 256 bytes. */
export interface Claim {
  readonly proof: Proof | Uint8Array;
  readonly publicSignals: readonly PublicSignal[];
}

/** A malformed claim of a batch. */
export interface MalformedClaim {
  /** Its place in the batch. */
  readonly index: number;
  /** What `verify` would have thrown. */
  readonly error: PsephosError;
}

/** The answer to a batch. */
export interface BatchVerdict {
  /** Whether every claim is valid. */
  readonly ok: boolean;
  /** The places of the invalid claims, ascending, including the malformed ones. */
  readonly bad: readonly number[];
  /** The malformed claims, in the order of their places. */
  readonly malformed: readonly MalformedClaim[];
}

/** Verifies proofs of one circuit until closed. */
export interface Verifier extends AsyncDisposable {
  /** How many public signals the key takes. */
  readonly signalCount: number;
  /**
   * The kind of the key; show it to users if it ends in INSECURE. "forgeable-INSECURE": its points show that anyone can forge
   * proofs, for example for a key to which nobody has contributed. Otherwise the kind that the key states, for example "development-INSECURE". Otherwise
   * "unknown": use such a key only if you know its hash.
   */
  readonly keyKind: string;
  /** SHA-256 of the verification key's file, as 0x and 64 hex digits: a process names its key by it. */
  readonly keyHash: Hex;
  /**
   * Whether the proof is valid for the statement. About 1 ms on the calling thread.
   * @returns false for a well-formed proof that does not verify.
   * @throws PsephosError for malformed input: `groth16/claim-shape`, `groth16/signals-shape`, `groth16/signal-count`,
   *   `groth16/non-canonical-signal`, `groth16/proof-shape`, `groth16/non-canonical-coordinate`,
   *   `groth16/point-at-infinity`, `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`; and
   *   `groth16/closed`.
   */
  verify(claim: Claim): Promise<boolean>;
  /**
   * Which of many claims are valid, several times faster than one by one, on the calling thread, which returns to
   * the event loop about every 40 ms. A malformed or invalid claim does not affect the others; each invalid
   * claim costs the time of about fifty valid ones. A false claim is accepted with probability below
   * 2^-100, independent of its author.
   * @throws PsephosError `groth16/claim-shape` if `claims` is not a list; `groth16/closed`
   */
  verifyBatch(claims: readonly Claim[]): Promise<BatchVerdict>;
  /** Closes the verifier after the running calls have ended. May be called twice. */
  close(): Promise<void>;
}

/** The name of a key's point in snarkjs's JSON. */
function jsonName(point: string): string {
  return point.startsWith("ic") ? point.replace("ic", "IC") : `vk_${point}_${point === "alpha" ? 1 : 2}`;
}

function keyPoints({ alpha, beta, gamma, delta, ic }: VerificationKey): KeyPoints {
  return {
    alpha: g1Bytes(alpha),
    beta: g2Bytes(beta),
    gamma: g2Bytes(gamma),
    delta: g2Bytes(delta),
    ic: ic.map(g1Bytes),
  };
}

function readClaim(claim: unknown, signalCount: number): Statement {
  ensure(
    typeof claim === "object" && claim !== null && "proof" in claim && "publicSignals" in claim,
    "groth16/claim-shape",
    "a claim is an object with a proof and its publicSignals",
  );
  const signals = scalarBytes(parsePublicSignals(claim.publicSignals, signalCount));
  return { proof: uncheckedProofBytes(claim.proof), signals };
}

function verifyOne(engine: VerifyingEngine, claim: unknown): boolean {
  const verdict = engine.verify(readClaim(claim, engine.signalCount));
  if (typeof verdict === "boolean") return verdict;
  throw pointError(verdict);
}

async function verifyAll(engine: VerifyingEngine, claims: readonly unknown[]): Promise<BatchVerdict> {
  const bad: number[] = [];
  const malformed: MalformedClaim[] = [];
  const statements: Statement[] = [];
  const places: number[] = [];
  Array.from(claims).forEach((claim, index) => {
    try {
      statements.push(readClaim(claim, engine.signalCount));
      places.push(index);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      malformed.push({ index, error });
    }
  });
  (await engine.verifyBatch(statements)).forEach((verdict, i) => {
    const index = places[i] as number;
    if (verdict === false) bad.push(index);
    else if (verdict !== true) malformed.push({ index, error: pointError(verdict) });
  });
  malformed.sort((a, b) => a.index - b.index);
  for (const { index } of malformed) bad.push(index); // one call cannot take so many arguments
  bad.sort((a, b) => a - b);
  return { ok: bad.length === 0, bad, malformed };
}

/**
 * Makes a verifier from a verification key in snarkjs's JSON form.
 * @throws PsephosError as `parseVerificationKey`
 */
export async function createVerifier(verificationKey: VerificationKeyJson): Promise<Verifier> {
  const engine = await createVerifyingEngine(keyPoints(readVerificationKey(verificationKey)));
  if ("rule" in engine) throw pointError(engine, jsonName(engine.point));
  const pending = new Set<Promise<unknown>>();
  let closed = false;

  function ask<T>(question: () => T | Promise<T>): Promise<T> {
    const answer = (async () => {
      ensureAble(!closed, "groth16/closed", "the verifier is closed");
      return question();
    })();
    const settled = answer.catch(() => {}).finally(() => pending.delete(settled));
    pending.add(settled);
    return answer;
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all(pending);
  }

  return {
    signalCount: engine.signalCount,
    keyKind: verificationKeyKind(verificationKey),
    keyHash: `0x${verificationKeyHash(verificationKey)}`,
    verify: (claim) => ask(() => verifyOne(engine, claim)),
    verifyBatch: (claims) =>
      ask(() => {
        ensure(Array.isArray(claims), "groth16/claim-shape", "the claims are not a list");
        return verifyAll(engine, claims);
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
