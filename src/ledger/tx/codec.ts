/** Transactions as bytes: deterministic CBOR, one canonical form. A transaction's id is the SHA-256 of its bytes. */
import { sha256 } from "@noble/hashes/sha2.js";
import { assertKeyIndexes } from "../../ballot/index.js";
import {
  addressBytes,
  fixedHex,
  type Hex,
  scalarFromBytes,
  scalarToBytes,
  toHex,
} from "../../bytes/index.js";
import { Refusal } from "../../errors/index.js";
import { type Cbor, decodeCbor, encodeCbor } from "../cbor.js";
import { Fields, integerBytes } from "../fields.js";
import { attestedFields, readAttested } from "./attested.js";
import { eligibilityFields, readEligibility } from "./eligibility.js";
import type { Transaction, Vote } from "./types.js";

const KINDS = ["anonymous", "named", "register", "attest", "deal", "complain", "confirm", "reveal"] as const;
const MAX_PACKAGE = 4096;
const MAX_DEAL = 8192;

const id = (value: Hex) => fixedHex(value, 32, "an id");
const address = (value: Hex) => addressBytes(value, "an address");

const contentFields = (vote: Vote): readonly Cbor[] => [
  id(vote.processId),
  vote.nonce,
  Uint8Array.from(vote.encryptionKeyIndexes),
  vote.votePackage,
  integerBytes(vote.weight),
  vote.censusRoot === null ? null : id(vote.censusRoot),
];

function fieldsOf(tx: Transaction): readonly Cbor[] {
  switch (tx.kind) {
    case "anonymous":
      return [...contentFields(tx), scalarToBytes(tx.nullifier), scalarToBytes(tx.voteHash), tx.proof];
    case "named":
      return [...contentFields(tx), address(tx.voter), tx.signature, eligibilityFields(tx.eligibility)];
    case "register":
      return [
        id(tx.processId),
        tx.nonce,
        scalarToBytes(tx.commitment),
        integerBytes(tx.weight),
        address(tx.voter),
        tx.signature,
        eligibilityFields(tx.eligibility),
      ];
    case "attest":
      return [
        id(tx.subject),
        tx.sequence,
        tx.revision,
        id(tx.evmBlock),
        attestedFields(tx.statement),
        address(tx.oracle),
        tx.signature,
      ];
    case "deal":
      return [id(tx.processId), tx.round, address(tx.keykeeper), tx.deal, tx.signature];
    case "complain":
      return [id(tx.processId), tx.round, tx.dealer, tx.place, tx.point, tx.proof];
    case "confirm":
      return [id(tx.processId), tx.round, address(tx.keykeeper), tx.signature];
    case "reveal":
      return [id(tx.processId), tx.round, tx.place, tx.secret];
  }
}

export const encodeTransaction = (tx: Transaction): Uint8Array =>
  encodeCbor([KINDS.indexOf(tx.kind), ...fieldsOf(tx)]);

/** A transaction's id: SHA-256 of its bytes, 32 bytes. */
export const transactionId = (bytes: Uint8Array): Uint8Array => sha256(bytes);

const hex = (fields: Fields, name: string, length: number): Hex => toHex(fields.bytes(name, length));
const scalar = (fields: Fields, name: string): bigint => scalarFromBytes(fields.bytes(name, 32), name);

function readContent(fields: Fields) {
  const processId = hex(fields, "process id", 32);
  const nonce = fields.integer("nonce", 255);
  const encryptionKeyIndexes = [...fields.bytesUpTo("key indexes", 256)];
  assertKeyIndexes(encryptionKeyIndexes);
  const votePackage = fields.bytesUpTo("package", MAX_PACKAGE);
  const weight = fields.weight("weight");
  const root = fields.optionalBytes("census root", 32);
  return {
    processId,
    nonce,
    encryptionKeyIndexes,
    votePackage,
    weight,
    censusRoot: root && toHex(root),
  };
}

function read(kind: Transaction["kind"], fields: Fields): Transaction {
  switch (kind) {
    case "anonymous":
      return {
        kind,
        ...readContent(fields),
        nullifier: scalar(fields, "nullifier"),
        voteHash: scalar(fields, "vote hash"),
        proof: fields.bytes("proof", 256),
      };
    case "named":
      return {
        kind,
        ...readContent(fields),
        voter: hex(fields, "voter", 20),
        signature: fields.bytes("signature", 65),
        eligibility: readEligibility(fields.inner("eligibility")),
      };
    case "register":
      return {
        kind,
        processId: hex(fields, "process id", 32),
        nonce: fields.integer("nonce", 7),
        commitment: scalar(fields, "commitment"),
        weight: fields.weight("weight"),
        voter: hex(fields, "voter", 20),
        signature: fields.bytes("signature", 65),
        eligibility: readEligibility(fields.inner("eligibility")),
      };
    case "attest":
      return {
        kind,
        subject: hex(fields, "subject", 32),
        sequence: fields.integer("sequence"),
        revision: fields.integer("revision", 255),
        evmBlock: hex(fields, "EVM block", 32),
        statement: readAttested(fields.inner("statement")),
        oracle: hex(fields, "oracle", 20),
        signature: fields.bytes("signature", 65),
      };
    case "deal":
      return {
        kind,
        processId: hex(fields, "process id", 32),
        round: fields.integer("round", 255),
        keykeeper: hex(fields, "keykeeper", 20),
        deal: fields.bytesUpTo("deal", MAX_DEAL),
        signature: fields.bytes("signature", 65),
      };
    case "complain":
      return {
        kind,
        processId: hex(fields, "process id", 32),
        round: fields.integer("round", 255),
        dealer: fields.integer("dealer", 255),
        place: fields.integer("place", 255),
        point: fields.bytes("point", 32),
        proof: fields.bytes("proof", 64),
      };
    case "confirm":
      return {
        kind,
        processId: hex(fields, "process id", 32),
        round: fields.integer("round", 255),
        keykeeper: hex(fields, "keykeeper", 20),
        signature: fields.bytes("signature", 65),
      };
    case "reveal":
      return {
        kind,
        processId: hex(fields, "process id", 32),
        round: fields.integer("round", 255),
        place: fields.integer("place", 255),
        secret: fields.bytes("secret", 32),
      };
  }
}

/**
 * Reads a transaction.
 * @throws PsephosError `ledger/cbor`, `ledger/form`, `bytes/non-canonical`, `ballot/key-indexes`, and for a declaration those of its parameters
 */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const fields = new Fields(decodeCbor(bytes, "the transaction"), "the transaction");
  const kind = KINDS[fields.integer("kind", KINDS.length - 1)];
  if (kind === undefined) throw new Refusal("ledger/form", "unknown kind of transaction");
  const tx = read(kind, fields);
  fields.end();
  return tx;
}
