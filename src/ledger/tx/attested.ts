/** What an oracle attests, in its binary form. Its SHA-256 is what oracles sign and agree on. */
import { sha256 } from "@noble/hashes/sha2.js";
import { fixedHex, type Hex, scalarFromBytes, scalarToBytes, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { isStatus } from "../../process/index.js";
import { type Cbor, encodeCbor } from "../cbor.js";
import { type Declaration, declarationFields, readDeclaration } from "../declaration.js";
import { Fields, integerBytes } from "../fields.js";
import { listsFields, readLists } from "../lists.js";
import type { Attested, IncludedVote } from "./types.js";

const KINDS = [
  "declared",
  "status",
  "question",
  "census",
  "rollup-opened",
  "included",
  "inclusion-ended",
  "lists",
] as const satisfies readonly Attested["kind"][];
const MAX_INCLUDED = 256;
const MAX_HEADER_BYTES = 4096;
const MAX_NODE_BYTES = 1024;

const includedFields = (vote: IncludedVote): Cbor => [
  scalarToBytes(vote.nullifier),
  integerBytes(vote.weight),
  scalarToBytes(vote.voteHash),
  vote.nonce,
  scalarToBytes(vote.envelopeHash),
  vote.votePackage,
];

function readIncluded(value: Cbor): IncludedVote {
  const fields = new Fields(value, "an included vote");
  const vote = {
    nullifier: scalarFromBytes(fields.bytes("nullifier", 32), "a nullifier"),
    weight: fields.weight("weight"),
    voteHash: scalarFromBytes(fields.bytes("vote hash", 32), "a vote hash"),
    nonce: fields.integer("nonce", 255),
    envelopeHash: scalarFromBytes(fields.bytes("envelope hash", 32), "an envelope hash"),
    votePackage: fields.nullableBytes("package", 2048),
  };
  fields.end();
  return vote;
}

function snapshotFields(snapshot: Extract<Attested, { kind: "declared" }>["snapshot"]): Cbor {
  if (snapshot === null) return [];
  return [fixedHex(snapshot.blockHash, 32, "block hash"), snapshot.header, snapshot.accountProof];
}

export function attestedFields(statement: Attested): Cbor {
  const kind = KINDS.indexOf(statement.kind);
  switch (statement.kind) {
    case "declared":
      return [kind, declarationFields(statement.declaration), snapshotFields(statement.snapshot)];
    case "status":
      return [kind, statement.status];
    case "census":
      return [kind, statement.root, statement.uri];
    case "rollup-opened":
      return [kind, statement.oracles];
    case "included":
      return [kind, statement.votes.map(includedFields)];
    case "lists":
      return [kind, listsFields(statement.lists)];
    default:
      return [kind];
  }
}

/** SHA-256 of a statement's binary form. */
export const attestedHash = (statement: Attested): Hex =>
  toHex(sha256(encodeCbor(attestedFields(statement))));

/** SHA-256 of a declaration's binary form: the `declaration` of the process's record. */
export const declarationHash = (encoded: Uint8Array): Hex => toHex(sha256(encoded));

/** The same of a declaration: whoever shows one to a client can be held to the record. @throws PsephosError those of `encodeParams` */
export const hashOfDeclaration = (declaration: Declaration): Hex =>
  declarationHash(encodeCbor(declarationFields(declaration)));

function readSnapshot(fields: Fields): Extract<Attested, { kind: "declared" }>["snapshot"] {
  if (fields.isEmpty) return null;
  const snapshot = {
    blockHash: toHex(fields.bytes("block hash", 32)),
    header: fields.bytesUpTo("header", MAX_HEADER_BYTES),
    accountProof: fields.list("account proof", 64, (node) => {
      ensure(
        node instanceof Uint8Array && node.length <= MAX_NODE_BYTES,
        "ledger/form",
        `a node has at most ${MAX_NODE_BYTES} bytes`,
      );
      return node;
    }),
  };
  fields.end();
  return snapshot;
}

/** @throws PsephosError `ledger/form`, and those of `readDeclaration` and `readLists` */
export function readAttested(fields: Fields): Attested {
  const kind = KINDS[fields.integer("kind", KINDS.length - 1)]!;
  const read = (): Attested => {
    switch (kind) {
      case "declared":
        return {
          kind,
          declaration: readDeclaration(fields.inner("declaration")),
          snapshot: readSnapshot(fields.inner("snapshot")),
        };
      case "status": {
        const status = fields.integer("status", 4);
        ensure(isStatus(status), "ledger/form", "unknown status");
        return { kind, status };
      }
      case "census":
        return { kind, root: fields.text("root", 4096), uri: fields.text("URI", 4096) };
      case "rollup-opened":
        return { kind, oracles: fields.integer("oracles", 64) };
      case "included":
        return { kind, votes: fields.list("votes", MAX_INCLUDED, readIncluded) };
      case "lists":
        return { kind, lists: readLists(fields.inner("lists")) };
      default:
        return { kind };
    }
  };
  const statement = read();
  fields.end();
  return statement;
}
