/** What the voter's page and its worker say to each other. */
import type { Signed } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import type { Layout, LocalizedText, Question } from "../../src/process/index.js";
import type { ElectionLink } from "../shared/link.js";
import type { TransportKind } from "../shared/transports.js";

/** How an election stands. Heights are blocks of the voting chain. */
export interface ElectionState {
  readonly phase: "waiting" | "open" | "paused" | "ended" | "canceled" | "counted";
  readonly start: number | null;
  readonly end: number | null;
  /** Of the node's last block, and its time in milliseconds. */
  readonly height: number;
  readonly time: number;
  /** Votes in the log, and voters who have voted. */
  readonly votes: number;
  readonly voters: number;
  readonly registered: number;
  /** Whether ballots can be sealed: always true if they are not sealed. */
  readonly hasKey: boolean;
}

/** What a voter sees of an election. All texts are a stranger's. */
export interface Election {
  readonly processId: Hex;
  readonly contract: Hex;
  readonly organiser: Hex;
  readonly chainId: number | undefined;
  readonly title: LocalizedText;
  readonly description: LocalizedText | undefined;
  readonly layout: Layout;
  /** Those of one ballot: of a process that opens them one by one, the open one. */
  readonly questions: readonly Question[];
  readonly maxCount: number;
  readonly maxValue: number;
  readonly maxTotalCost: number;
  readonly costExponent: number;
  readonly costFromWeight: boolean;
  readonly uniqueValues: boolean;
  readonly maxVoteOverwrites: number;
  readonly anonymous: boolean;
  /** Whether the voters are those of a list. */
  readonly listed: boolean;
  readonly sealed: boolean;
  readonly preRegister: boolean;
}

/** A voter as the census has it. */
export interface Voter {
  /** Decimal; the address of an account that votes by name. */
  readonly commitment: string;
  /** `undefined`: the voter is not in the census. */
  readonly weight: bigint | undefined;
}

/** Among how many a vote hides. */
export interface Anonymity {
  readonly size: number;
  readonly sameWeight: number;
  readonly saferWeight: bigint | undefined;
}

export interface Download {
  readonly done: number;
  readonly total: number;
}

export interface Ballot {
  readonly votes: readonly number[];
  readonly weight: bigint;
  readonly overwrite: number;
}

export interface ReadyVote {
  /** The envelope in its canonical form: what is sent, or saved as a file. */
  readonly envelope: string;
}

/** A recorded vote. */
export interface Recorded {
  /** In its canonical form. */
  readonly receipt: string;
  readonly voterId: Hex;
  readonly envelopeHash: Hex;
  readonly index: number;
  readonly height: number;
  readonly signed: Signed;
  /** How the vote went. */
  readonly way: Way;
}

/** A vote of this identity that is in the log already. */
export interface EarlierVote {
  readonly overwrite: number;
}

/** How many nodes of the link say that they have recorded a registration. */
export interface Registered {
  readonly nodes: number;
  readonly asked: number;
}

/** A way through a relay, by its addresses. */
export interface Through {
  readonly relay: string;
  readonly node: string;
  /** Who runs the node. */
  readonly validator: Hex;
}

/** How requests go to the nodes. All are host names. */
export interface Way {
  readonly kind: TransportKind;
  /** Relays, in the order in which they are used; none if none works. */
  readonly by: readonly string[];
  readonly nodes: readonly string[];
  /** Whether the link names the relays: who runs them is not known then, and the nodes have seen nothing of this visit. */
  readonly named: boolean;
  /** For the link that checks the receipt: the ways through relays that are open. */
  readonly through: readonly Through[];
}

/** How long a vote may wait. */
export interface Waitable {
  /** Milliseconds until voting ends, by the pace of the last blocks; undefined: it has no end yet. */
  readonly left: number | undefined;
  /** Milliseconds for which a vote may wait; 0: it had better go now. */
  readonly most: number;
}

/**
 * - `good`: it can wait; `hurry`: it has to go now, because voting ends soon or the list of voters has changed;
 * - `paused`: nothing is taken at this moment; `over`: voting has ended, or was called off;
 * - `list`, `changed`: it would be refused, because of another list of voters, or another question or key.
 */
export type Standing = "good" | "hurry" | "paused" | "over" | "list" | "changed";

export type BoothMethods = {
  open: { argument: ElectionLink; progress: never; result: { election: Election; state: ElectionState } };
  state: { argument: undefined; progress: never; result: ElectionState };
  /** How requests go from now on: found once. */
  way: { argument: undefined; progress: never; result: Way };
  /** The voter's word after a relay has failed. */
  takeWay: { argument: { kind: TransportKind }; progress: never; result: Way };
  picture: { argument: undefined; progress: never; result: Uint8Array | undefined };
  /** Fetches the proving files and the census, and starts the prover. */
  load: { argument: undefined; progress: Download; result: { insecure: boolean } };
  createIdentity: { argument: undefined; progress: never; result: { identity: string } };
  /** What the wallet signs twice, as JSON for `eth_signTypedData_v4`. */
  identityMessage: { argument: undefined; progress: never; result: { data: string } };
  walletIdentity: {
    argument: { address: Hex; signatures: readonly [Hex, Hex] };
    progress: never;
    result: { identity: string };
  };
  useIdentity: { argument: { identity: string }; progress: never; result: Voter };
  /** In place of an identity, where votes are by name. */
  useAccount: { argument: { address: Hex }; progress: never; result: Voter };
  /** Looks for the voter's vote in the whole log, on this device; `undefined`: none, or the log is too long to read. */
  earlierVote: { argument: undefined; progress: Download; result: EarlierVote | undefined };
  anonymity: { argument: { weight: bigint }; progress: never; result: Anonymity };
  /** Proves and seals. */
  prepare: {
    argument: Ballot;
    progress: { stage: "witness" | "proof"; fraction: number };
    result: ReadyVote;
  };
  /** Seals a vote by name; the result is what the wallet signs by `personal_sign`. */
  prepareNamed: { argument: Omit<Ballot, "weight">; progress: never; result: { text: string } };
  signNamed: { argument: { signature: Hex }; progress: never; result: ReadyVote };
  /** How long a vote that is made now may wait. */
  waitable: { argument: undefined; progress: never; result: Waitable };
  /** Draws the moment for a vote, within so many milliseconds. */
  draw: {
    argument: { within: number };
    progress: never;
    result: { delay: number; basis: string };
  };
  /** Whether a vote that waits can go on waiting. */
  standing: { argument: { envelope: string; basis: string }; progress: never; result: Standing };
  /** Sends, and waits until it is recorded. */
  send: { argument: { envelope: string }; progress: never; result: Recorded };
  /** What the wallet signs to register the identity. */
  registrationMessage: {
    argument: { address: Hex; number: number };
    progress: never;
    result: { data: string };
  };
  /** With the key of an invitation. */
  registerInvited: { argument: { invite: Hex; number: number }; progress: never; result: Registered };
  register: {
    argument: { address: Hex; signature: Hex; number: number };
    progress: never;
    result: Registered;
  };
};
