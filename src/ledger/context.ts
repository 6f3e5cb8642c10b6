/** The data that a rule can use while a block or a transaction is applied. */
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { scope } from "../process/index.js";
import { decodeCbor } from "./cbor.js";
import { type Declaration, readDeclaration } from "./declaration.js";
import { Fields } from "./fields.js";
import type { CheckedGenesis } from "./genesis.js";
import type { CeremonyCache } from "./key-ceremony.js";
import {
  encodedDeclaration,
  type LedgerProcess,
  type ProcessRecord,
  processNumber,
  readRecordOf,
} from "./process-record.js";
import type { Statement } from "./statements.js";
import type { Draft, Reader } from "./store.js";

export interface Context {
  readonly genesis: CheckedGenesis;
  /** The height of the block that is applied. */
  readonly height: number;
  readonly draft: Draft;
  /** This only finds out what would happen: none of the changes are stored, and votes are not counted, because that takes long. */
  readonly trial: boolean;
  /** The declarations of the processes, which never change, by hash; each is read once. */
  readonly declarations: Map<Hex, Declaration>;
  readonly ceremonies: CeremonyCache;
}

/** The parts of a chain that can be read. */
export type LedgerState = Reader & Pick<Context, "genesis" | "declarations" | "ceremonies">;

/** A rule: it asks whether statements are true, continues with the answers, and returns the outcome of the transaction. */
export type Rule<Outcome> = Generator<readonly Statement[], Outcome, readonly boolean[]>;

type Known = Pick<Context, "declarations">;

/** The declaration of a process. */
export function declarationOf({ declarations }: Known, reader: Reader, record: ProcessRecord): Declaration {
  const known = declarations.get(record.declaration);
  if (known) return known;
  const bytes = encodedDeclaration(reader, record.number);
  const read = readDeclaration(new Fields(decodeCbor(bytes, "a declaration"), "a declaration"));
  declarations.set(record.declaration, read);
  return read;
}

/** A process by its id, or undefined. */
export function findProcess(known: Known, reader: Reader, processId: Hex): LedgerProcess | undefined {
  const number = processNumber(reader, processId);
  if (number === undefined) return undefined;
  const record = readRecordOf(reader, number);
  return { record, declaration: declarationOf(known, reader, record) };
}

/** @throws PsephosError `ledger/no-process` */
export function processOf(context: Context, processId: Hex): LedgerProcess {
  const found = findProcess(context, context.draft, processId);
  ensure(
    found,
    "ledger/no-process",
    "the voting chain has no process with this id",
    "A process appears some blocks after its declaration is final on its EVM chain.",
  );
  return found;
}

/** Scopes by declaration and question: each vote of a block needs the same one. */
const scopes = new WeakMap<Declaration, Map<number, bigint>>();

/** The scope of a question: the open one by default. */
export function scopeOf({ record, declaration }: LedgerProcess, questionIndex = record.question): bigint {
  const known = scopes.get(declaration) ?? new Map<number, bigint>();
  scopes.set(declaration, known);
  const before = known.get(questionIndex);
  if (before !== undefined) return before;
  const made = scope({ contract: declaration.contract, processId: record.processId, questionIndex });
  known.set(questionIndex, made);
  return made;
}
