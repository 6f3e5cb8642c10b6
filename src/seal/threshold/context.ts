/** The key ceremony that a message belongs to. Every hash of the ceremony begins with it, so no message can be used in another ceremony. */
import { bytesToNumberLE } from "@noble/curves-2/utils.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { uintBytes } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { ORDER } from "./group.js";

export interface CeremonyContext {
  /** SHA-256 of the voting chain's genesis document, 32 bytes. */
  readonly genesisHash: Uint8Array;
  /** 32 bytes. */
  readonly processId: Uint8Array;
  /** The attempt, from 0; a failed ceremony is followed by the next round. It is the ballots' `encryptionKeyIndexes`: at most 255. */
  readonly round: number;
}

/** @throws PsephosError `seal/context` */
export function contextBytes({ genesisHash, processId, round }: CeremonyContext): Uint8Array {
  ensure(
    [genesisHash, processId].every((id) => id instanceof Uint8Array && id.length === 32),
    "seal/context",
    "a genesis hash and a process id have 32 bytes each",
  );
  ensure(
    Number.isInteger(round) && round >= 0 && round <= 255,
    "seal/context",
    "a round is an integer from 0 to 255",
  );
  return concatBytes(genesisHash, processId, uintBytes(round, 1, "the round"));
}

/** `context ‖ uint8 length of the label ‖ label ‖ parts`: parts have fixed lengths, so two different inputs never give the same bytes. */
function labelled(context: CeremonyContext, label: string, parts: readonly Uint8Array[]): Uint8Array {
  const name = utf8ToBytes(label);
  return concatBytes(contextBytes(context), uintBytes(name.length, 1, "the label"), name, ...parts);
}

/** A challenge: SHA-512 of the labelled parts as a little-endian integer, mod the group's order (RFC 9496, section 4.4). */
export function hashToScalar(
  context: CeremonyContext,
  label: string,
  ...parts: readonly Uint8Array[]
): bigint {
  const digest = sha512(labelled(context, label, parts));
  return bytesToNumberLE(digest) % ORDER;
}

/** 32 bytes by HKDF-SHA256 (RFC 5869) of `secret`, without salt, the labelled parts as info. */
export function deriveKey(
  secret: Uint8Array,
  context: CeremonyContext,
  label: string,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return hkdf(sha256, secret, undefined, labelled(context, label, parts), 32);
}
