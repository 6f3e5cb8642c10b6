/** What the voter's browser keeps of an election: the identity, and what was voted here. The record may be damaged or another version's: it is read strictly. */
import type { Vault } from "../shared/vault.js";

/** A vote that was made here. */
export interface KeptVote {
  readonly votes: readonly number[];
  /** Decimal. */
  readonly weight: string;
  readonly overwrite: number;
}

export interface RecordedVote extends KeptVote {
  readonly receipt: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly at: number;
}

export interface PendingVote extends KeptVote {
  /** In its canonical form: sending it again is safe. */
  readonly envelope: string;
}

/** A vote that is sent at a random moment. Times are in milliseconds since 1970, by this device's clock. */
export interface WaitingVote extends PendingVote {
  readonly at: number;
  /** What the voter was told: it is sent before. */
  readonly until: number;
  /** What the vote depends on, as the booth writes it. */
  readonly basis: string;
}

export interface Kept {
  /** The identity's document. */
  readonly identity: string;
  /** Whether it was registered from this device. */
  readonly registered: boolean;
  readonly recorded: readonly RecordedVote[];
  /** A vote that was about to be sent, and whose receipt has not come. */
  readonly pending: PendingVote | undefined;
  readonly waiting: WaitingVote | undefined;
}

const isVote = (it: Partial<KeptVote> | null | undefined): it is KeptVote =>
  typeof it === "object" &&
  it !== null &&
  Array.isArray(it.votes) &&
  it.votes.every((value) => Number.isInteger(value) && value >= 0 && value < 256) &&
  typeof it.weight === "string" &&
  /^[1-9]\d{0,38}$/.test(it.weight) &&
  Number.isInteger(it.overwrite);

const isPending = (it: Partial<PendingVote> | undefined): boolean =>
  it === undefined || (typeof it?.envelope === "string" && isVote(it));
const isWaiting = (it: WaitingVote | undefined): boolean =>
  it === undefined ||
  (isPending(it) && [it.at, it.until].every(Number.isSafeInteger) && typeof it.basis === "string");

/** @returns undefined for a text that is not one of {@link writeKept} */
export function readKept(text: string): Kept | undefined {
  let it: Partial<Kept> & { version?: unknown };
  try {
    it = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, identity, registered, recorded, pending, waiting } = it ?? {};
  if (version !== 1 || typeof identity !== "string" || !Array.isArray(recorded)) return undefined;
  if (typeof registered !== "boolean") return undefined;
  const good = (recorded as RecordedVote[]).every(
    (vote) => isVote(vote) && typeof vote.receipt === "string" && Number.isSafeInteger(vote.at),
  );
  if (!good || !isPending(pending) || !isWaiting(waiting)) return undefined;
  return { identity, registered, recorded, pending, waiting };
}

/** @throws PsephosError `shared/storage` */
export const writeKept = (vault: Vault, kept: Kept): Promise<void> =>
  vault.write(JSON.stringify({ version: 1, ...kept }));
