/** What the chain does after each kind of event on the contracts. A change that the contract forbids is refused. */
import { envelopeHash, openBallot } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { nextQuestion, Status, statusVerdict } from "../process/index.js";
import { checkCensusChange, checkRollupOpening, forbidden } from "./attested-checks.js";
import { type Context, declarationOf, type Rule } from "./context.js";
import { forgetResults } from "./count.js";
import { declareProcess } from "./declared.js";
import { tryFinish } from "./finish.js";
import type { Lists } from "./genesis.js";
import { keyIndexesOf } from "./key-ceremony.js";
import { settleStart } from "./life.js";
import { putListsRecord, readListsRecord } from "./lists.js";
import { appendVote } from "./log.js";
import { type LedgerProcess, type ProcessRecord, presentRoot, putRecord } from "./process-record.js";
import type { Attested, IncludedVote } from "./tx/types.js";
import { SupersededVote, standingVote } from "./vote.js";

type Of<Kind extends Attested["kind"]> = Extract<Attested, { kind: Kind }>;

/** Ends a process early, or cancels it; a process that already ended at its last block keeps that height. */
const ended = (context: Context, record: ProcessRecord, status: Status): ProcessRecord => ({
  ...record,
  status,
  endedAt: record.endedAt || context.height,
});

function status(context: Context, process: LedgerProcess, { status: to }: Of<"status">): void {
  const { record, declaration } = process;
  const { mode, startBlock, blockCount } = declaration.params;
  const verdict = statusVerdict({ mode, from: record.status, to, startBlock, blockCount, by: "entity" });
  ensure(verdict === "ok", "ledger/move", forbidden(verdict));
  if (to === Status.READY) {
    const ready = { ...record, status: to, readyAt: context.height };
    putRecord(context.draft, settleStart(context, { record: ready, declaration }));
    return;
  }
  if (to === Status.PAUSED) {
    putRecord(context.draft, { ...record, status: to });
    return;
  }
  if (to === Status.CANCELED) {
    forgetResults(context.draft, record.number);
    putRecord(context.draft, { ...ended(context, record, to), counted: null });
    return;
  }
  const over = ended(context, record, to);
  putRecord(context.draft, over);
  tryFinish(context, { record: over, declaration });
}

function question(context: Context, process: LedgerProcess): void {
  const { record, declaration } = process;
  const { envelopeType, questionCount } = declaration.params;
  const { status, question: questionIndex } = record;
  const next = nextQuestion({ envelopeType, status, questionIndex, questionCount });
  ensure(next.verdict === "ok", "ledger/move", forbidden(next.verdict));
  if (next.status === Status.ENDED) {
    const over = ended(context, record, Status.ENDED);
    putRecord(context.draft, over);
    tryFinish(context, { record: over, declaration });
    return;
  }
  const questionStarts = [...record.questionStarts, record.logSize];
  putRecord(context.draft, { ...record, question: next.questionIndex, questionStarts, voters: 0 });
}

function census(
  { draft, height, genesis }: Context,
  { record, declaration }: LedgerProcess,
  change: Of<"census">,
): void {
  checkCensusChange(declaration.params, { status: record.status, root: presentRoot(record) }, change);
  const until = height + genesis.parameters.rootGrace;
  const before = record.roots
    .filter((one) => one.root !== change.root && (one.until === 0 || one.until > height))
    .map((one) => (one.until === 0 ? { ...one, until } : one));
  putRecord(draft, { ...record, roots: [...before, { root: change.root, until: 0 }] });
}

function rollupOpened({ draft }: Context, process: LedgerProcess, { oracles }: Of<"rollup-opened">): void {
  checkRollupOpening(process, oracles, readListsRecord(draft).lists.quorum);
  const { record } = process;
  putRecord(draft, { ...record, rollup: "open" });
}

/**
 * The package of an included vote, if the log alone binds it: in the clear it is the ballot that was proved; sealed it is the one that was sent, for the
 * process's keys. Otherwise the vote has none, and counts as invalid: a snapshot could have any package in its place.
 */
function boundPackage(context: Context, process: LedgerProcess, vote: IncludedVote): Uint8Array | null {
  const { votePackage, voteHash, nullifier, nonce } = vote;
  const { record, declaration } = process;
  if (votePackage === null) return null;
  if (!declaration.params.envelopeType.encryptedVotes)
    return openBallot(votePackage, { voteHash, nullifier }) ? votePackage : null;
  if (record.keyAt === 0) return null;
  const encryptionKeyIndexes = keyIndexesOf(context, context.draft, process);
  return envelopeHash({ nonce, encryptionKeyIndexes, votePackage }) === vote.envelopeHash
    ? votePackage
    : null;
}

/** Adds votes that were included on the EVM to the log; a vote that does not replace its voter's earlier vote changes nothing. */
function included(
  context: Context,
  process: LedgerProcess,
  votes: readonly IncludedVote[],
  transaction: Hex,
): void {
  const { draft, height } = context;
  let { record } = process;
  ensure(
    record.rollup === "open" && record.counted === null,
    "ledger/rollup",
    "no inclusion is open for this process",
  );
  for (const vote of votes) {
    const { nullifier, weight, nonce, voteHash } = vote;
    const voterId: Hex = `0x${nullifier.toString(16).padStart(64, "0")}`;
    const entry = { height, voterId, weight, nonce, voteHash, envelopeHash: vote.envelopeHash, transaction };
    try {
      if (standingVote(context, { ...process, record }, entry) !== undefined) continue;
    } catch (error) {
      if (error instanceof SupersededVote) continue;
      throw error;
    }
    record = appendVote(draft, record, entry, boundPackage(context, process, vote));
  }
  putRecord(draft, record);
}

function inclusionEnded(context: Context, { record, declaration }: LedgerProcess): void {
  ensure(record.rollup === "open", "ledger/rollup", "no inclusion is open for this process");
  const over = { ...record, rollup: "included" } as const;
  putRecord(context.draft, over);
  tryFinish(context, { record: over, declaration });
}

/** Replaces the lists: attestations of former oracles are removed. */
function changeLists({ draft }: Context, lists: Lists): void {
  const before = readListsRecord(draft);
  const pending = before.pending
    .map(({ processId, words }) => ({
      processId,
      words: words.filter(({ oracle }) => lists.oracles.includes(oracle)),
    }))
    .filter(({ words }) => words.length > 0);
  putListsRecord(draft, { ...before, lists, pending });
}

/**
 * Applies a final attestation about a process, or the declaration of a new process.
 * @throws PsephosError with the rule that forbids it
 */
export function* applyAttested(
  context: Context,
  subject: Hex,
  record: ProcessRecord | undefined,
  statement: Attested,
  transaction: Hex,
): Rule<void> {
  if (statement.kind === "lists") {
    changeLists(context, statement.lists);
    return;
  }
  if (statement.kind === "declared") return yield* declareProcess(context, subject, statement);
  const process = { record: record!, declaration: declarationOf(context, context.draft, record!) };
  ensure(process.record.status !== Status.CANCELED, "ledger/canceled", "the process was canceled");
  switch (statement.kind) {
    case "status":
      return status(context, process, statement);
    case "question":
      return question(context, process);
    case "census":
      return census(context, process, statement);
    case "rollup-opened":
      return rollupOpened(context, process, statement);
    case "included":
      return included(context, process, statement.votes, transaction);
    case "inclusion-ended":
      return inclusionEnded(context, process);
  }
}
