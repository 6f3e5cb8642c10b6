/** `psephos rollup prove`, `sign` and `post`. */
import { encodeAbiParameters, encodePacked, formatEther, keccak256, zeroAddress, zeroHash } from "viem";
import { getBalance, getBlockNumber } from "viem/actions";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  isOracle,
  RollupAccount,
  type RollupTerms,
  type RollupTurn,
  readBond,
  readInbox,
  readTurn,
  votesTypedData,
} from "../../evm/index.js";
import { createVerifier } from "../../groth16/index.js";
import {
  type CheckedTranscript,
  parseRollupTranscript,
  proveBatches,
  proveOpening,
  type RollupPlan,
  rollupTranscript,
  tallyInstance,
  tallyParams,
  transcriptBatches,
  transcriptTally,
  verifyTranscript,
  withOnChainVotes,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { loadCircuit, loadVerifyingCircuit, type VerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readJson, writeWhole } from "../files.js";
import { type ProcessFile, readProcess } from "../process-file.js";
import { reader, type WriterOptions, writer } from "../wallet.js";
import { ensureProofs } from "./census-proofs.js";
import { loadRollupKeys } from "./rollup-keys.js";
import { ensureOpened, showIncluded, standIns } from "./rollup-shown.js";
import { inclusionSeal, readSignatures } from "./rollup-signatures.js";
import {
  ensureCensus,
  ensureInstance,
  ensureParams,
  type OpenRollup,
  onChainOf,
  openRollupOf,
  planOf,
  readVotes,
} from "./rollup-support.js";

/** The contract takes no more batches in one transaction. */
const MAX_AT_ONCE = 128;

interface Checked extends CensusKeyOptions {
  readonly process: string;
  /** Leave the census proofs to the node that took the votes. */
  readonly unchecked?: boolean;
}

export interface ProveOptions extends Checked {
  readonly instance: string;
  readonly out: string;
  readonly proofs: string;
  readonly threads?: number;
  /** With it, what voters put on chain is counted too. */
  readonly contract?: `0x${string}`;
  readonly rpc: string;
}

interface OnChain {
  readonly client: ChainReader;
  readonly rollup: OpenRollup;
  /** What oracles sign, if that is what the votes are for. */
  readonly seal?: Hex;
}

/** A process's rollup of the size that is asked for, if the chain is asked. */
async function chainOf(processId: Hex, options: ProveOptions): Promise<OnChain | undefined> {
  if (options.contract === undefined) return undefined;
  const client = await reader({ rpc: options.rpc, contract: options.contract });
  const rollup = await openRollupOf(client, options.contract, processId);
  ensureInstance(rollup, tallyInstance(options.instance));
  return { client, rollup };
}

async function planFor(
  { output }: Context,
  [file, process, chain]: readonly [string, ProcessFile, OnChain | undefined],
  { instance }: ProveOptions | SignOptions,
) {
  const votes = await readVotes(file, process);
  if (chain) {
    const { openingEnd } = chain.rollup.terms;
    if ((await getBlockNumber(chain.client)) < openingEnd) {
      output.warn(`Votes and ballots can be put on chain until block ${openingEnd}: do this again after it.`);
    }
  }
  return planOf(process, instance, votes, chain);
}

/** Looks at every vote's census proof: whoever posts one that does not hold loses by it. */
async function checkProofs(
  { output }: Context,
  { batches }: RollupPlan,
  [process, census, { unchecked }]: readonly [ProcessFile, VerifyingCircuit, Checked],
) {
  if (unchecked) return;
  const verifier = await createVerifier(census.verificationKey);
  const votes = batches.flatMap((batch) => batch.votes);
  try {
    await output.step("Checking census proofs", () => ensureProofs(process, votes, verifier));
  } finally {
    await verifier.close();
  }
}

export async function runProve(context: Context, file: string, options: ProveOptions): Promise<undefined> {
  const { output, signal } = context;
  const process = await readProcess(options.process);
  const instance = tallyInstance(options.instance);
  const chain = await chainOf(process.processId, options);
  const at = { process, instance, rollup: chain?.rollup };
  const { census, batch, open } = await loadRollupKeys(context, at, options, loadCircuit);
  const plan = await output.step("Counting", () => planFor(context, [file, process, chain], options));
  await checkProofs(context, plan, [process, census, options]);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const transcript = await output.step(`Proving ${plan.batches.length} batches`, async (progress) => {
    const onProgress = (done: number, total: number) => progress(`${done}/${total}`);
    const settings = { folder: options.proofs, signal, ...threads };
    const proofs = await proveBatches(plan, batch, { ...settings, onProgress });
    return rollupTranscript(plan, proofs, await proveOpening(plan, open, settings));
  });
  await writeWhole(options.out, `${JSON.stringify(transcript)}\n`);
  const { voteCount, invalid, votesDigest } = transcript;
  output.field("votes", voteCount);
  output.field("invalid weight", invalid);
  output.field("votes digest", votesDigest);
  output.field("written to", options.out);
  output.result({ file: options.out, batches: plan.batches.length, voteCount, invalid, votesDigest });
  return undefined;
}

export interface SignOptions extends WriterOptions, Checked {
  readonly instance: string;
  readonly out: string;
}

/** An oracle's signature over the votes of its own node. */
export async function runSign(context: Context, file: string, options: SignOptions): Promise<undefined> {
  const { output } = context;
  const client = await writer(options);
  const process = await readProcess(options.process);
  const { processId } = process;
  const rollup = await openRollupOf(client, options.contract, processId);
  const { contracts, terms } = rollup;
  ensure(
    await isOracle(client, contracts, [terms.votingChain, client.account.address]),
    "cli/not-oracle",
    `the account ${client.account.address} is no oracle of the process's voting chain: nobody could use its signature`,
    "Sign with the key of an oracle.",
  );
  const instance = tallyInstance(options.instance);
  ensureInstance(rollup, instance);
  const named = { process, instance, rollup };
  const { census } = await loadRollupKeys(context, named, options, loadVerifyingCircuit);
  // Before the votes are counted: nothing can be put on chain after it.
  const seal = await inclusionSeal(context, client, rollup, processId);
  const at = [file, process, { client, rollup, seal }] as const;
  const plan = await output.step("Counting", () => planFor(context, at, options));
  await checkProofs(context, plan, [process, census, options]);
  const { votesDigest, last } = plan;
  const statement = { processId, votesDigest, voteCount: last.voteCount, inclusionSeal: seal };
  const data = votesTypedData({ rollup: contracts.rollup, chainId: client.chain.id }, statement);
  const { account } = client;
  ensure(account.signTypedData, "cli/private-key", "this account cannot sign");
  const signature = await account.signTypedData(data);
  const document = { signer: account.address, votesDigest, voteCount: `${last.voteCount}`, signature };
  await writeWhole(options.out, `${JSON.stringify(document)}\n`);
  output.field("signer", account.address);
  output.field("votes", last.voteCount);
  output.field("votes digest", votesDigest);
  output.field("written to", options.out);
  output.result({ file: options.out, ...document });
  return undefined;
}

export interface PostOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  readonly signature: readonly string[];
  /** Batches of one transaction, 1 … 128. */
  readonly atOnce: number;
  /**
   * The votes of the transcript: needed where a vote that was put on chain is not counted, but a later one of its voter, and
   * where ballots were published and the transcript leaves others unopened.
   */
  readonly votes?: string;
}

