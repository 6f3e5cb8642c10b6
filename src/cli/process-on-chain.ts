/** A process file, compared with the chain, for every command that votes or counts. */
import type { VotingProcess } from "../ballot/index.js";
import { ensure } from "../errors/index.js";
import { readProcess as readFromChain } from "../evm/index.js";
import { Status } from "../process/index.js";
import { ensureVotingProcess, processOnChain } from "../voter/index.js";
import type { Context } from "./context.js";
import { readProcess } from "./process-file.js";
import { reader } from "./wallet.js";

export interface ProcessOptions {
  /** The file. */
  readonly process: string;
  /** The process contract to compare it with. */
  readonly contract?: `0x${string}`;
  readonly rpc?: string;
}

export interface OpenedProcess {
  readonly process: VotingProcess;
  /** Whether the file was compared with the chain. */
  readonly checked: boolean;
}

/**
 * Reads a process file, and compares it with the chain if a contract is given. Without one it prints that nothing was compared.
 * @throws PsephosError as `readProcess` of files and of contracts; `voter/other-process` (they differ); `voter/canceled`
 */
export async function knownProcess(
  { output }: Context,
  { process: path, contract, rpc }: ProcessOptions,
): Promise<OpenedProcess & { readonly status?: Status }> {
  const process = await readProcess(path);
  if (contract === undefined) {
    output.line(`Key and rules are as ${path} says: --contract compares them with the chain.`);
    return { process, checked: false };
  }
  const client = await reader({ contract, rpc: rpc! });
  const { processId, circuit, questionIndex } = process;
  const found = await readFromChain(client, contract, processId);
  // Votes of an earlier question are counted as well: only voters need the question that is open now.
  const open = found.status === Status.READY;
  const onChain = processOnChain(found, { contract: found.instance, processId, circuit });
  ensureVotingProcess(process, open ? onChain : onChain.with({ questionIndex }));
  ensure(
    found.status !== Status.CANCELED,
    "voter/canceled",
    "the process was canceled: no vote of it counts",
  );
  return { process, checked: true, status: found.status };
}

/**
 * The same, for a process that is open for votes.
 * @throws PsephosError as {@link knownProcess}; `voter/not-open`
 */
export async function openProcess(context: Context, options: ProcessOptions): Promise<OpenedProcess> {
  const { process, checked, status } = await knownProcess(context, options);
  ensure(
    status === undefined || status === Status.READY,
    "voter/not-open",
    status === Status.PAUSED
      ? "the process is paused: it takes no votes now"
      : "the process has ended: it takes no votes",
    "`psephos process show ID --contract 0x…` shows its status.",
  );
  return { process, checked };
}
