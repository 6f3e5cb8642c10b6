/**
 * The two bytes of flags that declare how a process behaves. Bit 0 is the lowest.
 *
 *     mode          autoStart interruptible dynamicCensus encryptedMetadata preRegister
 *     envelope type serial    anonymous     encryptedVotes uniqueValues     costFromWeight
 *     bit           0         1             2              3                4
 */
import { ensure, type RefusedCode } from "../errors/index.js";

/** What can be done to a process from outside, and when it starts. */
export interface Mode {
  /** Starts by itself at `startBlock`; otherwise it starts PAUSED, until its creator sets it READY. */
  autoStart: boolean;
  /** Its creator may end, cancel and pause it early. */
  interruptible: boolean;
  /** Its creator may replace the census while it is READY or PAUSED. */
  dynamicCensus: boolean;
  /** Its metadata can be read only with a key. */
  encryptedMetadata: boolean;
  /** Voters register their anonymous keys before the start; anonymous processes only. */
  preRegister: boolean;
}

/** How votes are cast and counted. */
export interface EnvelopeType {
  /** One envelope for each question, as the questions are opened one by one. */
  serial: boolean;
  /** Votes carry a zero-knowledge proof of census membership instead of a signature. */
  anonymous: boolean;
  /** Votes are sealed until the keys are revealed at the end. */
  encryptedVotes: boolean;
  /** No value may occur twice in a ballot. */
  uniqueValues: boolean;
  /** The voter's weight is the largest cost of the ballot, in place of `maxTotalCost`. */
  costFromWeight: boolean;
}

/** The names of the mode's bits, lowest first. */
export const MODE_FLAGS = [
  "autoStart",
  "interruptible",
  "dynamicCensus",
  "encryptedMetadata",
  "preRegister",
] as const satisfies (keyof Mode)[];

/** The names of the envelope type's bits, lowest first. */
export const ENVELOPE_FLAGS = [
  "serial",
  "anonymous",
  "encryptedVotes",
  "uniqueValues",
  "costFromWeight",
] as const satisfies (keyof EnvelopeType)[];

function encode(names: readonly string[], flags: object, code: RefusedCode): number {
  let bits = 0;
  for (const [name, set] of Object.entries(flags)) {
    const bit = names.indexOf(name);
    ensure(bit >= 0 && typeof set === "boolean", code, `the flags are booleans named ${names.join(", ")}`);
    if (set) bits |= 1 << bit;
  }
  return bits;
}

function decode<Name extends string>(
  names: readonly Name[],
  bits: number,
  code: RefusedCode,
): Record<Name, boolean> {
  ensure(
    Number.isInteger(bits) && bits >= 0 && bits < 1 << names.length,
    code,
    `the flags are bits 0 to ${names.length - 1}; no other bit has a meaning`,
    "A newer version of Psephos may have made the process.",
  );
  return Object.fromEntries(names.map((name, bit) => [name, (bits & (1 << bit)) !== 0])) as Record<
    Name,
    boolean
  >;
}

/**
 * The mode byte of these flags; those left out are false.
 * @throws PsephosError `process/mode` on a name that is not a flag or a value that is not a boolean
 */
export function encodeMode(flags: Partial<Mode>): number {
  return encode(MODE_FLAGS, flags, "process/mode");
}

/**
 * The flags of a mode byte.
 * @throws PsephosError `process/mode` on an unknown bit
 */
export function decodeMode(bits: number): Mode {
  return decode(MODE_FLAGS, bits, "process/mode");
}

/**
 * The envelope type byte of these flags; those left out are false.
 * @throws PsephosError `process/envelope-type` on a name that is not a flag or a value that is not a boolean
 */
export function encodeEnvelopeType(flags: Partial<EnvelopeType>): number {
  return encode(ENVELOPE_FLAGS, flags, "process/envelope-type");
}

/**
 * The flags of an envelope type byte.
 * @throws PsephosError `process/envelope-type` on an unknown bit
 */
export function decodeEnvelopeType(bits: number): EnvelopeType {
  return decode(ENVELOPE_FLAGS, bits, "process/envelope-type");
}
