/** How a voter's package is sealed: for the keys that the voting chain has for the process. */
import type { EnvelopeContent } from "../ballot/index.js";
import { fixedHex, type Hex } from "../bytes/index.js";
import {
  type CeremonyKey,
  checkConfirmations,
  type SealedElection,
  sealBallot,
  sealLayered,
} from "../seal/index.js";

/** Seals a package for the keys of a process. */
export interface Sealing {
  /** `encryptionKeyIndexes` of the envelope. */
  readonly indexes: readonly number[];
  /** @param voterId 32 bytes: the nullifier, or `namedVoterId` */
  seal(voterId: Uint8Array, votePackage: Uint8Array): Uint8Array;
}

/** A threshold key from a gateway, with its confirmations. */
export interface TallyKey {
  readonly election: Omit<SealedElection, "publicKey">;
  readonly key: CeremonyKey;
  /** The keykeepers' signatures over the key. */
  readonly confirmations: readonly Hex[];
  /** Of the genesis document: the keykeepers' addresses, lower case, and how many of them must confirm. */
  readonly keykeepers: readonly Hex[];
  readonly needed: number;
}

/**
 * Sealing for a key of t among n keykeepers. Their confirmations are checked here, so no gateway can give out its own key.
 * @throws PsephosError `seal/signature`, `seal/unconfirmed`, `seal/keykeepers`, `seal/point`, `seal/context`
 */
export async function thresholdSealing(given: TallyKey): Promise<Sealing> {
  const { election, key, confirmations, keykeepers, needed } = given;
  await checkConfirmations(election.context, key, confirmations, keykeepers, needed);
  const sealed: SealedElection = { ...election, publicKey: key.publicKey };
  return {
    indexes: [election.context.round],
    seal: (voterId, votePackage) => sealBallot(sealed, voterId, votePackage),
  };
}

/**
 * Sealing in layers, one for each keykeeper. The keys must be the ones that the keykeepers signed on the voting chain.
 * @param publicKeys X25519 keys by ascending index
 */
export const layeredSealing = (
  publicKeys: readonly Uint8Array[],
  rules: SealedElection["rules"],
): Sealing => ({
  indexes: publicKeys.map((_, i) => i),
  seal: (voterId, votePackage) => sealLayered(voterId, votePackage, publicKeys, rules),
});

/** The parts of an envelope that its hash covers: the package is sealed, or in the clear. @param voterId 32 bytes in hex */
export function envelopeContent(
  overwrite: number,
  votePackage: Uint8Array,
  voterId: Hex,
  sealing: Sealing | undefined,
): EnvelopeContent {
  const seal = () => sealing!.seal(fixedHex(voterId, 32, "the voter id"), votePackage);
  return {
    nonce: overwrite,
    encryptionKeyIndexes: sealing?.indexes ?? [],
    votePackage: sealing ? seal() : votePackage,
  };
}
