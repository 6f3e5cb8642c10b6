/** Eligibility in its binary form. */

import { ELIGIBILITY_LIMITS, type Eligibility } from "../../ballot/index.js";
import { scalarFromBytes, scalarToBytes } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import type { Cbor } from "../cbor.js";
import type { Fields } from "../fields.js";

const KINDS = ["member", "holder", "certified", "blind"] as const;

export function eligibilityFields(eligibility: Eligibility): Cbor {
  const kind = KINDS.indexOf(eligibility.kind);
  switch (eligibility.kind) {
    case "member":
      return [kind, eligibility.nodes.map((children) => children.map(scalarToBytes))];
    case "holder":
      return [kind, eligibility.proofs];
    case "certified":
      return [kind, eligibility.certificate];
    case "blind":
      return [kind, eligibility.randomizer, eligibility.signature];
  }
}

function bytesOf(value: Cbor, most: number, what: string): Uint8Array {
  ensure(
    value instanceof Uint8Array && value.length <= most,
    "ledger/form",
    `${what} must be at most ${most} bytes`,
  );
  return value;
}

function children(value: Cbor): bigint[] {
  ensure(Array.isArray(value) && value.length === 8, "ledger/form", "a level has eight children");
  return (value as Cbor[]).map((child) => scalarFromBytes(bytesOf(child, 32, "a child"), "a child"));
}

function proof(value: Cbor): Uint8Array[] {
  ensure(
    Array.isArray(value) && value.length <= ELIGIBILITY_LIMITS.nodes,
    "ledger/form",
    "a storage proof is a list of nodes",
  );
  return (value as Cbor[]).map((node) => bytesOf(node, ELIGIBILITY_LIMITS.nodeBytes, "a node"));
}

/** @throws PsephosError `ledger/form`, `bytes/non-canonical` */
export function readEligibility(fields: Fields): Eligibility {
  const kind = KINDS[fields.integer("kind", KINDS.length - 1)]!;
  const read = (): Eligibility => {
    switch (kind) {
      case "member":
        return { kind, nodes: fields.list("levels", ELIGIBILITY_LIMITS.levels, children) };
      case "holder":
        return { kind, proofs: fields.list("proofs", ELIGIBILITY_LIMITS.proofs, proof) };
      case "certified":
        return { kind, certificate: fields.bytes("certificate", 65) };
      case "blind":
        return {
          kind,
          randomizer: fields.bytes("randomizer", 32),
          signature: fields.bytes("blind signature", 384),
        };
      default:
        throw new Refusal("ledger/form", "unknown kind of eligibility");
    }
  };
  const eligibility = read();
  fields.end();
  return eligibility;
}
