/** Why an address may vote or register, by the origin of the process's census; and its JSON. */
import { fixedHex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

export type Eligibility =
  /** Its leaf is in the census tree: eight children for each level, lowest level first. */
  | { readonly kind: "member"; readonly nodes: readonly (readonly bigint[])[] }
  /** The address holds tokens: the nodes of the storage proofs (EIP-1186), from the root down. */
  | { readonly kind: "holder"; readonly proofs: readonly (readonly Uint8Array[])[] }
  /** An authority signed it: 65 bytes. */
  | { readonly kind: "certified"; readonly certificate: Uint8Array }
  /** An authority signed it without seeing it (RFC 9474): 32 and 384 bytes. */
  | { readonly kind: "blind"; readonly randomizer: Uint8Array; readonly signature: Uint8Array };

/** The limits of an eligibility. */
export const ELIGIBILITY_LIMITS = {
  /** Levels of a census tree. */
  levels: 11,
  /** Storage proofs: MiniMe has two. */
  proofs: 2,
  /** Nodes of a storage proof. */
  nodes: 64,
  /** Bytes of a node. */
  nodeBytes: 1024,
} as const;

const CERTIFICATE_BYTES = 65;
const RANDOMIZER_BYTES = 32;
const BLIND_SIGNATURE_BYTES = 384;

export function eligibilityToJson(eligibility: Eligibility): unknown {
  const { kind } = eligibility;
  switch (kind) {
    case "member":
      return { kind, nodes: eligibility.nodes.map((children) => children.map(scalarToHex)) };
    case "holder":
      return { kind, proofs: eligibility.proofs.map((proof) => proof.map(toHex)) };
    case "certified":
      return { kind, certificate: toHex(eligibility.certificate) };
    case "blind":
      return {
        kind,
        randomizer: toHex(eligibility.randomizer),
        signature: toHex(eligibility.signature),
      };
  }
}

function list<T>(value: unknown, most: number, read: (member: unknown) => T): T[] {
  ensure(Array.isArray(value) && value.length <= most, "ballot/envelope", "a list is malformed");
  return (value as unknown[]).map(read);
}

function node(value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? (value.length - 2) / 2 : 0;
  const whole = Number.isInteger(bytes) && bytes <= ELIGIBILITY_LIMITS.nodeBytes;
  ensure(whole, "ballot/envelope", "a node is malformed");
  return fixedHex(value, bytes, "a node");
}

const children = (value: unknown): bigint[] => {
  ensure(Array.isArray(value) && value.length === 8, "ballot/envelope", "a level has eight children");
  return list(value, 8, (child) => parseScalarHex(child));
};

/** Reads an eligibility. It does not refuse unknown keys: the caller compares the canonical form. @throws PsephosError `ballot/envelope`, `bytes/hex`, `bytes/non-canonical` */
export function eligibilityFromJson(value: unknown): Eligibility {
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { levels, proofs, nodes } = ELIGIBILITY_LIMITS;
  switch (fields.kind) {
    case "member":
      return { kind: "member", nodes: list(fields.nodes, levels, children) };
    case "holder":
      return { kind: "holder", proofs: list(fields.proofs, proofs, (proof) => list(proof, nodes, node)) };
    case "certified":
      return {
        kind: "certified",
        certificate: fixedHex(fields.certificate, CERTIFICATE_BYTES, "certificate"),
      };
    case "blind":
      return {
        kind: "blind",
        randomizer: fixedHex(fields.randomizer, RANDOMIZER_BYTES, "randomizer"),
        signature: fixedHex(fields.signature, BLIND_SIGNATURE_BYTES, "signature"),
      };
    default:
      ensure(false, "ballot/envelope", "unknown kind of eligibility");
  }
}
