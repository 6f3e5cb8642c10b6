/** A process's accepted votes: the rules by which a node takes an envelope or refuses it. In memory. */

import { hexToBytes } from "@noble/hashes/utils.js";
import {
  type BallotRules,
  decodeEnvelope,
  openBallot,
  type Results,
  Tally,
  type VoteEnvelope,
} from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { censusSignals } from "../census/index.js";
import { ensure } from "../errors/index.js";
import type { Verifier } from "../groth16/index.js";
import { type CensusKey, ensureCensusKey, scope } from "../process/index.js";

/** What a node must know of the process whose votes it takes. */
export interface BallotBoxProcess extends CensusKey {
  readonly processId: Hex;
  readonly questionIndex?: number;
  readonly censusRoot: bigint;
  readonly ballot: BallotRules;
}

export class BallotBox {
  readonly #process: BallotBoxProcess;
  readonly #scope: bigint;
  readonly #verifier: Verifier;
  /** By nullifier, as an integer: one vote per voter. */
  readonly #votes = new Map<bigint, VoteEnvelope>();

  /**
   * @param verifier of the key that the process names
   * @param options.insecure take a key that says it is insecure: for tests and rehearsals
   * @throws PsephosError `process/other-key`, `process/insecure-key`
   */
  constructor(
    process: BallotBoxProcess,
    verifier: Verifier,
    options: { readonly insecure?: boolean | undefined } = {},
  ) {
    ensureCensusKey(process, verifier, options);
    this.#process = process;
    this.#scope = scope(process.processId, process.questionIndex);
    this.#verifier = verifier;
  }

  /** What the verification key says of itself, as "development-INSECURE"; see `Verifier.keyKind`. */
  get keyKind(): string | undefined {
    return this.#verifier.keyKind;
  }

  /** Votes accepted so far. */
  get size(): number {
    return this.#votes.size;
  }

  /** The accepted votes in the order of their nullifiers, which tells nothing of when they came. */
  get votes(): VoteEnvelope[] {
    return [...this.#votes.values()].sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
  }

  /**
   * Takes a vote, or says why not; cheap checks come first.
   * @param text the envelope's JSON
   * @returns the envelope, now counted
   * @throws PsephosError `ballot/envelope` (malformed), `node/other-process`, `node/double-vote`,
   *   `node/ballot-mismatch` (the package is not the ballot that was proved), `node/proof-refused` (the proof does
   *   not hold for this census, scope, vote hash and weight), or the verifier's error for a malformed proof
   */
  async accept(text: string): Promise<VoteEnvelope> {
    const envelope = decodeEnvelope(text);
    const { processId, nullifier, voteHash, weight } = envelope;
    ensure(processId === this.#process.processId, "node/other-process", "this vote is for another process");
    this.#refuseDouble(nullifier);
    ensure(
      openBallot(envelope.votePackage, voteHash),
      "node/ballot-mismatch",
      "the ballot sent is not the one that was proved",
    );
    const publicSignals = censusSignals({
      nullifier,
      censusRoot: this.#process.censusRoot,
      scope: this.#scope,
      voteHash,
      weight,
    });
    ensure(
      await this.#verifier.verify({ proof: hexToBytes(envelope.proof.slice(2)), publicSignals }),
      "node/proof-refused",
      "the proof does not hold for this census, process, ballot and weight",
    );
    // Only a proven vote takes the nullifier's place, so nobody can block a voter with a false proof.
    this.#refuseDouble(nullifier);
    this.#votes.set(nullifier, envelope);
    return envelope;
  }

  /** Opens and counts the accepted votes. */
  count(): Results {
    const tally = new Tally(this.#process.ballot);
    for (const { votePackage, voteHash, weight } of this.votes) {
      tally.add({ votes: openBallot(votePackage, voteHash), weight });
    }
    return tally.results();
  }

  #refuseDouble(nullifier: bigint): void {
    ensure(!this.#votes.has(nullifier), "node/double-vote", "this voter's vote has been accepted already");
  }
}
