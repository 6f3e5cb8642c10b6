/**
 * Receipts: a node's signed word that a vote is in a process's log, with the path from the vote to the signed state root. Whoever has the genesis
 * document checks one without asking anybody. A receipt names a vote by its envelope's hash, never by the bytes of its proof.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { fixedHex, type Hex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import { ensure, ensureAble, PsephosError, Refusal } from "../errors/index.js";
import {
  type CheckedGenesis,
  checkVote,
  decodeEntry,
  type LedgerState,
  type LogEntry,
  type ProcessRecord,
  processView,
  proveVote,
  type VoteProof,
  voteOf,
} from "../ledger/index.js";
import { parseJson } from "../process/index.js";
import { checkHead, type SignedRoot } from "./head.js";
import { base64Bytes, inclusionJson, inclusionOf } from "./proof-json.js";
import { RECEIPT } from "./receipt-schema.js";
import { type Of, schemaProblem } from "./schema.js";

/** What names a vote to the node that has it. */
export interface VoteName {
  readonly processId: Hex;
  /** A nullifier, or `keccak256(address ‖ scope)`: 32 bytes. */
  readonly voterId: Hex;
  readonly envelopeHash: bigint;
}

export interface Receipt extends VoteName {
  /** 32 bytes. */
  readonly genesisHash: Hex;
  readonly head: SignedRoot;
  /** From the vote's entry in the log to the head's state root. Its height is the head's. */
  readonly proof: VoteProof;
}

const ENTRY_BYTES = 160;
const MAX_BYTES = 2 ** 20;

/**
 * The receipt of a vote by its place in the log.
 * @param head the signed head of this state
 * @throws PsephosError `ledger/no-process`, `ledger/no-vote`; `api/other-head`: the head is of another height than the state
 */
export function receiptAt(state: LedgerState, head: SignedRoot, processId: Hex, index: number): Receipt {
  const proof = proveVote(state, processId, index);
  ensureAble(
    proof.process.height === head.height,
    "api/other-head",
    `the head has height ${head.height}, but the state ${proof.process.height}`,
  );
  const { voterId, envelopeHash } = decodeEntry(proof.entry);
  const { height, stateRoot, validator, signature } = head;
  return {
    genesisHash: toHex(state.genesis.hash),
    processId,
    voterId,
    envelopeHash,
    head: { height, stateRoot, validator, signature },
    proof,
  };
}

/**
 * The receipt of the vote that counts for a voter, if that is the vote named.
 * @returns undefined if the process does not exist, the voter has no vote, or another one counts: the three cannot be told apart
 * @throws PsephosError `api/other-head`
 */
export function receiptOf(state: LedgerState, head: SignedRoot, name: VoteName): Receipt | undefined {
  const process = processView(state, name.processId);
  const vote = process && voteOf(state, process, name.voterId);
  return vote?.entry.envelopeHash === name.envelopeHash
    ? receiptAt(state, head, name.processId, vote.index)
    : undefined;
}

/** The receipt as JSON, in canonical form: keys in ascending order, no white space. */
export function encodeReceipt({
  genesisHash,
  processId,
  voterId,
  envelopeHash,
  head,
  proof,
}: Receipt): string {
  const { height, signature, stateRoot, validator } = head;
  const { process, entry, inclusion } = proof;
  return JSON.stringify({
    entry: base64.encode(entry),
    envelopeHash: scalarToHex(envelopeHash),
    genesisHash,
    head: { height, signature, stateRoot, validator },
    inLog: inclusionJson(inclusion),
    inProcesses: inclusionJson(process.inclusion),
    listsHash: toHex(process.listsHash),
    processId,
    record: base64.encode(process.record),
    type: "psephos-receipt",
    version: 1,
    voterId,
  } satisfies Of<typeof RECEIPT>);
}

