/** `rollup`: a rollup's transcript and its EVM transactions beside the votes that the chain counted. */
import { sha256 } from "@noble/hashes/sha2.js";
import { type AcceptedVote, fullBallotRules } from "../ballot/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { createVerifier, type VerificationKeyJson, verificationKeyKind } from "../groth16/index.js";
import { type CheckedGenesis, type LedgerState, openedVotes, type ProcessView } from "../ledger/index.js";
import { isInsecureKind, keyId, parseJson, scope } from "../process/index.js";
import {
  acceptedFromChain,
  checkRollupEvidence,
  checkTranscript,
  ensureCensusProofs,
  ensureTranscriptProcess,
  parseRollupTranscript,
  type RollupEvidence,
  tallyInstance,
  withOnChainVotes,
} from "../rollup/index.js";
import type { Collected } from "./collect.js";
import { parseSignedLines } from "./documents.js";
import { type Found, grouped, many } from "./lines.js";
import { textOf } from "./read.js";
import type { BundleKey } from "./static-checks.js";

const MOST_TRANSCRIPT = 2 ** 28;
const MOST_KEY = 2 ** 20;

/** The keys and transactions of a rollup in a bundle, for those who compare them with the contracts. */
export interface BundleRollup {
  /** Names of the circuits. */
  readonly batch: BundleKey;
  readonly open: BundleKey;
  readonly batchKeyId: Hex;
  readonly openKeyId: Hex;
  /** Signed, in the chain's order. */
  readonly transactions: readonly Uint8Array[];
}

/** What is known of an election when its rollup is checked. */
export interface SettledElection {
  readonly genesis: CheckedGenesis;
  readonly state: LedgerState;
  readonly view: ProcessView;
  /** Of the census proofs. */
  readonly key: BundleKey | undefined;
  /** The ids of the attestations that brought votes from the EVM. */
  readonly inclusions: ReadonlySet<Hex>;
  readonly insecure: boolean;
}

const must = (condition: unknown, what: string, hint?: string) =>
  ensure(condition, "audit/rollup", what, hint);

/** A tally key in the bundle, and its kind. */
function readKey(file: Uint8Array, circuit: string, insecure: boolean) {
  const verificationKey = parseJson(file, { maxBytes: MOST_KEY }) as unknown as VerificationKeyJson;
  const kind = verificationKeyKind(verificationKey);
  must(
    insecure || !isInsecureKind(kind),
    `the key of ${circuit} is insecure (${kind}): anyone may be able to forge a count`,
    "Do not believe this result. For a test or a rehearsal, accept such keys.",
  );
  const keyHash = toHex(sha256(file));
  return { circuit, verificationKey, kind, keyHash, id: keyId(circuit, keyHash) };
}

/** Their proofs were checked with the log, and no leaf has their digests. */
const NOT_IN_A_LEAF = {
  proof: new Uint8Array(256),
  keysDigest: new Uint8Array(32),
  packageDigest: new Uint8Array(32),
};

/** The votes that count, as a rollup takes them, and how many of them came from the EVM without their transaction being here. */
function countedVotes(
  { state, view, inclusions }: SettledElection,
  { included }: RollupEvidence,
): { votes: AcceptedVote[]; fromEvm: number; unseen: number } {
  const seen = new Set(
    included.map((vote) => `${vote.nullifier} ${vote.weight} ${vote.voteHash} ${vote.nonce}`),
  );
  let [fromEvm, unseen] = [0, 0];
  const votes: AcceptedVote[] = [];
  for (const { entry, counts, ballot } of openedVotes(state, view)) {
    const { voterId, weight, nonce, voteHash, envelopeHash, transaction } = entry;
    const nullifier = BigInt(voterId);
    if (inclusions.has(transaction)) {
      fromEvm += 1;
      if (!seen.has(`${nullifier} ${weight} ${voteHash} ${nonce}`)) unseen += 1;
    }
    if (!counts) continue;
    const opened = ballot && { votes: ballot, nonce: 0n }; // only voteHash has its nonce
    votes.push({ nullifier, weight, nonce, voteHash, envelopeHash, ballot: opened, ...NOT_IN_A_LEAF });
  }
  return { votes, fromEvm, unseen };
}