/** Throws unless what is posted of our turn is the transcript's beginning, and the rest can follow. */
export function ensureSameTurn(
  turn: RollupTurn,
  terms: RollupTerms,
  { transcript, points }: CheckedTranscript,
): void {
  const refuse = (condition: boolean, what: string) =>
    ensure(
      condition,
      "cli/other-transcript",
      `the turn is of another transcript: ${what}`,
      "Post the transcript that the turn was taken with: with this one the turn could not be closed, and the bond would be lost.",
    );
  const certified = (votesDigest: Hex, votes: bigint) =>
    keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [votesDigest, votes]));
  if (terms.signatures > 0) {
    const ours = certified(transcript.votesDigest, BigInt(transcript.voteCount));
    refuse(turn.certified === ours, "the oracles signed other votes");
  }
  const point = points[turn.batches];
  const same =
    point !== undefined &&
    turn.votesDigest === point.votesDigest &&
    turn.state === point.state &&
    turn.votes === BigInt(point.votes);
  refuse(same, `the ${turn.batches} batches that are posted are not its first ones`);
  if (!turn.closed) return;
  const { tally } = transcriptTally(transcript);
  const tallyHash = keccak256(encodePacked(["uint256[]"], [tally]));
  refuse(
    turn.batches + 1 === points.length && turn.tallyHash === tallyHash,
    "it was closed with another tally",
  );
}

