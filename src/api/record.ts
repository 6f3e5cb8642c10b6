/**
 * A process's record under a state root that a validator signed: the record's bytes, which are a leaf of the tree of processes, their path to the state root, and the
 * signed head. Whoever has the genesis document checks one without asking anybody. The size of the tree is not under the root: it only says how the path is read.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { type CheckedGenesis, checkRecord, type ProcessRecord, type RecordProof } from "../ledger/index.js";
import { parseJson } from "../process/index.js";
import { checkHead, type SignedRoot } from "./head.js";
import { base64Bytes, INCLUSION, inclusionJson, inclusionOf } from "./proof-json.js";
import { type Of, object, schemaProblem } from "./schema.js";
import { BASE64, HEX_32, SIGNED_ROOT } from "./values.js";

export interface SignedRecord {
  /** 32 bytes. */
  readonly genesisHash: Hex;
  readonly processId: Hex;
  /** Of the proof's height. */
  readonly head: SignedRoot;
  readonly proof: RecordProof;
}

export const RECORD = object(
  {
    genesisHash: HEX_32,
    head: object(SIGNED_ROOT, "the state root, signed by a validator of the genesis document"),
    inProcesses: INCLUSION,
    listsHash: HEX_32,
    processId: HEX_32,
    record: BASE64,
    type: { type: "string", enum: ["psephos-record"] },
    version: { type: "integer", minimum: 1, maximum: 1 },
  },
  "the record of a process, and the path from it to a signed state root",
);

const MAX_BYTES = 16 * 2 ** 20;

/** The proof as JSON, in canonical form: keys in ascending order, no white space. */
export function encodeSignedRecord({ genesisHash, processId, head, proof }: SignedRecord): string {
  const { height, signature, stateRoot, validator } = head;
  return JSON.stringify({
    genesisHash,
    head: { height, signature, stateRoot, validator },
    inProcesses: inclusionJson(proof.inclusion),
    listsHash: toHex(proof.listsHash),
    processId,
    record: base64.encode(proof.record),
    type: "psephos-record",
    version: 1,
  } satisfies Of<typeof RECORD>);
}

function parse(text: string): Of<typeof RECORD> {
  let document: unknown;
  try {
    document = parseJson(utf8ToBytes(text), { maxBytes: MAX_BYTES, integers: true });
  } catch (cause) {
    const why = cause instanceof PsephosError ? cause.message : "it is not JSON";
    throw new Refusal("api/record", `this is not the proof of a record: ${why}`);
  }
  const problem = schemaProblem(RECORD, document);
  ensure(
    problem === undefined,
    "api/record",
    () => `this is not the proof of a record: ${problem} is missing or malformed`,
  );
  return document as Of<typeof RECORD>;
}

/**
 * Reads the proof of a record in its only form; nothing is checked but the form.
 * @throws PsephosError `api/record`
 */
export function decodeSignedRecord(text: string): SignedRecord {
  const it = parse(text);
  const { genesisHash, processId, head } = it;
  const proof: RecordProof = {
    record: base64Bytes(it.record, "api/record", "the record"),
    inclusion: inclusionOf(it.inProcesses),
    height: head.height,
    listsHash: fixedHex(it.listsHash, 32, "a hash"),
  };
  const signed: SignedRecord = { genesisHash, processId, head, proof };
  ensure(
    encodeSignedRecord(signed) === text,
    "api/record",
    "the proof of a record is not in canonical form",
    "Keep it exactly as the node sent it.",
  );
  return signed;
}

/**
 * Checks the proof of a record: it is of this chain, one of the validators that the lists name signed the state root, and the record is under that root. With a genesis document
 * alone these are its own validators; on a chain of several those of now, which `checkValidators` gives.
 * @throws PsephosError `api/record`, `api/head`, `ledger/proof`, `ledger/cbor`, `ledger/form`
 */
export function checkSignedRecord(
  genesis: Pick<CheckedGenesis, "hash" | "lists">,
  { genesisHash, processId, head, proof }: SignedRecord,
): ProcessRecord {
  ensure(
    genesisHash === toHex(genesis.hash),
    "api/record",
    "the record is of another voting chain",
    "Check it with the genesis document of its chain.",
  );
  checkHead(genesis, head);
  ensure(proof.height === head.height, "api/record", "the proof of the record is of another height");
  const record = checkRecord(genesis.hash, fixedHex(head.stateRoot, 32, "a root"), proof);
  ensure(record.processId === processId, "api/record", "the record is of another process");
  return record;
}
