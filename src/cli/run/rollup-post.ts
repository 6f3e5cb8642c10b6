/** `psephos rollup prove`, `sign` and `post`. */
import { getBlockNumber } from "viem/actions";
import {
  type ChainReader,
  RollupAccount,
  type RollupBatch,
  readPostedBatches,
  readTurn,
  slotOf,
  votesTypedData,
} from "../../chain/index.js";
import { ensure } from "../../errors.js";
import { createVerifier } from "../../groth16/index.js";
import { fixedHex, type Hex } from "../../process/index.js";
import {
  type AcceptedVote,
  proveBatches,
  proveOpening,
  type RollupPlan,
  type RollupTranscript,
  rollupTranscript,
  tallyInstance,
  tallyParams,
  transcriptBatches,
  transcriptTally,
  voteLeaf,
  withOnChainVotes,
} from "../../rollup/index.js";
import { loadCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readJson, writeWhole } from "../files.js";
import { readProcess } from "../process-file.js";
import { reader, type WriterOptions, writer } from "../wallet.js";
import { ensureProofs } from "./census-proofs.js";
import {
  ensureParams,
  type OpenRollup,
  onChainOf,
  openRollupOf,
  planOf,
  readVotes,
} from "./rollup-support.js";

interface Checked {
  readonly process: string;
  readonly artifacts?: string;
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

async function planFor({ output }: Context, file: string, options: ProveOptions | SignOptions) {
  const process = await readProcess(options.process);
  const votes = await readVotes(file);
  if (options.contract === undefined) return planOf(process, options.instance, votes);
  const client = await reader({ rpc: options.rpc, contract: options.contract });
  const rollup = await openRollupOf(client, options.contract, process.processId);
  const { openingEnd } = rollup.terms;
  if ((await getBlockNumber(client)) < openingEnd) {
    output.warn(`Votes and ballots can be put on chain until block ${openingEnd}: do this again after it.`);
  }
  return planOf(process, options.instance, votes, { client, rollup });
}

/** Looks at every vote's census proof: whoever posts one that does not hold loses by it. */
async function checkProofs({ output, signal }: Context, { batches }: RollupPlan, options: Checked) {
  if (options.unchecked) return;
  const process = await readProcess(options.process);
  const circuit = await loadCircuit(process.circuit, output, signal, options.artifacts);
  const verifier = await createVerifier(circuit.verificationKey);
  const votes = batches.flatMap((batch) => batch.votes);
  try {
    await output.step("Checking census proofs", () => ensureProofs(process, votes, verifier));
  } finally {
    await verifier.close();
  }
}

export async function runProve(context: Context, file: string, options: ProveOptions): Promise<undefined> {
  const { output, signal } = context;
  const plan = await output.step("Counting", () => planFor(context, file, options));
  await checkProofs(context, plan, options);
  const load = (name: string) => loadCircuit(name, output, signal, options.artifacts);
  const [batch, open] = [await load(plan.instance.name), await load(plan.instance.open)];
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
  const plan = await output.step("Counting", () => planFor(context, file, options));
  await checkProofs(context, plan, options);
  const { processId, votesDigest, last } = plan;
  const { contracts } = await openRollupOf(client, options.contract, processId);
  const statement = { processId, votesDigest, voteCount: last.voteCount };
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

export interface PostOptions extends WriterOptions {
  readonly signature: readonly string[];
  /** Batches of one transaction. */
  readonly atOnce: number;
}

async function readTranscript(path: string): Promise<RollupTranscript> {
  const transcript = (await readJson(path, "`psephos rollup prove` writes one.")) as RollupTranscript;
  const looksRight = transcript?.version === 1 && Array.isArray(transcript.batches) && transcript.opening;
  ensure(looksRight, "cli/transcript", `${path} is not a rollup's transcript`);
  fixedHex(transcript.processId, 32, "the transcript's processId");
  return transcript;
}

/** Signatures from files, in the order of their signers' addresses. */
async function readSignatures(paths: readonly string[], votesDigest: Hex): Promise<Hex[]> {
  const signed = await Promise.all(
    paths.map(async (path) => {
      const document = (await readJson(path)) as { signer: Hex; votesDigest: Hex; signature: Hex };
      ensure(
        document?.votesDigest === votesDigest,
        "cli/signature",
        `${path} is not a signature over the transcript's votes`,
      );
      return document;
    }),
  );
  return signed
    .sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
    .map(({ signature }) => signature);
}

/** Takes the turn if nobody has it, posts what is not posted yet, shows included votes, closes. */
export async function runPost(
  { output, signal }: Context,
  file: string,
  options: PostOptions,
): Promise<undefined> {
  const transcript = await readTranscript(file);
  const { processId, votesDigest, voteCount } = transcript;
  const client = await writer(options);
  const rollup = await openRollupOf(client, options.contract, processId);
  const account = new RollupAccount(client, rollup.contracts);
  const batches = transcriptBatches(transcript);
  const params = tallyParams(tallyInstance(transcript.instance), {
    scope: BigInt(transcript.scope),
    ballot: transcript.ballot,
  });
  await ensureParams(client, rollup, processId, params);
  const { included } = await onChainOf(client, rollup, processId);
  const mustShow = withOnChainVotes([], included, [], 0);
  ensureIncluded(mustShow, batches);
  let gas = 0n;
  let turn = await readTurn(client, rollup.contracts, processId);
  if (/^0x0+$/.test(turn.poster)) {
    const signatures = await readSignatures(options.signature, votesDigest);
    const statement = { processId, votesDigest, voteCount: BigInt(voteCount) };
    const taken = await output.step("Taking the turn", () =>
      account.takeTurn(statement, signatures, rollup.terms.posterBond),
    );
    gas += taken.gasUsed;
    turn = await readTurn(client, rollup.contracts, processId);
  }
  ensure(
    turn.poster.toLowerCase() === client.account.address.toLowerCase(),
    "cli/not-poster",
    "somebody else has the turn",
  );
  await output.step(`Posting ${batches.length} batches`, async (progress) => {
    for (let first = turn.batches; first < batches.length; first += options.atOnce) {
      signal.throwIfAborted();
      const { gasUsed } = await account.post(processId, first, batches.slice(first, first + options.atOnce));
      gas += gasUsed;
      progress(`${Math.min(first + options.atOnce, batches.length)}/${batches.length}`);
    }
  });
  if (!turn.closed) {
    gas += await showIncluded(account, rollup, { client, processId, mustShow });
    const { tally, proof } = transcriptTally(transcript);
    gas += (await output.step("Closing the turn", () => account.close(processId, tally, proof))).gasUsed;
  }
  const { deadline } = await readTurn(client, rollup.contracts, processId);
  output.field("gas", gas);
  output.field("final from", `block ${deadline}, unless it is challenged`);
  output.result({ processId, batches: batches.length, votes: voteCount, gas, final: deadline });
  return undefined;
}

/** Before anything is at stake: a turn without these votes could never be closed. */
function ensureIncluded(mustShow: readonly AcceptedVote[], batches: readonly RollupBatch[]): void {
  const leaves = new Set(batches.flatMap((batch) => batch.leaves));
  ensure(
    mustShow.every((vote) => leaves.has(voteLeaf(vote))),
    "cli/included-missing",
    "a vote that was put on chain is not in the transcript",
    "Prove it again, with --contract.",
  );
}

interface Shown {
  readonly client: ChainReader;
  readonly processId: Hex;
  readonly mustShow: readonly AcceptedVote[];
}

/** Shows each vote that was put on chain in its slot. @returns gas */
async function showIncluded(
  account: RollupAccount,
  rollup: OpenRollup,
  { client, processId, mustShow }: Shown,
): Promise<bigint> {
  if (mustShow.length === 0) return 0n;
  const { number } = await readTurn(client, rollup.contracts, processId);
  const posted = { processId, turn: BigInt(number), fromBlock: rollup.terms.openingEnd };
  const batches = await readPostedBatches(client, rollup.contracts, posted);
  ensureIncluded(mustShow, batches);
  let gas = 0n;
  for (const vote of mustShow) {
    const leaf = voteLeaf(vote);
    const batch = batches.findIndex(({ leaves }) => leaves.includes(leaf));
    const slot = slotOf(batches, batch, batches[batch]!.leaves.indexOf(leaf));
    try {
      gas += (await account.showIncluded(processId, vote.nullifier, slot)).gasUsed;
    } catch (error) {
      if ((error as { rule?: string }).rule !== "AlreadyShown") throw error;
    }
  }
  return gas;
}
