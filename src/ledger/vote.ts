/** Whether a vote counts. The order of the rules is the table in docs/voting-chain.md: cheap rules come first, and nothing is written before the last rule. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { overwriteFault, standingOf } from "../ballot/index.js";

import { type Hex, parseScalarHex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { CensusOrigin } from "../process/index.js";
import { MAX_PACKAGE_BYTES, namedBallot } from "./ballots.js";
import { type Context, processOf, type Rule, scopeOf } from "./context.js";
import type { Declaration } from "./declaration.js";
import { eligibilityStatement, mostBlindVoters } from "./eligibility.js";
import { readCeremony, sealedForm } from "./key-ceremony.js";
import { phaseOf } from "./life.js";
import { appendVote, countingIndex, type LogEntry, readEntry } from "./log.js";
import { type LedgerProcess, type ProcessRecord, presentRoot, putRecord } from "./process-record.js";
import type { Statement } from "./statements.js";
import type { AnonymousVote, NamedVote, Vote } from "./tx/types.js";
import { namedDigest, voteHashes } from "./vote-hashes.js";

/** Another vote of the voter counts, and this one cannot replace it. */
export class SupersededVote extends Refusal {
  override readonly name = "SupersededVote";
  /** The number of the vote that counts: only a vote with a higher number replaces it. */
  readonly counts: number;

  constructor(counts: number, most: number) {
    const hint =
      counts < most
        ? `Vote again with number ${counts + 1}: the vote with the highest number counts.`
        : "The process takes no further vote from this voter.";
    super("ledger/superseded", `this voter's vote with number ${counts} has already been accepted`, { hint });
    this.counts = counts;
  }
}

/** The outcome of a vote that was not refused. */
export interface VoteOutcome {
  readonly kind: "vote";
  readonly processId: Hex;
  readonly voterId: Hex;
  /** Its place in the process's log. */
  readonly index: number;
  /** The same statement was accepted before, and this transaction changes nothing. */
  readonly repeated: boolean;
}

const PHASES = {
  waiting: ["ledger/not-started", "the process takes no votes yet"],
  paused: ["ledger/paused", "the process is paused and takes no votes at present"],
  ended: ["ledger/ended", "the process has ended and takes no more votes"],
  counted: ["ledger/ended", "the process has ended and takes no more votes"],
  canceled: ["ledger/canceled", "the process was canceled and takes no votes"],
} as const;

function ensureKind(vote: Vote, { declaration: { params } }: LedgerProcess): void {
  const { anonymous } = params.envelopeType;
  ensure(
    (vote.kind === "anonymous") === anonymous,
    "ledger/vote-kind",
    anonymous
      ? "the process takes anonymous votes, but this one has its voter's name"
      : "the process takes votes by name, but this one is anonymous",
  );
}

function ensureOpen({ record }: LedgerProcess): void {
  const phase = phaseOf(record);
  if (phase !== "open") throw new Refusal(PHASES[phase][0], PHASES[phase][1]);
}

/**
 * The census roots that a vote is checked against: the one that it names, or the only one; for authorities also those in their grace period.
 * @throws PsephosError `ledger/census-root`, `ledger/stale-root`
 */
function rootsOf(
  vote: Vote,
  { record, declaration: { params } }: LedgerProcess,
  height: number,
): readonly [string, ...string[]] {
  const { dynamicCensus, preRegister } = params.mode;
  const names = dynamicCensus && !preRegister && params.censusOrigin !== CensusOrigin.OFF_CHAIN_CA;
  ensure(
    (vote.censusRoot !== null) === names,
    "ledger/census-root",
    names
      ? "the census of this process is dynamic: a vote must name its census root"
      : "this vote names a census root, but the process's census is fixed",
  );
  const inTime = ({ until }: ProcessRecord["roots"][number]) => until === 0 || height < until;
  if (preRegister) return [record.registry.censusRoot];
  if (!names)
    return [
      presentRoot(record),
      ...record.roots.filter((one) => one.until > 0 && inTime(one)).map(({ root }) => root),
    ];
  const known = record.roots.find(({ root }) => root === vote.censusRoot);
  ensure(
    known && inTime(known),
    "ledger/stale-root",
    "the census root of this vote is not, or is no longer, a root of the process",
    "Fetch the census again, and vote with it.",
  );
  return [known.root];
}

function ensurePackage(context: Context, vote: Vote, process: LedgerProcess): void {
  const { params } = process.declaration;
  const { encryptionKeyIndexes, votePackage } = vote;
  if (!params.envelopeType.encryptedVotes) {
    ensure(
      encryptionKeyIndexes.length === 0 && votePackage.length <= MAX_PACKAGE_BYTES,
      "ledger/sealed-ballot",
      `the process takes ballots in the clear, of at most ${MAX_PACKAGE_BYTES} bytes`,
    );
    return;
  }
  const form = sealedForm(readCeremony(context, context.draft, process.record)!, params);
  ensure(
    equalBytes(Uint8Array.from(encryptionKeyIndexes), Uint8Array.from(form.indexes)),
    "ledger/key-indexes",
    `a ballot of this process must be sealed for the keys ${form.indexes.join(", ")}`,
    "Fetch the process's keys again.",
  );
  ensure(
    votePackage.length === form.bytes,
    "ledger/sealed-length",
    `a sealed ballot of this process has ${form.bytes} bytes`,
  );
}

