/** What a contributor publishes after contributing: its words, and its file. */
import { ensure, Refusal } from "../../errors/index.js";
import { hex, integer, nullable, oneOf, prose, record, type Shaped, text } from "./shape.js";

const shape = record({
  format: oneOf("psephos-attestation"),
  version: oneOf(1),
  /** The phase of the contribution. */
  phase: oneOf("powers of tau", "key"),
  /** From 1. */
  position: integer(1, 10_000),
  name: prose(64),
  hash: hex(128),
  signature: nullable(
    record({
      address: text(/^0x[0-9a-fA-F]{40}$/, "an address"),
      signature: text(/^0x[0-9a-f]{130}$/, "65 bytes in hex"),
    }),
  ),
});
export type Attestation = Shaped<typeof shape>;
export type AttestationSignature = NonNullable<Attestation["signature"]>;

/** The words that are published and signed. The hash names the contribution and all before it. */
export function attestationText({ phase, position, name, hash }: Omit<Attestation, "signature">): string {
  return [
    "I contributed to a trusted setup and kept nothing of my secret.",
    `phase: ${phase}`,
    `position: ${position}`,
    `name: ${JSON.stringify(name)}`,
    `hash: ${hash}`,
  ].join("\n");
}

/** An attestation without a signature. */
export function attest(about: Pick<Attestation, "phase" | "position" | "name" | "hash">): Attestation {
  return { format: "psephos-attestation", version: 1, ...about, signature: null };
}

export function formatAttestation(attestation: Attestation): string {
  return `${JSON.stringify(attestation, null, 2)}\n`;
}

/**
 * @param file exactly as {@link formatAttestation} writes it: no key is unknown or there twice
 * @throws PsephosError `setup/attestation-json`, `setup/transcript-shape`, `setup/attestation-form`
 */
export function parseAttestation(file: string): Attestation {
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch {
    throw new Refusal("setup/attestation-json", "the attestation is not JSON");
  }
  const attestation = shape(value, "");
  ensure(
    formatAttestation(attestation) === file,
    "setup/attestation-form",
    "the attestation is not written as Psephos writes it, or has a key twice",
    "Take the file as the contributor published it.",
  );
  return attestation;
}
