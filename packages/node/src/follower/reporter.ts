/**
 * An oracle's reports about counted processes: the results, to the results contract, or if a rollup proves them a signature over its votes.
 * What was reported once is in the notes before it leaves: another report about the same process is refused.
 */
import { Failure, scope } from "psephos";
import {
  RollupAccount,
  readDeployment,
  readInbox,
  readReports,
  readRollupContracts,
  readTerms,
  reportDigest,
  reportResults,
  votesTypedData,
} from "psephos/contracts";
import {
  acceptedVotes,
  ballotRulesOf,
  type FindTransaction,
  type LedgerState,
  type ProcessView,
} from "psephos/ledger";
import {
  ensureRollupProcess,
  kernelPoseidon,
  type OpenRollup,
  planRollup,
  readOnChainVotes,
  rollupInstanceOf,
  sealInclusions,
  withOnChainVotes,
} from "psephos/rollup";
import { type Hex, type LocalAccount, zeroAddress, zeroHash } from "viem";
import type { Endpoints } from "./endpoints.js";
import type { FollowerLog, Notes } from "./options.js";
import { reportOf } from "./tally.js";
import { writerOf } from "./writer.js";

/** An oracle's signature over the votes of a rollup, as `psephos rollup sign` writes it. */
export interface VotesSignature {
  readonly signer: Hex;
  readonly votesDigest: Hex;
  /** Decimal. */
  readonly voteCount: string;
  readonly signature: Hex;
}

export interface ReporterOptions {
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly endpoints: Endpoints;
  readonly notes: Notes;
  readonly log: FollowerLog;
  readonly state: () => LedgerState;
  /** Gives the transactions of the voting chain's blocks; without it no rollup is signed. */
  readonly find: FindTransaction | undefined;
  /** Whether to send transactions to the EVM, which the account pays for. */
  readonly send: boolean;
}

/** What is left to do: nothing, nothing yet, or somebody has to seal the inclusions. */
export type Reported = "done" | "later" | "seal";

type SignedNote = VotesSignature & { readonly seal: Hex };

export class Reporter {
  readonly #options: ReporterOptions;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** The signature over the votes of a process's rollup, if it was made. */
  votesSignature(processId: Hex): VotesSignature | undefined {
    const note = this.#read<SignedNote>("votes", processId);
    if (!note) return undefined;
    const { seal: _, ...document } = note;
    return { ...document, signer: document.signer.toLowerCase() as Hex };
  }

  /**
   * Reports a counted process.
   * @param opened the rollup that counts it is open
   * @param readTo the last block of the EVM that was read
   * @throws PsephosError `follower/other-results`; ContractRefusal `evm/refused`; what the endpoints failed with
   */
  async report(
    view: ProcessView,
    opened: { readonly openingEnd: number } | undefined,
    readTo: number,
  ): Promise<Reported> {
    if (view.declaration.params.settlement === zeroAddress)
      return this.#options.send ? this.#reportResults(view) : "done";
    if (!opened || !this.#options.find) return "done";
    return readTo < opened.openingEnd ? "later" : this.#signVotes(view, this.#options.find);
  }

  async #reportResults(view: ProcessView): Promise<Reported> {
    const { account, chainId, endpoints, log, state } = this.#options;
    const { processId } = view.record;
    const { contract } = view.declaration;
    const report = reportOf(state(), view);
    const digest = reportDigest(report);
    this.#keep("results", processId, digest);
    return endpoints.run<Reported>(async (client) => {
      const { oracles } = await readReports(client, contract, processId);
      const own = oracles.find(({ oracle }) => oracle.toLowerCase() === account.address.toLowerCase());
      if (own?.digest === digest) return "done";
      const { results } = await readDeployment(client, contract);
      const { decided } = await reportResults(writerOf(client, account, chainId), results, report);
      log.info({ processId, resultsHash: report.resultsHash, settled: decided }, "results reported");
      return "done";
    });
  }

  async #signVotes(view: ProcessView, find: FindTransaction): Promise<Reported> {
    const { account, chainId, endpoints, log, state } = this.#options;
    const { processId } = view.record;
    const { contract, params } = view.declaration;
    const signed = await endpoints.run(async (client) => {
      const contracts = await readRollupContracts(client, params.settlement);
      const { censusKey } = params;
      const rollup: OpenRollup = {
        contracts,
        terms: await readTerms(client, contracts, processId),
        censusKey,
      };
      const seal = await this.#seal(processId, rollup, client);
      if (seal === undefined) return undefined;
      // After another seal than the last one, what was included can be different too.
      if (this.#read<SignedNote>("votes", processId)?.seal === seal) return "already";
      const process = {
        processId,
        scope: scope({ contract, processId, questionIndex: 0 }),
        ballot: ballotRulesOf(params),
        maxVoteOverwrites: params.maxVoteOverwrites,
        censusRoot: BigInt(params.censusRoot),
      };
      await ensureRollupProcess(client, rollup, process);
      const { included, published } = await readOnChainVotes(client, rollup, [processId, seal]);
      const accepted = acceptedVotes(state(), view, find);
      const votes = withOnChainVotes(accepted, included, published, params.maxCount);
      const { votesDigest, last } = planRollup(
        rollupInstanceOf(rollup),
        process,
        votes,
        await kernelPoseidon(),
      );
      const statement = { processId, votesDigest, voteCount: last.voteCount, inclusionSeal: seal };
      const data = votesTypedData({ rollup: contracts.rollup, chainId }, statement);
      this.#keep(`votes-under/${seal}`, processId, votesDigest);
      const signature = await account.signTypedData(data);
      const note: SignedNote = {
        signer: account.address,
        votesDigest,
        voteCount: `${last.voteCount}`,
        signature,
        seal,
      };
      this.#write("votes", processId, note);
      return note;
    });
    if (signed === undefined) return "seal";
    if (signed !== "already")
      log.info({ processId, votesDigest: signed.votesDigest, votes: signed.voteCount }, "votes signed");
    return "done";
  }

  /** The seal of the inclusions; undefined if nobody has made it, and this oracle sends nothing. */
  async #seal(
    processId: Hex,
    rollup: OpenRollup,
    client: Parameters<typeof readTerms>[0],
  ): Promise<Hex | undefined> {
    const { seal } = await readInbox(client, rollup.contracts).inclusions(processId);
    if (seal !== zeroHash) return seal;
    const { account, chainId, send } = this.#options;
    if (!send) return undefined;
    const writer = writerOf(client, account, chainId);
    return sealInclusions(client, rollup, {
      processId,
      account: new RollupAccount(writer, rollup.contracts),
    });
  }

  /** Writes what will be reported, unless something else was reported before. @throws PsephosError `follower/other-results` */
  #keep(what: string, processId: Hex, digest: Hex): void {
    const before = this.#read<Hex>(what, processId);
    if (before === digest) return;
    if (before !== undefined)
      throw new Failure(
        "follower/other-results",
        `this oracle has reported ${before} about the process, and its node now has ${digest}: it does not report both`,
        {
          hint: "Run `psephos-node check` on the node's folder: its state is not the one that was reported.",
        },
      );
    this.#write(what, processId, digest);
  }

  #name(what: string, processId: Hex): string {
    return `follower/report/${this.#options.account.address.toLowerCase()}/${processId}/${what}`;
  }

  #read<T>(what: string, processId: Hex): T | undefined {
    const bytes = this.#options.notes.get(this.#name(what, processId));
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  }

  #write(what: string, processId: Hex, value: unknown): void {
    this.#options.notes.put(this.#name(what, processId), new TextEncoder().encode(JSON.stringify(value)));
  }
}
