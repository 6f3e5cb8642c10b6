/** A registration for an anonymous vote: an address that may vote adds a commitment to the rolling census. What the voter signs, and its JSON. */
import { fixedHex, type Hex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { votingChainDomain } from "../process/index.js";
import { ensureKeys, hexOf, parseDocument, readValue } from "./document.js";
import { type Eligibility, eligibilityFromJson, eligibilityToJson } from "./eligibility.js";
import { parseWeight } from "./envelope.js";

export interface RegistrationEnvelope {
  /** 32 bytes. */
  readonly processId: Hex;
  /** 0 to 7: a higher one replaces the voter's commitment. */
  readonly nonce: number;
  /** In [1, r). */
  readonly commitment: bigint;
  /** In [1, 2^128). */
  readonly weight: bigint;
  /** Lower case. */
  readonly voter: Hex;
  /** The voter's signature over {@link registrationTypedData}, 65 bytes. */
  readonly signature: Uint8Array;
  readonly eligibility: Eligibility;
}

/** The largest number of a registration. */
export const MAX_REGISTRATION = 7;

const MAX_CHARACTERS = 300_000;
const KEYS = ["commitment", "eligibility", "nonce", "processId", "signature", "voter", "weight"] as const;

/** What a voter signs to register (EIP-712). @param genesisHash of the voting chain, 32 bytes */
export const registrationTypedData = (
  genesisHash: Uint8Array,
  {
    processId,
    commitment,
    weight,
    nonce,
  }: Pick<RegistrationEnvelope, "processId" | "commitment" | "weight" | "nonce">,
) =>
  ({
    domain: votingChainDomain(genesisHash),
    types: {
      Registration: [
        { name: "processId", type: "bytes32" },
        { name: "commitment", type: "uint256" },
        { name: "weight", type: "uint128" },
        { name: "nonce", type: "uint8" },
      ],
    },
    primaryType: "Registration",
    message: { processId, commitment, weight, nonce },
  }) as const;

function registrationNonce(value: unknown): number {
  ensure(
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_REGISTRATION,
    "ballot/nonce-range",
    `the number of a registration is an integer from 0 to ${MAX_REGISTRATION}`,
  );
  return value as number;
}

/** The registration as JSON, in canonical form. @throws PsephosError `ballot/nonce-range`, `bytes/non-canonical` */
export function encodeRegistration(registration: RegistrationEnvelope): string {
  const { commitment, eligibility, nonce, processId, signature, voter, weight } = registration;
  return JSON.stringify({
    commitment: scalarToHex(commitment),
    eligibility: eligibilityToJson(eligibility),
    nonce: registrationNonce(nonce),
    processId,
    signature: toHex(signature),
    voter,
    weight: weight.toString(),
  });
}

/**
 * Reads a registration; neither the signature nor the eligibility is checked.
 * @throws PsephosError `ballot/envelope`, naming the key and never its value; `ballot/not-canonical`
 */
export function decodeRegistration(text: string): RegistrationEnvelope {
  const what = "the registration";
  const fields = parseDocument(text, what, MAX_CHARACTERS);
  ensureKeys(fields, KEYS, what);
  const read = <T>(key: string, parse: () => T): T => readValue(what, key, parse);
  const registration: RegistrationEnvelope = {
    commitment: read("commitment", () => parseScalarHex(fields.commitment)),
    eligibility: read("eligibility", () => eligibilityFromJson(fields.eligibility)),
    nonce: read("nonce", () => registrationNonce(fields.nonce)),
    processId: read("processId", () => hexOf(fields.processId, 32)),
    signature: read("signature", () => fixedHex(fields.signature, 65, "signature")),
    voter: read("voter", () => hexOf(fields.voter, 20)),
    weight: read("weight", () => parseWeight(fields.weight)),
  };
  ensure(
    encodeRegistration(registration) === text,
    "ballot/not-canonical",
    "the registration is not in canonical form",
    "Send the text exactly as it was made: keys in ascending order, each once, no white space.",
  );
  return registration;
}
