/**
 * A rollup's signed transactions beside its transcript: the entity opened it with these keys, and one account posted exactly these batches and this tally. Whether the chain
 * has them, only the chain says.
 */
import { voteHash } from "../ballot/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  decodeRollupTransaction,
  type IncludedVote,
  type PublishedBallot,
  type RollupBatch,
  type RollupTransaction,
} from "../evm/index.js";
import { publishedBallot, transcriptBatches, transcriptTally } from "./posting.js";
import type { RollupTranscript } from "./transcript.js";

/** What the transactions have to be of. */
export interface EvidenceTerms {
  readonly chainId: number;
  /** The rollup contract that the process names, and the process's entity; in lower case. */
  readonly settlement: Hex;
  readonly entity: Hex;
  /** SHA-256 of the verification keys' files. */
  readonly batchKeyHash: Hex;
  readonly openKeyHash: Hex;
}

/** What they show besides the transcript. */
export interface RollupEvidence {
  /** The entity's opening is among them: then these are the keys that it named. */
  readonly opened: boolean;
  /** What was put on chain, in order. */
  readonly included: readonly IncludedVote[];
  readonly published: readonly PublishedBallot[];
  /** How many transactions posted batches. */
  readonly postings: number;
}

/** The order of the calls: each is followed by itself or a later one. */
const ORDER: readonly (readonly string[])[] = [
  ["openRollup"],
  ["includeVote", "publishBallot"],
  ["takeTurn"],
  ["post"],
  ["close"],
];

const must = (condition: unknown, what: string) => ensure(condition, "rollup/evidence", what);

type Call<Name extends string> = Extract<RollupTransaction["call"], { readonly functionName: Name }>;
const isCall =
  <Name extends string>(name: Name) =>
  (it: RollupTransaction): it is RollupTransaction & { readonly call: Call<Name> } =>
    it.call.functionName === name;

/** Throws unless calls are of one process on one chain, in the order of a rollup's course. */
function ensureCourse(
  calls: readonly RollupTransaction[],
  processId: Hex,
  { chainId, settlement }: EvidenceTerms,
) {
  let before = 0;
  const others = new Map<boolean, Hex>();
  for (const { call, chainId: chain, to } of calls) {
    const { functionName, args = [] } = call;
    const place = ORDER.findIndex((names) => names.includes(functionName));
    must(place >= before, `${functionName} is not at its place among the transactions`);
    before = place;
    must(args[0] === processId, `${functionName} is of another process`);
    must(chain === chainId, `${functionName} is of another chain than ${chainId}`);
    if (place >= 2) must(to === settlement, `${functionName} is sent to another contract than the process's`);
    else {
      const known = others.get(place === 0) ?? to;
      must(to === known, `${functionName} is sent to another contract than the one before`);
      others.set(place === 0, known);
    }
  }
}

/** Throws unless the entity opened the rollup with these keys. @returns whether its transaction is there */
function checkOpening(
  calls: readonly RollupTransaction[],
  { entity, batchKeyHash, openKeyHash }: EvidenceTerms,
): boolean {
  const openings = calls.filter(isCall("openRollup"));
  must(openings.length <= 1, "the rollup is opened twice");
  for (const { call, from } of openings) {
    const [, declaration] = call.args;
    must(from === entity, "the rollup is opened by another account than the process's entity");
    must(declaration.batchKeyHash === batchKeyHash, "the rollup was opened with another key of its batches");
    must(declaration.openKeyHash === openKeyHash, "the rollup was opened with another key of its opening");
  }
  return openings.length === 1;
}

const sameBatch = (a: RollupBatch, b: RollupBatch): boolean =>
  a.bitmap === b.bitmap &&
  a.commitment === b.commitment &&
  a.stateAfter === b.stateAfter &&
  a.leaves.length === b.leaves.length &&
  a.leaves.every((leaf, i) => leaf === b.leaves[i]) &&
  a.proof.every((word, i) => word === b.proof[i]);

/** Throws unless one account took the turn, posted the batches of the transcript, all and in order, and closed with its tally. */
function checkTurn(calls: readonly RollupTransaction[], transcript: RollupTranscript): number {
  const turns = calls.filter(isCall("takeTurn"));
  const closings = calls.filter(isCall("close"));
  must(turns.length === 1 && closings.length === 1, "a turn is taken once and closed once");
  const [{ call: turn, from: poster }] = turns as [(typeof turns)[0]];
  const [, votesDigest, voteCount] = turn.args;
  must(
    votesDigest === transcript.votesDigest && `${voteCount}` === transcript.voteCount,
    "the turn was taken for other votes than the transcript's",
  );
  const own = calls.filter(({ call }) => ["takeTurn", "post", "close"].includes(call.functionName));
  must(
    own.every(({ from }) => from === poster),
    "the turn has the transactions of several accounts",
  );
  const expected = transcriptBatches(transcript);
  const postings = calls.filter(isCall("post"));
  let next = 0;
  for (const { call } of postings) {
    const [, first, batches] = call.args;
    must(first === BigInt(next), `batches were posted from ${first}, not from ${next}`);
    for (const batch of batches) {
      const claimed = expected[next];
      must(
        claimed && sameBatch(batch, claimed),
        `batch ${next} was posted otherwise than the transcript has it`,
      );
      next += 1;
    }
  }
  must(next === expected.length, `${next} of the transcript's ${expected.length} batches were posted`);
  const { tally, proof } = transcriptTally(transcript);
  const [, closed, opening] = closings[0]!.call.args;
  must(
    closed.length === tally.length && closed.every((count, i) => count === tally[i]),
    "the turn was closed with another tally than the transcript's",
  );
  must(
    opening.every((word, i) => word === proof[i]),
    "the turn was closed with another proof than the transcript's",
  );
  return postings.length;
}

function publishedIn(calls: readonly RollupTransaction[], maxCount: number): PublishedBallot[] {
  return calls.filter(isCall("publishBallot")).map(({ call }) => {
    const [, nullifier, packed, nonce] = call.args;
    const { votes } = publishedBallot({ packed, nonce }, maxCount);
    const digits = nonce.toString(16).padStart(62, "0"); // a longer one is refused
    return { nullifier, packed, nonce, voteHash: voteHash(votes, digits, nullifier) };
  });
}

/**
 * Throws unless signed transactions are those of a transcript: of its process, opened with these keys, posted and closed by one account with exactly its content.
 * @param transactions signed, in the chain's order
 * @throws PsephosError `rollup/evidence`, `evm/transaction`, `rollup/ballot`, `ballot/…`
 */
export async function checkRollupEvidence(
  transactions: readonly Uint8Array[],
  transcript: RollupTranscript,
  terms: EvidenceTerms,
): Promise<RollupEvidence> {
  const calls: RollupTransaction[] = [];
  for (const bytes of transactions) calls.push(await decodeRollupTransaction(bytes));
  must(new Set(transactions.map(toHex)).size === transactions.length, "a transaction is there twice");
  ensureCourse(calls, transcript.processId, terms);
  const opened = checkOpening(calls, terms);
  const postings = checkTurn(calls, transcript);
  const included = calls.filter(isCall("includeVote")).map(({ call }) => {
    const [, vote, proof] = call.args;
    return { ...vote, proof };
  });
  return { opened, postings, included, published: publishedIn(calls, transcript.ballot.maxCount) };
}