async function checkIncluded(
  { view, key }: SettledElection,
  { included }: RollupEvidence,
  processScope: bigint,
): Promise<void> {
  if (included.length === 0) return;
  await using verifier = await createVerifier(key!.verificationKey);
  const process = { scope: processScope, censusRoot: BigInt(view.declaration.params.censusRoot) };
  await ensureCensusProofs(process, included.map(acceptedFromChain), verifier);
}

async function check(
  { files }: Collected,
  election: SettledElection,
): Promise<Found & { readonly rollup: BundleRollup }> {
  const { genesis, view, insecure } = election;
  const { record, declaration } = view;
  const { contract, params, entity } = declaration;
  const { settlement } = params;
  const { processId } = record;
  must(
    record.rollup === "included" && genesis.evm,
    "no rollup was opened for this process, as the oracles saw it",
  );
  const ballot = fullBallotRules({ ...params, ...params.envelopeType });
  const document = parseJson(files.get("rollup.json")!, { maxBytes: MOST_TRANSCRIPT });
  const process = { processId, scope: scope({ contract, processId, questionIndex: 0 }), ballot };
  const transcript = parseRollupTranscript(document);
  ensureTranscriptProcess(transcript, process);
  const instance = tallyInstance(transcript.instance);
  const batch = readKey(files.get("rollup-batch-key.json")!, instance.name, insecure);
  const open = readKey(files.get("rollup-open-key.json")!, instance.open, insecure);
  const text = textOf(files.get("rollup-transactions.jsonl")!);
  must(text !== undefined, "rollup-transactions.jsonl is not UTF-8");
  const transactions = parseSignedLines(text!);
  const { chainId } = genesis.evm!;
  const keys = { batchKeyHash: batch.keyHash, openKeyHash: open.keyHash };
  const evidence = await checkRollupEvidence(transactions, transcript, {
    chainId,
    settlement,
    entity,
    ...keys,
  });
  await checkIncluded(election, evidence, process.scope);
  const { votes, fromEvm, unseen } = countedVotes(election, evidence);
  const all = withOnChainVotes(votes, [], evidence.published, ballot.maxCount);
  const plan = await checkTranscript({ ...transcript, ballot }, all, {
    ...{ batch: batch.verificationKey, open: open.verificationKey },
    maxVoteOverwrites: params.maxVoteOverwrites,
  });
  const whole = evidence.opened && unseen === 0;
  const brought = fromEvm === 0 ? "" : ` ${many(fromEvm, "vote")} came through the EVM.`;
  const opening = evidence.opened
    ? "The process's entity opened the rollup with these keys."
    : "The opening of the rollup is not in the bundle: whether it was opened with these keys was not checked.";
  const missing =
    unseen === 0
      ? ""
      : ` The transactions of ${grouped(unseen)} of them are not in the bundle: their proofs were not checked.`;
  const insecureKeys = [batch, open].filter(({ kind }) => isInsecureKind(kind)).length > 0;
  const warning = insecureKeys ? " INSECURE keys: anyone may be able to forge a count." : "";
  return {
    unchecked: !whole,
    text: `The rollup's transcript counts these ${many(all.length, "vote")} in ${many(plan.batches.length, "batch", "batches")}, with these results; its ${many(plan.batches.length + 1, "proof")} hold.${brought} ${opening} One account posted exactly this, in ${many(transactions.length, "transaction")}.${missing}${warning}`,
    figures: {
      votes: all.length,
      batches: plan.batches.length,
      votesDigest: plan.votesDigest,
      transactions: transactions.length,
      ...{ fromEvm, opened: evidence.opened },
    },
    rollup: { batch, open, batchKeyId: batch.id, openKeyId: open.id, transactions },
  };
}

/**
 * The transcript's form, process and rules; its keys and transactions; every vote, ballot and sum in it; and all its proofs. That the transactions are on the chain, and
 * that its contracts have this code, `--rpc` shows.
 * @throws PsephosError `audit/rollup`
 */
export async function checkRollup(
  collected: Collected,
  election: SettledElection,
): Promise<Found & { readonly rollup: BundleRollup }> {
  try {
    return await check(collected, election);
  } catch (cause) {
    if (!(cause instanceof PsephosError) || cause.kind === "failed" || cause.code === "audit/rollup")
      throw cause;
    throw new Refusal("audit/rollup", cause.message, { cause });
  }
}
