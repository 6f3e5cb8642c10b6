/** What the voter's page and its worker say to each other. */
import type { Signed } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import type { Layout, LocalizedText, Question } from "../../src/process/index.js";
import type { ElectionLink } from "../shared/link.js";

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

export type BoothMethods = {
  open: { argument: ElectionLink; progress: never; result: { election: Election; state: ElectionState } };
  state: { argument: undefined; progress: never; result: ElectionState };
  /** Fetches the proving files and the census, and starts the prover. */
  picture: { argument: undefined; progress: never; result: Uint8Array | undefined };
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