/** Takes the turn if nobody has it, posts what is not posted yet, shows included votes, closes. */
export async function runPost(context: Context, file: string, options: PostOptions): Promise<undefined> {
  const { output, signal } = context;
  ensure(
    options.atOnce >= 1 && options.atOnce <= MAX_AT_ONCE,
    "cli/usage",
    `--at-once takes a number from 1 to ${MAX_AT_ONCE}: more batches go into no transaction`,
  );
  const document = parseRollupTranscript(await readJson(file, "`psephos rollup prove` writes one."));
  const { processId, votesDigest, voteCount } = document;
  const process = await readProcess(options.process);
  ensure(
    processId === process.processId,
    "cli/other-process",
    "the transcript is of another process",
    "Name the transcript's own with --process.",
  );
  const client = await writer(options);
  const rollup = await openRollupOf(client, options.contract, processId);
  const { instance: name, scope, ballot } = document;
  const instance = tallyInstance(name);
  ensureInstance(rollup, instance);
  ensureCensus(rollup, process);
  await ensureParams(client, rollup, processId, tallyParams(instance, { scope: BigInt(scope), ballot }));
  const named = { process, instance, rollup };
  const { batch, open } = await loadRollupKeys(context, named, options, loadVerifyingCircuit);
  const keys = { batch: batch.verificationKey, open: open.verificationKey };
  const checked = await output.step("Checking the transcript", () => verifyTranscript(document, keys));
  const account = new RollupAccount(client, rollup.contracts);
  const batches = transcriptBatches(document);
  const { seal } = await readInbox(client, rollup.contracts).inclusions(processId);
  // Signatures are over it; without them nobody looked at what was sealed, and nobody may have sealed it.
  const signed = rollup.terms.signatures > 0 && seal !== zeroHash ? seal : undefined;
  const { included, published } = await onChainOf(client, rollup, [processId, signed]);
  const known = options.votes === undefined ? [] : await readVotes(options.votes, process);
  const mustShow = standIns(included, known, batches);
  ensureOpened(published, [...known, ...withOnChainVotes([], included, [], 0)], batches);
  let gas = 0n;
  let turn = await readTurn(client, rollup.contracts, processId);
  if (turn.poster === zeroAddress) {
    const statement = { processId, votesDigest, voteCount: BigInt(voteCount), inclusionSeal: seal };
    const { signatures, left } = await readSignatures(options.signature, statement, { client, rollup });
    if (left.length > 0)
      output.warn(
        `left out, since they are more than are asked for, or not of an oracle: ${left.join(", ")}`,
      );
    const { address } = client.account;
    const bond = await readBond(client, rollup.contracts, processId);
    ensure(
      (await getBalance(client, { address })) > bond,
      "cli/funds",
      `the account ${address} has too little ether for the bond and the gas`,
      `The bond is ${formatEther(bond)} ether: send that and more to it, and run the command again.`,
    );
    const taken = await output.step("Taking the turn", () => account.takeTurn(statement, signatures, bond));
    gas += taken.gasUsed;
    turn = await readTurn(client, rollup.contracts, processId);
  }
  ensure(
    turn.poster.toLowerCase() === client.account.address.toLowerCase(),
    "cli/not-poster",
    "somebody else has the turn",
    "Watch it with `psephos rollup watch`; `psephos rollup status` tells until when it can be challenged.",
  );
  ensureSameTurn(turn, rollup.terms, checked);
  await output.step("Posting the batches", async (progress) => {
    for (let first = turn.batches; first < batches.length; first += options.atOnce) {
      signal.throwIfAborted();
      const { gasUsed } = await account.post(processId, first, batches.slice(first, first + options.atOnce));
      gas += gasUsed;
      progress(`${Math.min(first + options.atOnce, batches.length)}/${batches.length}`);
    }
  });
  if (!turn.closed) {
    if (mustShow.length > 0) {
      gas += await output.step("Showing the votes that were put on chain", () =>
        showIncluded(account, rollup, { client, processId, mustShow }),
      );
    }
    const { tally, proof } = transcriptTally(document);
    gas += (await output.step("Closing the turn", () => account.close(processId, tally, proof))).gasUsed;
  }
  const { deadline } = await readTurn(client, rollup.contracts, processId);
  output.field("gas", gas);
  output.field("final from", `block ${deadline}, unless it is challenged`);
  output.result({ processId, batches: batches.length, votes: voteCount, gas, final: deadline });
  return undefined;
}
