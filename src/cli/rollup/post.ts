import { formatEther, zeroAddress, zeroHash } from "viem";
import { getBalance } from "viem/actions";
import type { Hex } from "../../bytes/index.js";
import { ensure, ensureAble } from "../../errors/index.js";
import {
  chooseSignatures,
  RollupAccount,
  readBond,
  readInbox,
  readTurn,
  type SignatureDocument,
} from "../../evm/index.js";
import {
  ensurePublishedOpened,
  ensureRollupCensus,
  ensureRollupInstance,
  ensureRollupParams,
  ensureSameTurn,
  findIncluded,
  parseRollupTranscript,
  readOnChainVotes,
  readOpenRollup,
  showIncludedVotes,
  tallyInstance,
  tallyParams,
  transcriptBatches,
  transcriptTally,
  verifyTranscript,
  withOnChainVotes,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readJson } from "../files.js";
import { nodeClient } from "../node-door.js";
import { collect, INSECURE, PROCESS, WRITING, whole } from "../options.js";
import { readProcess } from "../process-file.js";
import { type WriterOptions, writer } from "../wallet.js";
import { loadRollupKeys } from "./keys.js";
import { TRANSCRIPT } from "./options.js";
import { readVotes } from "./support.js";

/** The contract accepts no more batches in one transaction. */
const MAX_AT_ONCE = 128;

export interface PostOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  readonly signature: readonly string[];
  /** Oracles' nodes, which have their signatures. */
  readonly node: readonly string[];
  /** Batches of one transaction, 1 … 128. */
  readonly atOnce: number;
  /**
   * The votes of the transcript. They are needed if the transcript counts a later vote instead of one that was put on chain,
   * or if ballots were published and it leaves others unopened.
   */
  readonly votes?: string;
}

/** The oracles' signatures: from files, and from their nodes. */
async function signaturesOf(
  context: Context,
  processId: Hex,
  { signature, node }: PostOptions,
): Promise<SignatureDocument[]> {
  const documents: SignatureDocument[] = [];
  for (const from of signature) documents.push({ from, document: await readJson(from) });
  for (const url of node) {
    const document = await nodeClient(context, url).votesSignature(processId);
    documents.push({ from: new URL(url).host, document });
  }
  return documents;
}

/** Takes the turn if nobody has it, posts what is not posted yet, shows included votes, closes. */
export async function postTranscript(context: Context, file: string, options: PostOptions): Promise<void> {
  const { output, signal } = context;
  ensureAble(
    options.atOnce >= 1 && options.atOnce <= MAX_AT_ONCE,
    "cli/usage",
    `--at-once takes a number from 1 to ${MAX_AT_ONCE}: a transaction has no room for more batches`,
  );
  const document = parseRollupTranscript(await readJson(file, "`psephos rollup prove` writes one."));
  const { processId, votesDigest, voteCount } = document;
  const process = await readProcess(options.process);
  ensure(
    processId === process.processId,
    "cli/other-process",
    "the transcript is of another process",
    "Give the transcript's own process file with --process.",
  );
  const client = await writer(options);
  const rollup = await readOpenRollup(client, options.contract, processId);
  const { instance: name, scope, ballot } = document;
  const instance = tallyInstance(name);
  ensureRollupInstance(rollup, instance);
  ensureRollupCensus(rollup, process);
  await ensureRollupParams(
    client,
    rollup,
    processId,
    tallyParams(instance, { scope: BigInt(scope), ballot }),
  );
  const named = { process, instance, rollup };
  const { batch, open } = await loadRollupKeys(context, named, options, loadVerifyingCircuit);
  const keys = { batch: batch.verificationKey, open: open.verificationKey };
  const checked = await output.step("Checking the transcript", () => verifyTranscript(document, keys));
  const account = new RollupAccount(client, rollup.contracts);
  const batches = transcriptBatches(document);
  const { seal } = await readInbox(client, rollup.contracts).inclusions(processId);
  // Signatures are over it. Without signatures nobody has checked what was sealed, and there may be no seal.
  const signed = rollup.terms.signatures > 0 && seal !== zeroHash ? seal : undefined;
  const { included, published } = await readOnChainVotes(client, rollup, [processId, signed]);
  const known = options.votes === undefined ? [] : await readVotes(options.votes, process);
  const mustShow = findIncluded(included, known, batches);
  ensurePublishedOpened(published, [...known, ...withOnChainVotes([], included, [], 0)], batches);
  let gas = 0n;
  let turn = await readTurn(client, rollup.contracts, processId);
  if (turn.poster === zeroAddress) {
    const statement = { processId, votesDigest, voteCount: BigInt(voteCount), inclusionSeal: seal };
    const documents = await signaturesOf(context, processId, options);
    const { signatures, left } = await chooseSignatures(documents, statement, { client, rollup });
    if (left.length > 0)
      output.warn(`not used, since enough are given or the signer is not an oracle: ${left.join(", ")}`);
    const { address } = client.account;
    const bond = await readBond(client, rollup.contracts, processId);
    ensureAble(
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
    "another poster has the turn",
    "Watch it with `psephos rollup watch`. `psephos rollup status` shows until when it can be challenged.",
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
        showIncludedVotes(account, rollup, { client, processId, votes: mustShow }),
      );
    }
    const { tally, proof } = transcriptTally(document);
    gas += (await output.step("Closing the turn", () => account.close(processId, tally, proof))).gasUsed;
  }
  const { deadline } = await readTurn(client, rollup.contracts, processId);
  output.field("gas", gas);
  output.field("final from", `block ${deadline}, unless it is challenged`);
  output.result({ processId, batches: batches.length, votes: voteCount, gas, final: deadline });
}

export const post: Leaf = {
  name: "post",
  description: "take the turn with your bond, post the batches and close; run it again to continue",
  arguments: [TRANSCRIPT],
  options: [
    ...WRITING,
    PROCESS,
    option("--signature <file>", "an oracle's signature; repeat it for each; more than needed are allowed", {
      unless: [],
      parse: collect,
    }),
    option("--node <url>", "the node of an oracle, which has its signature; repeat it for each", {
      unless: [],
      parse: collect,
    }),
    option(
      "--votes <file>",
      "the votes of the transcript: needed if it counts a later vote instead of one on chain, or leaves ballots unopened",
    ),
    option("--at-once <batches>", "batches in one transaction, 1 to 128", { unless: 40, parse: whole }),
    option(
      "--artifacts <folder>",
      "where the circuits' files are; keys and proofs are checked before the bond is sent",
    ),
    INSECURE,
  ],
  examples: [
    "psephos rollup post rollup.json --node https://one.example --node https://two.example --contract 0x… --key poster.key",
    "psephos rollup post rollup.json --signature oracle-1.json --signature oracle-2.json --contract 0x… --key poster.key",
  ],
  handler: postTranscript,
};
