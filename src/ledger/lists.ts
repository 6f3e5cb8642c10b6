/** The lists of oracles, keykeepers and validators, in their binary form, and as the chain stores them. */
import { addressBytes, fixedHex, type Hex, toHex } from "../bytes/index.js";
import { type Cbor, decodeCbor, encodeCbor } from "./cbor.js";
import { Fields } from "./fields.js";
import { checkLists, type Lists } from "./genesis.js";
import { readWord, type Word, wordFields } from "./process-record.js";
import type { Draft, Reader } from "./store.js";

const bytes32 = (one: Hex) => fixedHex(one, 32, "a key");
const address = (one: Hex) => addressBytes(one, "an address");
const MOST = 256;

export function keykeeperFields(keykeepers: Lists["keykeepers"]): Cbor {
  if (keykeepers === null) return [];
  if (keykeepers.kind === "layered") return [0, keykeepers.addresses.map(address)];
  const { addresses, publicKeys, threshold, confirmations } = keykeepers;
  return [1, addresses.map(address), [...publicKeys], threshold, confirmations];
}

export function readKeykeepers(fields: Fields): Lists["keykeepers"] {
  if (fields.isEmpty) return null;
  const layered = fields.integer("kind", 1) === 0;
  const addresses = fields.list("addresses", MOST, readAddress);
  const read: Lists["keykeepers"] = layered
    ? { kind: "layered", addresses }
    : {
        kind: "threshold",
        addresses,
        publicKeys: fields.list("keys", MOST, (one) => new Fields([one], "a key").bytes("key", 32)),
        threshold: fields.integer("threshold", 255),
        confirmations: fields.integer("confirmations", 255),
      };
  fields.end();
  return read;
}

const readAddress = (one: Cbor) => toHex(new Fields([one], "a list").bytes("address", 20));

export const listsFields = ({ oracles, quorum, keykeepers, validators }: Lists): Cbor => [
  oracles.map(address),
  quorum,
  keykeeperFields(keykeepers),
  validators.map(bytes32),
];

/** @throws PsephosError `ledger/form`, `ledger/genesis` */
export function readLists(fields: Fields): Lists {
  const lists: Lists = {
    oracles: fields.list("oracles", MOST, readAddress),
    quorum: fields.integer("quorum", 255),
    keykeepers: readKeykeepers(fields.inner("keykeepers")),
    validators: fields.list("validators", MOST, (one) =>
      toHex(new Fields([one], "a validator").bytes("key", 32)),
    ),
  };
  fields.end();
  checkLists(lists);
  return lists;
}

/** The lists with the attestations about them. */
export interface ListsRecord {
  readonly lists: Lists;
  readonly sequence: number;
  readonly words: readonly Word[];
  /** Processes that some oracles announced, but not yet enough; ascending by id. */
  readonly pending: readonly { readonly processId: Hex; readonly words: readonly Word[] }[];
}

const KEY = "lists";

export const encodeListsRecord = ({ lists, sequence, words, pending }: ListsRecord): Uint8Array =>
  encodeCbor([
    listsFields(lists),
    sequence,
    words.map(wordFields),
    pending.map(({ processId, words }) => [bytes32(processId), words.map(wordFields)]),
  ]);

function readPending(one: Cbor): ListsRecord["pending"][number] {
  const fields = new Fields(one, "a pending process");
  const pending = {
    processId: toHex(fields.bytes("process id", 32)),
    words: fields.list("words", MOST, readWord),
  };
  fields.end();
  return pending;
}

/** @throws PsephosError `ledger/cbor`, `ledger/form`, `ledger/genesis` */
export function decodeListsRecord(bytes: Uint8Array): ListsRecord {
  const fields = new Fields(decodeCbor(bytes, "the lists"), "the lists");
  const record = {
    lists: readLists(fields.inner("lists")),
    sequence: fields.integer("sequence"),
    words: fields.list("words", MOST, readWord),
    pending: fields.list("pending", MOST * MOST, readPending),
  };
  fields.end();
  return record;
}

export const readListsRecord = (reader: Reader): ListsRecord => decodeListsRecord(reader.get(KEY)!);
/** The lists as of now: the genesis document's, until oracles attest others. */
export const presentLists = (reader: Reader): Lists => readListsRecord(reader).lists;
export const putListsRecord = (draft: Draft, record: ListsRecord): void =>
  draft.put(KEY, encodeListsRecord(record));
export const listsBytes = (reader: Reader): Uint8Array => reader.get(KEY)!;
