/**
 * Receipts of a chain with several validators: more than two thirds of them agreed on the state in whose log the vote is. Whoever has the genesis document checks one without asking
 * anybody, and needs to trust no single node.
 *
 *     vote's entry → its process's log → record → state root = app hash of the next block's header → its commit → validators → genesis document
 *
 * It may also have the block that recorded the vote, and the result there.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { fixedHex, type Hex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import type { CheckedGenesis, LogEntry, VoteProof } from "../ledger/index.js";
import { parseJson } from "../process/index.js";
import { COMMIT_RECEIPT } from "./commit-receipt-schema.js";
import { checkInBlock, checkTrust, type InBlock, isForBlock, type LightBlock } from "./light/index.js";
import { base64Bytes, inclusionJson, inclusionOf } from "./proof-json.js";
import { type CheckedVote, checkNamedVote, ensureOfChain, type VoteName } from "./receipt.js";
import { type Of, schemaProblem } from "./schema.js";

export interface CommitReceipt extends VoteName {
  /** 32 bytes. */
  readonly genesisHash: Hex;
  /** From the vote's entry in the log to the state root after a block. */
  readonly proof: VoteProof;
  /** The block after that: its header has the state root. */
  readonly block: LightBlock;
  /** Blocks in which the validators had changed, ascending; none if they never did. */
  readonly steps: readonly LightBlock[];
  /** The block that recorded the vote, and the one after it; null if the node does not keep them any more. */
  readonly recorded: { readonly in: InBlock; readonly next: LightBlock } | null;
}

type Json = Of<typeof COMMIT_RECEIPT>;

/** Who agreed on the block that has a receipt's state root. */
export interface CommitSigned {
  readonly by: "validators";
  /** Its height. */
  readonly block: number;
  /** Validators who signed it, and all of them. */
  readonly signers: number;
  readonly validators: number;
}

const MAX_BYTES = 16 * 2 ** 20;

const recordedJson = ({ in: place, next }: NonNullable<CommitReceipt["recorded"]>): Json["recorded"] => ({
  at: place.at,
  batch: base64.encode(place.batch),
  code: place.result.code,
  data: base64.encode(place.result.data),
  header: place.header,
  inBlock: inclusionJson(place.inBlock),
  inResults: inclusionJson(place.inResults),
  next,
});

/** Values in one form: the keys of every object in ascending order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

/** The receipt as JSON, in canonical form: keys in ascending order, no white space. */
export function encodeCommitReceipt({ proof, block, steps, recorded, ...name }: CommitReceipt): string {
  const document: Json = {
    block,
    entry: base64.encode(proof.entry),
    envelopeHash: scalarToHex(name.envelopeHash),
    genesisHash: name.genesisHash,
    inLog: inclusionJson(proof.inclusion),
    inProcesses: inclusionJson(proof.process.inclusion),
    listsHash: toHex(proof.process.listsHash),
    processId: name.processId,
    record: base64.encode(proof.process.record),
    recorded: recorded && recordedJson(recorded),
    steps,
    type: "psephos-commit-receipt",
    version: 1,
    voterId: name.voterId,
  };
  return JSON.stringify(sorted(document));
}

function parse(text: string): Json {
  let document: unknown;
  try {
    document = parseJson(utf8ToBytes(text), { maxBytes: MAX_BYTES, integers: true });
  } catch (cause) {
    const why = cause instanceof PsephosError ? cause.message : "it is not JSON";
    throw new Refusal("api/receipt", `this is not a receipt of a chain with several validators: ${why}`);
  }
  const problem = schemaProblem(COMMIT_RECEIPT, document);
  ensure(
    problem === undefined,
    "api/receipt",
    () => `this is not a receipt of a chain with several validators: ${problem} is missing or malformed`,
  );
  return document as Json;
}

function recordedOf(it: NonNullable<Json["recorded"]>): NonNullable<CommitReceipt["recorded"]> {
  const bytes = (text: string, what: string) => base64Bytes(text, "api/receipt", what);
  return {
    in: {
      header: it.header,
      batch: bytes(it.batch, "the receipt's batch"),
      at: it.at,
      inBlock: inclusionOf(it.inBlock),
      result: { code: it.code, data: bytes(it.data, "the receipt's result") },
      inResults: inclusionOf(it.inResults),
    },
    next: it.next,
  };
}

function scalarOf(text: string): bigint {
  try {
    return parseScalarHex(text);
  } catch {
    throw new Refusal("api/receipt", "the receipt's envelope hash is not a field element");
  }
}

/**
 * Reads a receipt in its only form; nothing is checked but the form.
 * @throws PsephosError `api/receipt`
 */
export function decodeCommitReceipt(text: string): CommitReceipt {
  const it = parse(text);
  const { genesisHash, processId, voterId, block, steps } = it;
  const receipt: CommitReceipt = {
    genesisHash,
    processId,
    voterId,
    envelopeHash: scalarOf(it.envelopeHash),
    proof: {
      process: {
        record: base64Bytes(it.record, "api/receipt", "the receipt's record"),
        inclusion: inclusionOf(it.inProcesses),
        height: block.header.height - 1,
        listsHash: fixedHex(it.listsHash, 32, "a hash"),
      },
      entry: base64Bytes(it.entry, "api/receipt", "the receipt's entry"),
      inclusion: inclusionOf(it.inLog),
    },
    block,
    steps,
    recorded: it.recorded && recordedOf(it.recorded),
  };
  ensure(
    encodeCommitReceipt(receipt) === text,
    "api/receipt",
    "the receipt is not in canonical form",
    "Keep the file exactly as the node sent it.",
  );
  return receipt;
}

function checkRecorded(
  genesis: CheckedGenesis,
  { recorded, steps }: CommitReceipt,
  { height, transaction }: LogEntry,
): void {
  if (!recorded) return;
  const { in: place, next } = recorded;
  ensure(place.header.height === height, "api/receipt", "the block in the receipt is not the vote's");
  checkTrust(
    genesis,
    steps.filter(({ header }) => header.height < next.header.height),
    next,
  );
  checkInBlock(place, transaction, next.header);
}

/**
 * Checks a receipt with the genesis document alone: more than two thirds of the chain's validators agreed on a block whose header has the state root, and under
 * that root the vote is in the log of the process. If the receipt has the block that recorded the vote, it is there, and was recorded.
 * @returns the vote as the log has it, the record of its process at that height, and who signed
 * @throws PsephosError `api/receipt`, `api/commit`, `api/trust`, `api/batch`, `ledger/proof`, `ledger/cbor`, `ledger/form`
 */
export function checkCommitReceipt(
  genesis: CheckedGenesis,
  receipt: CommitReceipt,
): CheckedVote & { readonly signed: CommitSigned } {
  ensureOfChain(genesis, receipt);
  const { header, commit, validators } = receipt.block;
  checkTrust(genesis, receipt.steps, receipt.block);
  ensure(
    receipt.proof.process.height === header.height - 1,
    "api/receipt",
    "the receipt's proof is of another height",
  );
  const vote = checkNamedVote(genesis, header.appHash, receipt);
  checkRecorded(genesis, receipt, vote.entry);
  const signers = commit.signatures.filter(isForBlock).length;
  const signed = { by: "validators", block: header.height, signers, validators: validators.length } as const;
  return { ...vote, signed };
}
