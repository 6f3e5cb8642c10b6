/** Talking to contracts: one viem client that reads, and one with an account that also writes. */
import {
  type Abi,
  type Account,
  BaseError,
  type Chain,
  type Client,
  type ContractFunctionArgs,
  type ContractFunctionName,
  ContractFunctionRevertedError,
  decodeErrorResult,
  type Hex,
  isHex,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
} from "viem";
import { getTransactionReceipt, simulateContract, writeContract } from "viem/actions";
import { Failure, Refusal, visible } from "../errors/index.js";
import { contractErrors } from "./contract-errors.js";
import { refusalSentence } from "./refusal-sentences.js";

/** A viem client that can read a chain: `createPublicClient(…)`, `createWalletClient(…)`, or both in one. */
export type ChainReader = Client<Transport, Chain | undefined, Account | undefined>;

/** A viem client that can also sign: it has an account and a chain. */
export type ChainWriter = Client<Transport, Chain, Account>;

/** At most this many characters of an error's argument are quoted: a contract chooses it. */
const LONGEST_ARGUMENT = 500;

/** The `rule` of a refusal without any. */
const NO_REASON = "no reason given";

function refusalMessage(rule: string, args: readonly unknown[], call: string): string {
  if (rule === NO_REASON) return `the contract refuses ${call} and gives no reason`;
  const shown = args.map((arg) => visible(String(arg), { limit: LONGEST_ARGUMENT }));
  const sentence = refusalSentence(rule, shown);
  if (sentence !== undefined) return `${call} is refused: ${sentence} (${rule})`;
  const list = shown.length > 0 ? ` (${shown.join(", ")})` : "";
  return `${call} is refused for a reason that Psephos's contracts do not have: ${rule}${list}`;
}

/** A contract refused a call. `rule` is the name of its custom error: `NotEntity`, `ProcessFinal`; the message says what it means. */
export class ContractRefusal extends Refusal {
  override readonly name = "ContractRefusal";
  readonly rule: string;
  readonly args: readonly unknown[];

  constructor(rule: string, args: readonly unknown[], call: string, cause: unknown) {
    super("evm/refused", refusalMessage(rule, args, call), { cause });
    this.rule = rule;
    this.args = args;
  }
}

const hasData = (error: unknown): error is { data: Hex } =>
  typeof error === "object" && error !== null && "data" in error && isHex(error.data) && error.data !== "0x";

/**
 * Turns a contract's revert into a `ContractRefusal`; any other error is returned as it is.
 * @param abi the error is looked up here first, then among the errors of all the contracts
 */
export function asRefusal(error: unknown, abi: Abi, call: string): unknown {
  if (!(error instanceof BaseError)) return error;
  const found = error.walk(hasData);
  if (!hasData(found)) {
    const reverted = error.walk((inner) => inner instanceof ContractFunctionRevertedError);
    return reverted ? new ContractRefusal(NO_REASON, [], call, error) : error;
  }
  try {
    const { errorName, args } = decodeErrorResult({ abi: [...abi, ...contractErrors], data: found.data });
    return new ContractRefusal(errorName, args ?? [], call, error);
  } catch {
    return new ContractRefusal(found.data.slice(0, 10), [], call, error);
  }
}

// A transaction that is in no block after this time was dropped, or replaced in the wallet.
const RECEIPT_TIMEOUT_MS = 10 * 60_000;

/**
 * Waits until a transaction is in a block. It asks for the receipt again and again, and not only when a new
 * block appears: a chain that makes blocks on demand may never make another one.
 * @throws PsephosError `evm/no-receipt` after ten minutes
 */
export async function waitForReceipt(client: ChainReader, hash: Hex): Promise<TransactionReceipt> {
  const end = performance.now() + RECEIPT_TIMEOUT_MS;
  while (performance.now() < end) {
    try {
      return await getTransactionReceipt(client, { hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, client.pollingInterval));
  }
  throw new Failure("evm/no-receipt", `transaction ${hash} is in no block after ten minutes`, {
    hint: "The transaction may have been replaced or dropped: look it up in the wallet.",
  });
}

/** A call that changes a contract's state. */
export interface Write<abi extends Abi, name extends ContractFunctionName<abi, "nonpayable" | "payable">> {
  address: Hex;
  abi: abi;
  functionName: name;
  args: ContractFunctionArgs<abi, "nonpayable" | "payable", name>;
  /** Wei to send along. */
  value?: bigint;
}

/**
 * Simulates the call first, so that a refusal costs nothing and has a name. Then sends it,
 * and waits until the transaction is in a block.
 * @throws ContractRefusal `evm/refused`; PsephosError `evm/reverted` if it reverted in the block nevertheless
 */
export async function send<
  const abi extends Abi,
  name extends ContractFunctionName<abi, "nonpayable" | "payable">,
>(client: ChainWriter, write: Write<abi, name>): Promise<TransactionReceipt> {
  // viem's types cannot resolve these generic parameters.
  const request = { ...write, account: client.account, chain: client.chain } as never;
  await simulateContract(client, request).catch((error: unknown) => {
    throw asRefusal(error, write.abi, write.functionName);
  });
  const hash = await writeContract(client, request);
  const receipt = await waitForReceipt(client, hash);
  if (receipt.status === "success") return receipt;
  throw new Refusal("evm/reverted", `${write.functionName} was reverted in block ${receipt.blockNumber}`, {
    hint: "The chain changed between the check and the transaction: try again.",
  });
}
