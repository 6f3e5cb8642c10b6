/** What to do about a contract's refusal, by the name of its rule. The refusal's message says what the rule means. */
const STATUS = "`psephos rollup status` shows its windows and its phase.";

export const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  ProcessNotFound: "Check the id, --contract and --rpc: a process is on one chain, in one process contract.",
  ProcessNotHere:
    "Give with --contract the instance that made the process: `psephos process show` prints it.",
  NotEntity: "Give with --key the account that made the process.",
  OwnableUnauthorizedAccount: "Give with --key the account that owns the contract.",
  TokenNotRegistered:
    "Find the token's entry with `psephos token find`, and register it with `psephos token register`.",
  SnapshotNotPast: "Give as evmBlockHeight a block that is over already.",
  BalanceMismatch:
    "The holder's balance changed since the proof's block. Wait one block and try again, or name another holder.",
  AlreadyRegistered: "The entry stays in the registry: there is nothing left to do.",
  TokenIdMayBeAddress: "Ids from 2^80 to 2^160 - 1 cannot be counted by a census of storage proofs.",

  NotOpen: "The process's entity opens its rollup with `psephos rollup open`.",
  AlreadyOpen: `Its terms are fixed. ${STATUS}`,
  ClosingNotAhead: "Give a larger --closing-in: the transaction itself needs a block.",
  WindowTooShort: "Give each window at least as many blocks.",
  DemandBondTooSmall: "Give a larger --demand-bond: it pays for the gas of an answer.",
  PosterBondTooSmall: "Give a larger --bond: it is at least 20 times --demand-bond.",
  TooFewOracles: "Give a smaller --signatures.",
  SignaturesBelowQuorum: "Give a larger --signatures.",
  SealedVotesNeedOracles: "Give --signatures: at least the voting chain's quorum.",
  ProcessStarted:
    "A rollup is opened before the start: create a process without autoStart, open its rollup, then start it with `psephos process status ID READY`.",
  ResultsUnderWay:
    "Its rollup's closing block is over. End the process with `psephos process status ID ENDED`.",
  NonceNotHigher: "Send a vote with a higher nonce. Of two votes with the same nonce, the first one counts.",
  NonceTooHigh: "Send a vote with a lower nonce: the process does not accept this one.",
  InclusionNotSealed: "The oracles have not signed yet: `psephos rollup sign` seals what was put on chain.",
  KindNotCounted:
    "A rollup counts anonymous votes of a fixed census, without SERIAL, DYNAMIC_CENSUS or PRE_REGISTER.",
  BallotTooLarge: "Give a larger --instance.",
  KeyNotRegistered: "Put the key's verifier on chain first: `psephos chain verifier`.",

  TooEarly: `Wait for that block. ${STATUS}`,
  TooLate: STATUS,
  TurnTaken: "Watch what the poster posts with `psephos rollup watch`.",
  PosterNotPlain: "Use the key of an account without code: others cannot watch what a contract posts.",
};

/** For a contract that gives no reason, or a reason that none of our contracts has: it is probably another contract. */
export const NO_RULE_HINT =
  "Psephos's contracts give a reason. Check that --contract is one of them, and that --rpc is a node of its chain.";
