/** A process's accepted votes: the rules by which a node takes an envelope or refuses it. In memory. */

import { hexToBytes } from "@noble/hashes/utils.js";
import {
  type BallotRules,
  decodeEnvelope,
  envelopeHash,
  openBallot,
  type Results,
  Tally,
  type VoteEnvelope,
} from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { censusSignals } from "../census/index.js";
import { ensure, Refusal } from "../errors/index.js";
import type { Verifier } from "../groth16/index.js";
import { type CensusKey, ensureCensusKey, scope } from "../process/index.js";

/** What a node must know of the process whose votes it takes. Its census is fixed, and its ballots are in the clear. */
export interface BallotBoxProcess extends CensusKey {
  /** The process contract instance that created the process, as in `scope`. */
  readonly contract: Hex;
  readonly processId: Hex;
  readonly questionIndex?: number;
  readonly censusRoot: bigint;
  /** How many times a voter may overwrite a vote, 0 … 255; 0 if left out. */
  readonly maxVoteOverwrites?: number;
  readonly ballot: BallotRules;
}

/** What became of an envelope that was not refused. */
export interface Acceptance {
  /** The envelope that counts for its voter: the one sent, or an earlier one of the same statement with another proof. */
  readonly envelope: VoteEnvelope;
  /** The same statement had been accepted before. */
  readonly repeated: boolean;
}

/** Another vote of the voter counts, and this one cannot take its place. */
export class SupersededVote extends Refusal {
  override readonly name = "SupersededVote";
  /** The number of the vote that counts: a vote takes its place only with a higher one. */
  readonly counts: number;

  constructor(counts: number, most: number) {
    const hint =
      counts < most
        ? `Vote again with --overwrite ${counts + 1}: the vote with the highest number counts.`
        : "The process takes no further vote from this voter.";
    super("node/superseded", `this voter's vote with number ${counts} has already been accepted`, { hint });
    this.counts = counts;
  }
}

/** A vote that counts, and what it states: the public signals of its proof. */
interface Standing {
  readonly envelope: VoteEnvelope;
  readonly signals: readonly bigint[];
}

export class BallotBox {
  readonly #process: BallotBoxProcess;
  readonly #scope: bigint;
  readonly #verifier: Verifier;
  /** By nullifier, as an integer: one vote per voter. */
  readonly #votes = new Map<bigint, Standing>();

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
    this.#scope = scope(process);
    this.#verifier = verifier;
  }

  /** Of which kind the verification key is, as "development-INSECURE"; see `Verifier.keyKind`. */
  get keyKind(): string {
    return this.#verifier.keyKind;
  }

  /** Votes that count so far: one for each voter. */
  get size(): number {
    return this.#votes.size;
  }

  /** The votes that count, in the order of their nullifiers, which tells nothing of when they came. */
  get votes(): VoteEnvelope[] {
    return [...this.#votes.values()]
      .map(({ envelope }) => envelope)
      .sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
  }

  /**
   * Takes a vote, or says why not; cheap checks come first. Of a voter's votes the one with the highest nonce counts; of equal
   * nonces, the one that was accepted first. A statement that counts already is taken again, whatever proof comes with it.
   * @param text the envelope's JSON, in its one spelling
   * @throws PsephosError `ballot/envelope`, `ballot/not-canonical` (malformed), `node/other-process`, `node/census-root`,
   *   `node/sealed-ballot`, `node/overwrites` (above the process's), `node/ballot-mismatch` (the package is not the ballot that
   *   was proved), `node/proof-refused` (the proof does not hold for this census, scope, vote hash, weight and envelope), or the
   *   verifier's error for a malformed proof; {@link SupersededVote} `node/superseded`
   */
  async accept(text: string): Promise<Acceptance> {
    const envelope = decodeEnvelope(text);
    this.#ensureOfProcess(envelope);
    const signals = this.#signals(envelope);
    const before = this.#standing(envelope, signals);
    if (before) return { envelope: before, repeated: true };
    ensure(
      openBallot(envelope.votePackage, envelope),
      "node/ballot-mismatch",
      "the ballot in this vote is not the ballot that was proved",
    );
    ensure(
      await this.#verifier.verify({ proof: hexToBytes(envelope.proof.slice(2)), publicSignals: signals }),
      "node/proof-refused",
      "the proof is not valid for this census, process, ballot, weight and envelope",
    );
    // Only a proven vote takes the nullifier's place, so nobody can block a voter with a false proof. Another of its votes
    // may have been accepted while this one's proof was looked at.
    const meanwhile = this.#standing(envelope, signals);
    if (meanwhile) return { envelope: meanwhile, repeated: true };
    this.#votes.set(envelope.nullifier, { envelope, signals });
    return { envelope, repeated: false };
  }

  /** Opens and counts the accepted votes. */
  count(): Results {
    const tally = new Tally(this.#process.ballot);
    for (const vote of this.votes) {
      tally.add({ votes: openBallot(vote.votePackage, vote), weight: vote.weight });
    }
    return tally.results();
  }

  #ensureOfProcess({ processId, censusRoot, encryptionKeyIndexes, nonce }: VoteEnvelope): void {
    ensure(processId === this.#process.processId, "node/other-process", "this vote is for another process");
    ensure(
      censusRoot === undefined,
      "node/census-root",
      "this vote names a census root, but the process's census is fixed",
    );
    ensure(
      encryptionKeyIndexes.length === 0,
      "node/sealed-ballot",
      "this ballot is sealed, but the process takes unsealed ballots",
    );
    const most = this.#process.maxVoteOverwrites ?? 0;
    ensure(
      nonce <= most,
      "node/overwrites",
      most === 0
        ? "this vote is an overwrite, but the process takes none"
        : `this vote is overwrite ${nonce}, but the process takes at most ${most}`,
    );
  }

  #signals(envelope: VoteEnvelope): bigint[] {
    const { nullifier, voteHash, weight } = envelope;
    const { censusRoot } = this.#process;
    return censusSignals({
      nullifier,
      censusRoot,
      scope: this.#scope,
      voteHash,
      weight,
      envelopeHash: envelopeHash(envelope),
    });
  }

  /**
   * The vote that counts, if it is the same statement; nothing if this one may take its place, or is the voter's first.
   * @throws SupersededVote
   */
  #standing({ nullifier, nonce }: VoteEnvelope, signals: readonly bigint[]): VoteEnvelope | undefined {
    const standing = this.#votes.get(nullifier);
    if (!standing) return undefined;
    if (standing.signals.every((signal, i) => signal === signals[i])) return standing.envelope;
    if (nonce <= standing.envelope.nonce) {
      throw new SupersededVote(standing.envelope.nonce, this.#process.maxVoteOverwrites ?? 0);
    }
    return undefined;
  }
}
