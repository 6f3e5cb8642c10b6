/** Votes by name, and registrations: what a wallet signs, and the documents to send. */
import {
  type Eligibility,
  encodeVotePackage,
  MAX_REGISTRATION,
  type NamedEnvelope,
  namedVoterId,
  namedVoteText,
  type RegistrationEnvelope,
  registrationTypedData,
  type VotingProcess,
} from "../ballot/index.js";
import { addressBytes, fixedHex, type Hex, isCanonicalSignature, toHex } from "../bytes/index.js";
import type { CensusSnapshot, Identity } from "../census/index.js";
import { ensure } from "../errors/index.js";
import { ensureCounts, ensureOverwrite } from "./ballot-check.js";
import { envelopeContent, type Sealing } from "./sealing.js";

/** A wallet; viem's accounts and wallet clients have this form. */
export interface VoterWallet {
  readonly address: Hex;
  /** EIP-191 (`personal_sign`). */
  signMessage(text: string): Promise<Hex>;
  /** EIP-712. */
  signTypedData(data: ReturnType<typeof registrationTypedData>): Promise<Hex>;
}

/** Why an address may vote, and with which weight. */
export interface Eligible {
  readonly weight: bigint;
  readonly eligibility: Eligibility;
}

/**
 * The eligibility of an address in a census by name. @throws PsephosError `voter/not-in-census`
 */
export function memberOf(census: CensusSnapshot, address: Hex): Eligible {
  const index = census.indexOf(BigInt(toHex(addressBytes(address, "the voter"))));
  const entry = index < 0 ? null : census.entry(index);
  ensure(
    entry,
    "voter/not-in-census",
    "this address is not in the census of the process",
    "Vote with the account that the organiser has on the list, or ask the organiser to add this one.",
  );
  return { weight: entry.weight, eligibility: { kind: "member", nodes: census.membership(index).nodes } };
}

/** A vote by name to cast. */
export interface NamedVoteToCast extends Eligible {
  /** The process; the eligibility is for its census. */
  readonly process: Pick<VotingProcess, "processId" | "scope" | "ballot" | "maxVoteOverwrites">;
  /** One value per field. */
  readonly votes: readonly number[];
  /** 0, also if left out, for a voter's first vote. */
  readonly overwrite?: number;
  /** Required if the process takes sealed ballots. */
  readonly sealing?: Sealing;
  /** Required if the census is dynamic: the root that the eligibility is for. */
  readonly censusRoot?: Hex;
}

async function signed(signature: Promise<Hex>): Promise<Uint8Array> {
  const bytes = fixedHex((await signature).toLowerCase(), 65, "the signature");
  ensure(
    isCanonicalSignature(bytes),
    "voter/signature",
    "the wallet's signature is not in the form that nodes accept: 65 bytes, low s, v 27 or 28",
    "Use another wallet: a contract's account cannot vote by name.",
  );
  return bytes;
}

/**
 * Packs and signs a vote by name.
 * @throws PsephosError `voter/invalid-ballot`, `voter/overwrites`, `voter/signature`, `bytes/address`, and those of sealing
 */
export async function castNamedVote(vote: NamedVoteToCast, wallet: VoterWallet): Promise<NamedEnvelope> {
  const { process, votes, weight, eligibility, censusRoot, overwrite = 0 } = vote;
  const voter = toHex(addressBytes(wallet.address, "the voter"));
  ensureCounts(process.ballot, votes, weight);
  ensureOverwrite(overwrite, process.maxVoteOverwrites);
  const votePackage = encodeVotePackage({ type: "poll-vote", votes });
  const content = {
    processId: process.processId,
    voter,
    weight,
    ...envelopeContent(overwrite, votePackage, namedVoterId(voter, process.scope), vote.sealing),
  };
  const signature = await signed(wallet.signMessage(namedVoteText(content, process.scope)));
  return { ...content, ...(censusRoot === undefined ? {} : { censusRoot }), eligibility, signature };
}

/** A registration to make. */
export interface RegistrationToMake extends Eligible {
  /** SHA-256 of the voting chain's genesis document, 32 bytes. */
  readonly genesisHash: Uint8Array;
  readonly processId: Hex;
  /** Make it new for the process: its secret votes, and only this registration links it to the address. */
  readonly identity: Pick<Identity, "commitment">;
  /** 0, also if left out, for the first one; a higher one replaces it. */
  readonly number?: number;
}

/**
 * Signs a registration for an anonymous vote.
 * @throws PsephosError `voter/registration`, `voter/signature`, `bytes/address`
 */
export async function createRegistration(
  { genesisHash, processId, identity, weight, eligibility, number = 0 }: RegistrationToMake,
  wallet: VoterWallet,
): Promise<RegistrationEnvelope> {
  ensure(
    Number.isInteger(number) && number >= 0 && number <= MAX_REGISTRATION,
    "voter/registration",
    `the number of a registration is an integer from 0 to ${MAX_REGISTRATION}`,
  );
  const said = { processId, commitment: identity.commitment, weight, nonce: number };
  const signature = await signed(wallet.signTypedData(registrationTypedData(genesisHash, said)));
  return { ...said, voter: toHex(addressBytes(wallet.address, "the voter")), signature, eligibility };
}
