/** Attestations: oracles report what the contracts say, in one sequence for each process and one for the lists. A report is final when m oracles agree on it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { applyAttested } from "./attested-rules.js";
import type { Context, Rule } from "./context.js";
import { type ListsRecord, putListsRecord, readListsRecord } from "./lists.js";
import { processNumber, putRecord, readRecordOf, type Word, ZERO_32 } from "./process-record.js";
import { attestationTypedData, digestOf } from "./signing.js";
import { Draft, type Reader } from "./store.js";
import { attestedHash } from "./tx/attested.js";
import type { Attestation } from "./tx/types.js";

export interface AttestationOutcome {
  readonly kind: "attest";
  readonly subject: Hex;
  /** Enough oracles attested it: the chain applies it from now on. */
  readonly final: boolean;
  /** This oracle attested it before, and nothing changes. */
  readonly repeated: boolean;
}

/** The most processes that one oracle may announce before other oracles announce them. Every attestation reads all of them. */
const MOST_PENDING = 32;

/** What oracles agree on: SHA-256 of the EVM block's hash and the statement's. */
export const wordHash = ({ evmBlock, statement }: Pick<Attestation, "evmBlock" | "statement">): Hex =>
  toHex(
    sha256(
      concatBytes(fixedHex(evmBlock, 32, "EVM block"), fixedHex(attestedHash(statement), 32, "statement")),
    ),
  );

/** The attestations about a subject so far. */
export interface Said {
  /** How many are final: the number of the next one. */
  readonly sequence: number;
  /** What oracles have attested with the next number. */
  readonly words: readonly Word[];
}

/** The attestations about a process, or with 32 zero bytes about the lists. A process that is not declared yet has them too. */
export function saidAbout(reader: Reader, subject: Hex, lists = readListsRecord(reader)): Said {
  if (subject === ZERO_32) return lists;
  const number = processNumber(reader, subject);
  if (number !== undefined) return readRecordOf(reader, number);
  return { sequence: 0, words: lists.pending.find((one) => one.processId === subject)?.words ?? [] };
}

/** The attestations of the present oracles, with one more: an oracle's last attestation replaces its earlier one. */
const withWord = (words: readonly Word[], word: Word, oracles: readonly Hex[]): Word[] =>
  [...words.filter(({ oracle }) => oracle !== word.oracle && oracles.includes(oracle)), word].sort((a, b) =>
    a.oracle < b.oracle ? -1 : 1,
  );

/** Anyone may send an oracle's earlier attestation again, so only one with a higher number replaces another. */
function ensureLast({ revision }: Attestation, before: Word | undefined): void {
  ensure(
    before === undefined || revision > before.revision,
    "ledger/old-word",
    () =>
      `this oracle's attestation with number ${before!.revision} counts: only one with a higher number replaces it`,
    "Attest again with the next number, up to 255.",
  );
}

function putPending(draft: Draft, lists: ListsRecord, processId: Hex, words: readonly Word[]): void {
  const others = lists.pending.filter((one) => one.processId !== processId);
  const pending = words.length === 0 ? others : [...others, { processId, words }];
  putListsRecord(draft, { ...lists, pending: pending.sort((a, b) => (a.processId < b.processId ? -1 : 1)) });
}

function putSaid({ draft }: Context, subject: Hex, { sequence, words }: Said): void {
  const lists = readListsRecord(draft);
  const number = processNumber(draft, subject);
  if (subject === ZERO_32) putListsRecord(draft, { ...lists, sequence, words });
  else if (number === undefined) putPending(draft, lists, subject, words);
  else {
    if (lists.pending.some((one) => one.processId === subject)) putPending(draft, lists, subject, []);
    putRecord(draft, { ...readRecordOf(draft, number), sequence, words });
  }
}

function ensureOrder({ sequence, statement, subject }: Attestation, said: Said, declared: boolean): void {
  ensure(
    sequence >= said.sequence,
    "ledger/attested",
    `attestation ${sequence} about this subject is already final: ${said.sequence} is the next`,
  );
  ensure(
    sequence === said.sequence,
    "ledger/sequence",
    `attestation ${said.sequence} about this subject comes before ${sequence}`,
  );
  const fits =
    subject === ZERO_32
      ? statement.kind === "lists"
      : statement.kind !== "lists" && (statement.kind === "declared") === !declared;
  ensure(
    fits,
    "ledger/subject",
    "the attestation does not fit its subject: a process is declared once, before any other attestation about it",
  );
}

/** Accepts an oracle's attestation, or throws the reason for refusing it. */
export function* attest(context: Context, tx: Attestation, transaction: Hex): Rule<AttestationOutcome> {
  const { draft, genesis } = context;
  const { subject, oracle, statement } = tx;
  const lists = readListsRecord(draft);
  const { oracles, quorum } = lists.lists;
  ensure(oracles.includes(oracle), "ledger/not-oracle", `${oracle} is not an oracle of this voting chain`);
  const said = saidAbout(draft, subject, lists);
  const number = processNumber(draft, subject);
  ensureOrder(tx, said, number !== undefined);
  const word = { oracle, revision: tx.revision, statement: wordHash(tx) };
  const words = withWord(said.words, word, oracles);
  const final = words.filter(({ statement }) => statement === word.statement).length >= quorum;
  const outcome = { kind: "attest", subject, final } as const;
  const before = said.words.find((one) => one.oracle === oracle);
  const repeated = before?.statement === word.statement;
  if (repeated && !final) return { ...outcome, repeated };
  if (!repeated) ensureLast(tx, before);
  const others = lists.pending.filter(
    ({ processId, words }) => processId !== subject && words.some((one) => one.oracle === oracle),
  );
  ensure(
    final || number !== undefined || subject === ZERO_32 || others.length < MOST_PENDING,
    "ledger/too-many-words",
    "this oracle has announced the most processes that the chain stores before other oracles agree",
  );
  const digest = digestOf(attestationTypedData(genesis.hash, tx));
  const [signed] = yield [{ kind: "signature", digest, signature: tx.signature, address: oracle }];
  ensure(signed, "ledger/signature", "the signature of this attestation was not made by its oracle");
  // Each attestation is tried: if the chain would refuse it, it is refused when it arrives, not when it becomes final.
  const trial = new Draft(draft);
  const record = number === undefined ? undefined : readRecordOf(draft, number);
  yield* applyAttested(
    { ...context, draft: trial, trial: context.trial || !final },
    subject,
    record,
    statement,
    transaction,
  );
  if (final) draft.absorb(trial);
  putSaid(
    context,
    subject,
    final ? { sequence: said.sequence + 1, words: [] } : { sequence: said.sequence, words },
  );
  return { ...outcome, repeated: false };
}
