/** A process's accepted votes: the rules by which a node accepts or refuses a vote. In memory. */
import {
  type AcceptedVote,
  assertVotingProcess,
  decodeEnvelope,
  type Results,
  Tally,
  type VotingProcess,
} from "../ballot/index.js";
import { censusSignals } from "../census/index.js";
import { ensure, Refusal } from "../errors/index.js";
import type { Verifier } from "../groth16/index.js";
import { ensureCensusKey } from "../process/index.js";
import { closedVoteOf, ensureOverwrite, openedVoteOf } from "./vote-of-process.js";

/** The outcome of a vote that was not refused. */
export interface Acceptance {
  /** The vote that counts for its voter: the one sent, or an earlier one of the same statement with another proof. */
  readonly vote: AcceptedVote;
  /** The same statement had been accepted before. */
  readonly repeated: boolean;
}

/** Another vote of the voter counts, and this one cannot replace it. */
export class SupersededVote extends Refusal {
  override readonly name = "SupersededVote";
  /** The number of the vote that counts: only a vote with a higher number replaces it. */
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

/** What a proof states about its vote, in addition to the process's census root and scope. */
const STATED = ["nullifier", "voteHash", "weight", "envelopeHash"] as const;

/** Accepts votes of one process with a fixed census and ballots in the clear. */
export class BallotBox {
  readonly #process: VotingProcess;
  readonly #verifier: Verifier;
  /** By nullifier: one vote per voter. */
  readonly #votes = new Map<bigint, AcceptedVote>();

  /**
   * @param verifier of the key that the process names
   * @param options.insecure accept a key that says it is insecure: for tests and rehearsals
   * @throws PsephosError `process/other-key`, `process/insecure-key`, `ballot/process`
   */
  constructor(
    process: VotingProcess,
    verifier: Verifier,
    options: { readonly insecure?: boolean | undefined } = {},
  ) {
    assertVotingProcess(process);
    ensureCensusKey(process, verifier, options);
    this.#process = process;
    this.#verifier = verifier;
  }

  /** The kind of the verification key, for example "development-INSECURE"; see `Verifier.keyKind`. */
  get keyKind(): string {
    return this.#verifier.keyKind;
  }

  /** How many votes count so far: one for each voter. */
  get size(): number {
    return this.#votes.size;
  }

  /** The votes that count, in the order of their nullifiers, which does not show when they arrived. */
  get votes(): AcceptedVote[] {
    return [...this.#votes.values()].sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
  }

  /**
   * Accepts a vote, or throws the reason for refusing it; cheap checks come first. Of a voter's votes the one with the highest nonce counts; among equal
   * nonces, the one that was accepted first. A statement that already counts is accepted again, with any proof.
   * @param text the envelope's JSON, in canonical form
   * @throws PsephosError `ballot/envelope`, `ballot/not-canonical` (malformed), `node/other-process`, `node/census-root`,
   *   `node/sealed-ballot`, `node/overwrites` (above the process's limit), `node/ballot-mismatch` (the package is not the ballot that
   *   was proved), and as `take`
   */
  async accept(text: string): Promise<Acceptance> {
    const envelope = decodeEnvelope(text);
    const closed = closedVoteOf(this.#process, envelope);
    const before = this.#counting(closed);
    return before ? { vote: before, repeated: true } : this.#prove(openedVoteOf(closed, envelope));
  }

  /**
   * Accepts a vote that was decoded and opened elsewhere. A vote whose ballot could not be opened counts as invalid.
   * @throws PsephosError `node/overwrites`, `node/proof-refused` (the proof is not valid for this census, scope, vote hash, weight and
   *   envelope), or the verifier's error for a malformed proof; {@link SupersededVote} `node/superseded`
   */
  async take(vote: AcceptedVote): Promise<Acceptance> {
    ensureOverwrite(this.#process, vote);
    const before = this.#counting(vote);
    return before ? { vote: before, repeated: true } : this.#prove(vote);
  }

  /** Counts the accepted votes. */
  count(): Results {
    const tally = new Tally(this.#process.ballot);
    for (const vote of this.votes) tally.add(vote);
    return tally.results();
  }

  async #prove(vote: AcceptedVote): Promise<Acceptance> {
    const { censusRoot, scope } = this.#process;
    const publicSignals = censusSignals({ ...vote, censusRoot, scope });
    ensure(
      await this.#verifier.verify({ proof: vote.proof, publicSignals }),
      "node/proof-refused",
      "the proof is not valid for this census, process, ballot, weight and envelope",
    );
    // Only a proved vote takes the nullifier's place, so nobody can block a voter with a false proof. Another of its votes
    // may have been accepted while this one's proof was checked.
    const meanwhile = this.#counting(vote);
    if (meanwhile) return { vote: meanwhile, repeated: true };
    this.#votes.set(vote.nullifier, vote);
    return { vote, repeated: false };
  }

  /**
   * The vote that counts, if it is the same statement; undefined if this one may replace it, or is the voter's first.
   * @throws SupersededVote
   */
  #counting(vote: AcceptedVote): AcceptedVote | undefined {
    const counting = this.#votes.get(vote.nullifier);
    if (!counting || STATED.every((part) => counting[part] === vote[part])) return counting;
    if (vote.nonce > counting.nonce) return undefined;
    throw new SupersededVote(counting.nonce, this.#process.maxVoteOverwrites);
  }
}
