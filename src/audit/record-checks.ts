/** The record that the replay gives beside the one in the bundle, its path to the state root, and who signed that root. */
import { checkHead, type SignedRoot } from "../api/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import {
  type CheckedGenesis,
  checkRecord,
  type Lists,
  type ProcessRecord,
  type RecordProof,
} from "../ledger/index.js";
import type { Collected } from "./collect.js";
import { parseHeadLine, parseRecord } from "./documents.js";
import { type Found, grouped, many } from "./lines.js";
import { textOf } from "./read.js";

/** A record that was led to its state root. */
export interface BundleRecord {
  readonly record: ProcessRecord;
  readonly proof: RecordProof;
  readonly stateRoot: Hex;
}

/** Reads the record. @throws PsephosError `audit/record` */
export function readRecord({ files, manifest }: Collected, genesis: CheckedGenesis): BundleRecord {
  const { proof, stateRoot } = parseRecord(files.get("record.json")!);
  ensure(
    proof.height === manifest.height,
    "audit/record",
    "the manifest names another height than record.json",
  );
  try {
    const record = checkRecord(genesis.hash, stateRoot, proof);
    return { record, proof, stateRoot: toHex(stateRoot) };
  } catch (cause) {
    if (!(cause instanceof PsephosError)) throw cause;
    throw new Refusal("audit/record", cause.message, { cause });
  }
}

/** The fields about the log of votes. */
const LOG: ReadonlySet<keyof ProcessRecord> = new Set(["logSize", "logRoot", "voters", "withoutPackage"]);

/** The first field that differs; the number in the order of creation follows from the record's place. */
const differs = (told: ProcessRecord, made: ProcessRecord, keys: readonly (keyof ProcessRecord)[]) =>
  keys.find((key) => key !== "number" && JSON.stringify(told[key]) !== JSON.stringify(made[key]));

const keysOf = (record: ProcessRecord) => Object.keys(record) as (keyof ProcessRecord)[];

/** `log`. */
export function checkLog({ record }: BundleRecord, made: ProcessRecord): Found {
  const other = differs(
    record,
    made,
    keysOf(made).filter((key) => LOG.has(key)),
  );
  ensure(
    other === undefined,
    "audit/log",
    `the votes in the bundle are not those of the chain: they give the ${other} ${made[other!]}, and the record has ${record[other!]}`,
  );
  const { logSize, logRoot } = made;
  return {
    text: `The log of the process has these ${many(logSize, "vote")} in this order: none is missing, added or exchanged.`,
    figures: { logSize, logRoot },
  };
}

/** `record`. */
export function checkRest({ record, proof, stateRoot }: BundleRecord, made: ProcessRecord): Found {
  const other = differs(record, made, keysOf(made));
  ensure(
    other === undefined,
    "audit/record",
    `the transactions make another record of the process than the chain has: its ${other} differs`,
  );
  return {
    text: `The record of the process is under the state root of block ${grouped(proof.height)}.`,
    figures: {
      height: proof.height,
      stateRoot,
      process: proof.inclusion.index,
      processes: proof.inclusion.size,
    },
  };
}

/** The most bytes of signatures: a chain has at most 256 validators, and each has a line of about 320 bytes. */
const MOST_HEADS = 2 ** 17;

/** The signatures in a bundle. @throws PsephosError `audit/signed` */
function readHeads({ files }: Collected): SignedRoot[] {
  const bytes = files.get("heads.jsonl")!;
  ensure(bytes.length <= MOST_HEADS, "audit/signed", `heads.jsonl has more than ${MOST_HEADS} bytes`);
  const text = textOf(bytes);
  ensure(
    text !== undefined && (text === "" || text.endsWith("\n")),
    "audit/signed",
    "heads.jsonl is not lines of text",
  );
  const heads = text.split("\n").slice(0, -1).map(parseHeadLine);
  const sorted = heads.every(({ validator }, i) => i === 0 || heads[i - 1]!.validator < validator);
  ensure(sorted, "audit/signed", "the signatures are not in order, or a validator signed twice");
  return heads;
}

/** More than two thirds. */
export const neededSignatures = (validators: number): number => Math.floor((2 * validators) / 3) + 1;

/**
 * `signed`.
 * @param lists the chain's, at the height of the record
 * @param expected the state root, if it is known from elsewhere
 */
export function checkSigned(
  collected: Collected,
  genesis: CheckedGenesis,
  { validators }: Lists,
  { proof, stateRoot }: BundleRecord,
  expected: Hex | undefined,
): Found {
  const heads = readHeads(collected);
  for (const head of heads) {
    ensure(
      head.height === proof.height && head.stateRoot === stateRoot,
      "audit/signed",
      `a validator signed another state root: ${head.stateRoot} of block ${head.height}`,
    );
    try {
      checkHead({ hash: genesis.hash, lists: { ...genesis.lists, validators } }, head);
    } catch (cause) {
      if (!(cause instanceof PsephosError)) throw cause;
      throw new Refusal("audit/signed", cause.message, { cause });
    }
  }
  const figures = { signatures: heads.length, validators: validators.length, stateRoot };
  if (expected !== undefined) {
    ensure(
      expected === stateRoot,
      "audit/signed",
      `the state root is ${stateRoot}, not the one that was given`,
    );
    return { text: "The state root is the one that was given.", figures };
  }
  if (validators.length === 0)
    return {
      unchecked: true,
      text: `The chain has no validators: compare the state root ${stateRoot} of block ${grouped(proof.height)} with one that you trust.`,
      figures,
    };
  const needed = neededSignatures(validators.length);
  ensure(
    heads.length >= needed,
    "audit/signed",
    `${many(heads.length, "validator")} of ${validators.length} signed the state root, and ${needed} are needed`,
    "If you know the state root from elsewhere, give it.",
  );
  return {
    text: `${grouped(heads.length)} of ${many(validators.length, "validator")} signed the state root.`,
    figures,
  };
}
