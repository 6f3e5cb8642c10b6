/** What to do about a contract's refusal, by the name of its rule: where the name alone does not say it. */
const STATUS = "`psephos rollup status` tells its windows and where it stands.";

export const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  ProcessNotFound: "Check the id, --contract and --rpc: a process is on one chain, in one process contract.",
  NotEntity: "Give with --key the account that made the process.",
  TokenNotRegistered:
    "The registry has no such entry of the token: find it with `psephos token find`, and register it with `psephos token register`.",
  SnapshotNotPast: "evmBlockHeight is a block that is over already.",
  BalanceMismatch:
    "The holder's balance changed since the proof's block: Wait one block and try again, or name another holder..",
  AlreadyRegistered: "The entry stands in the registry, for good: there is nothing left to do.",
  TokenIdMayBeAddress:
    "Ids from 2^80 to 2^160 - 1 could be an account's address, and cannot be a census by storage proof.",

  NotOpen: "The process has no rollup yet: its entity opens one with `psephos rollup open`.",
  AlreadyOpen: `A process has one rollup, and its terms are fixed. ${STATUS}`,
  ClosingNotAhead: "--closing-in takes at least a few blocks: the transaction needs one itself.",
  WindowTooShort: "Each window has at least as many blocks as the brackets say.",
  DemandBondTooSmall: "--demand-bond is at least the wei in brackets: an answer's gas.",
  PosterBondTooSmall: "--bond is at least 20 times --demand-bond: the wei in brackets.",
  TooFewOracles: "--signatures takes at most as many as the voting chain has oracles.",
  SignaturesBelowQuorum: "--signatures is at least the voting chain's quorum, in brackets.",
  SealedVotesNeedOracles: "Where votes are sealed, --signatures is at least the voting chain's quorum.",
  ProcessStarted:
    "A rollup is opened before the start: create a process without autoStart, open its rollup, then start it with `psephos process status ID READY`.",
  ProcessOver: "The process has ended or was canceled.",
  ResultsUnderWay: "Its rollup's closing block is over: the results are being made. It can still be ended.",
  NonceNotHigher:
    "A vote with this number, or a higher one, is on chain already: the first of equal numbers counts.",
  NonceTooHigh: "The process takes votes up to the number in brackets (maxVoteOverwrites).",
  NonceLower: "The slot's vote is an earlier one than the vote that was put on chain.",
  InclusionNotSealed: "The oracles have not signed yet: `psephos rollup sign` seals what was put on chain.",
  ProcessCanceled: "The process was canceled: it has no results.",
  KindNotCounted:
    "A rollup counts anonymous votes of a fixed census, without SERIAL, DYNAMIC_CENSUS or PRE_REGISTER.",
  BallotTooLarge: "Its ballots have more fields or values than --instance counts.",
  KeyNotRegistered: "Put the verifier of the key in use on chain first: `psephos chain verifier`.",

  TooEarly: `It can be done from the block in brackets on. ${STATUS}`,
  TooLate: `It could be done before the block in brackets. ${STATUS}`,
  TurnTaken: "Somebody else was faster: watch what they post with `psephos rollup watch`.",
  PosterNotPlain: "Use the key of an account without code: others cannot be watched while they post.",
};

/** Of a contract that gives no reason, or one that no contract of ours has: it is likely another contract. */
export const NO_RULE_HINT =
  "Psephos's contracts give a reason: check that --contract is one of them, and that --rpc is a node of its chain.";