function parse(text: string): Of<typeof RECEIPT> {
  let document: unknown;
  try {
    document = parseJson(utf8ToBytes(text), { maxBytes: MAX_BYTES, integers: true });
  } catch (cause) {
    const why = cause instanceof PsephosError ? cause.message : "it is not JSON";
    throw new Refusal("api/receipt", `this is not a receipt: ${why}`);
  }
  const problem = schemaProblem(RECEIPT, document);
  ensure(
    problem === undefined,
    "api/receipt",
    () => `this is not a receipt: ${problem} is missing or malformed`,
  );
  return document as Of<typeof RECEIPT>;
}

/**
 * Reads a receipt in its only form; nothing is checked but the form.
 * @throws PsephosError `api/receipt`
 */
export function decodeReceipt(text: string): Receipt {
  const it = parse(text);
  const entry = base64Bytes(it.entry, "api/receipt", "the receipt's entry");
  ensure(
    entry.length === ENTRY_BYTES,
    "api/receipt",
    `the receipt's entry does not have ${ENTRY_BYTES} bytes`,
  );
  const receipt: Receipt = {
    genesisHash: it.genesisHash,
    processId: it.processId,
    voterId: it.voterId,
    envelopeHash: scalarOf(it.envelopeHash),
    head: it.head,
    proof: {
      process: {
        record: base64Bytes(it.record, "api/receipt", "the receipt's record"),
        inclusion: inclusionOf(it.inProcesses),
        height: it.head.height,
        listsHash: fixedHex(it.listsHash, 32, "a hash"),
      },
      entry,
      inclusion: inclusionOf(it.inLog),
    },
  };
  ensure(
    encodeReceipt(receipt) === text,
    "api/receipt",
    "the receipt is not in canonical form",
    "Keep the file exactly as the node sent it.",
  );
  return receipt;
}

function scalarOf(text: string): bigint {
  try {
    return parseScalarHex(text);
  } catch {
    throw new Refusal("api/receipt", "the receipt's envelope hash is not a field element");
  }
}

/** @throws PsephosError `api/receipt` */
export function ensureOfChain(genesis: CheckedGenesis, { genesisHash }: Pick<Receipt, "genesisHash">): void {
  ensure(
    genesisHash === toHex(genesis.hash),
    "api/receipt",
    "the receipt is of another voting chain",
    "Check it with the genesis document of the chain that took the vote.",
  );
}

/** The vote as the log has it, and the record of its process at that height. */
export interface CheckedVote {
  readonly entry: LogEntry;
  readonly record: ProcessRecord;
}

/**
 * Checks that the vote which a receipt names is under a state root.
 * @param stateRoot 32 bytes
 * @throws PsephosError `api/receipt`, `ledger/proof`, `ledger/cbor`, `ledger/form`
 */
export function checkNamedVote(
  genesis: CheckedGenesis,
  stateRoot: string,
  { processId, voterId, envelopeHash, proof }: Pick<Receipt, keyof VoteName | "proof">,
): CheckedVote {
  const { entry, record } = checkVote(genesis.hash, fixedHex(stateRoot, 32, "a root"), proof);
  ensure(record.processId === processId, "api/receipt", "the vote in the receipt is of another process");
  ensure(entry.voterId === voterId, "api/receipt", "the vote in the receipt is another voter's");
  ensure(entry.envelopeHash === envelopeHash, "api/receipt", "the receipt is for another vote of this voter");
  return { entry, record };
}

/**
 * Checks a receipt with the genesis document alone: it is of this chain, a validator of the genesis document signed the state root, and under that
 * root the vote is in the log of the process.
 * @returns the vote as the log has it, and the record of its process at that height
 * @throws PsephosError `api/receipt`, `api/head`, `ledger/proof`, `ledger/cbor`, `ledger/form`
 */
export function checkReceipt(genesis: CheckedGenesis, receipt: Receipt): CheckedVote {
  ensureOfChain(genesis, receipt);
  checkHead(genesis, receipt.head);
  const { height, stateRoot } = receipt.head;
  ensure(receipt.proof.process.height === height, "api/receipt", "the receipt's proof is of another height");
  return checkNamedVote(genesis, stateRoot, receipt);
}