/** The log entry of a vote. */
type Statements = Pick<LogEntry, "voterId" | "weight" | "nonce" | "voteHash" | "envelopeHash">;

/**
 * The place of the same vote, if it is in the log and counts; undefined if this one may be appended.
 * @throws SupersededVote
 */
export function standingVote(
  { draft }: Context,
  { record, declaration }: LedgerProcess,
  vote: Statements,
): number | undefined {
  const index = countingIndex(draft, record, vote.voterId);
  if (index === undefined) return undefined;
  const counts = readEntry(draft, record, index)!;
  const standing = standingOf(vote, counts);
  if (standing === "superseded") throw new SupersededVote(counts.nonce, declaration.params.maxVoteOverwrites);
  return standing === "same" ? index : undefined;
}

/** The statements of votes that were asked about before, with the root and the scope that they are for: a vote is asked about when it arrives, and in each block that has it. */
const asked = new WeakMap<
  AnonymousVote,
  {
    readonly process: Declaration;
    readonly root: string;
    readonly scope: bigint;
    readonly statements: Statement[];
  }
>();

function anonymousStatements(
  vote: AnonymousVote,
  { declaration }: LedgerProcess,
  root: string,
  scope: bigint,
): readonly Statement[] {
  const before = asked.get(vote);
  if (before?.process === declaration && before.root === root && before.scope === scope)
    return before.statements;
  const { nullifier, voteHash, weight, votePackage } = vote;
  const { censusKey, envelopeType } = declaration.params;
  const signals = [
    nullifier,
    parseScalarHex(root, "the census root"),
    scope,
    voteHash,
    weight,
    voteHashes(vote, scope).envelopeHash,
  ];
  const proof: Statement = { kind: "census-proof", censusKey, signals, proof: vote.proof };
  const statements: Statement[] = envelopeType.encryptedVotes
    ? [proof]
    : [{ kind: "opening", voteHash, nullifier, votePackage }, proof];
  asked.set(vote, { process: declaration, root, scope, statements });
  return statements;
}

function ensureTrue(sealed: boolean, answers: readonly boolean[]): void {
  if (!sealed)
    ensure(answers[0], "ledger/ballot-mismatch", "the ballot in this vote is not the ballot that was proved");
  ensure(
    answers.at(-1),
    "ledger/proof-refused",
    "the proof is not valid for this census, process, ballot, weight and envelope",
  );
}

function* checkAnonymous(
  vote: AnonymousVote,
  process: LedgerProcess,
  root: string,
  scope: bigint,
): Rule<void> {
  const answers = yield anonymousStatements(vote, process, root, scope);
  ensureTrue(process.declaration.params.envelopeType.encryptedVotes, answers);
}

function* checkNamed(
  vote: NamedVote,
  process: LedgerProcess,
  roots: readonly string[],
  scope: bigint,
): Rule<void> {
  const { params } = process.declaration;
  ensure(
    params.envelopeType.encryptedVotes || namedBallot(vote.votePackage),
    "ledger/package",
    "the package of this vote is not a ballot of a vote by name",
  );
  const eligible = roots.map((root) => eligibilityStatement(vote, process, root));
  const digest = namedDigest(vote, scope);
  const [signed, ...may] = yield [
    { kind: "signature", digest, signature: vote.signature, address: vote.voter },
    ...eligible,
  ];
  ensure(signed, "ledger/signature", "the signature of this vote was not made by its voter");
  ensure(
    may.includes(true),
    "ledger/not-eligible",
    "the eligibility of this vote does not prove that its voter may vote with this weight",
  );
}

/** Accepts a vote, or throws the reason for refusing it. */
export function* castVote(context: Context, vote: Vote, transaction: Hex): Rule<VoteOutcome> {
  const process = processOf(context, vote.processId);
  const { params } = process.declaration;
  ensureKind(vote, process);
  ensureOpen(process);
  const roots = rootsOf(vote, process, context.height);
  ensurePackage(context, vote, process);
  const fault = overwriteFault(vote, params.maxVoteOverwrites);
  if (fault !== undefined) throw new Refusal("ledger/overwrites", fault);
  const scope = scopeOf(process);
  const { voterId, envelopeHash } = voteHashes(vote, scope);
  const entry: LogEntry = {
    height: context.height,
    voterId,
    weight: vote.weight,
    nonce: vote.nonce,
    voteHash: vote.kind === "anonymous" ? vote.voteHash : 0n,
    envelopeHash,
    transaction,
  };
  const outcome = { kind: "vote", processId: vote.processId, voterId } as const;
  const { maxVoters } = context.genesis.parameters;
  const before = standingVote(context, process, entry);
  if (before !== undefined) return { ...outcome, index: before, repeated: true };
  ensure(
    process.record.voters < Math.min(maxVoters, mostBlindVoters(process) ?? maxVoters) ||
      countingIndex(context.draft, process.record, voterId) !== undefined,
    "ledger/full",
    "the process already has its largest number of voters",
  );
  // Only a proved vote takes a voter's place, so nobody can block a voter with a false one.
  yield* vote.kind === "anonymous"
    ? checkAnonymous(vote, process, roots[0], scope)
    : checkNamed(vote, process, roots, scope);
  const record = appendVote(context.draft, process.record, entry, vote.votePackage);
  putRecord(context.draft, record);
  return { ...outcome, index: process.record.logSize, repeated: false };
}
