/** Addresses that do not have the expected contract: none, or another one. */
import { BaseError, type Hex } from "viem";
import { getCode } from "viem/actions";
import { Refusal, type RefusedCode } from "../errors/index.js";
import type { ChainReader } from "./client.js";

/** viem's names for answers that the expected contract would not give: nothing, a revert, other words than the ABI's. */
const FOREIGN =
  /^(ContractFunctionZeroDataError|ContractFunctionRevertedError|AbiDecoding\w*Error|PositionOutOfBoundsError|InvalidBytesBooleanError|IntegerOutOfRangeError|SliceOffsetOutOfBoundsError)$/;

/** Whether a call failed at the contract, and not on the way to it. */
export function isForeignAnswer(error: unknown): boolean {
  return error instanceof BaseError && error.walk((cause) => FOREIGN.test((cause as Error).name)) !== null;
}

/** What to say about a contract that is not the expected one. */
export interface Expectation {
  readonly code: RefusedCode;
  /** The expected contract: "a process contract". */
  readonly what: string;
  readonly hint: string;
}

/**
 * Runs calls to a contract, and says what is wrong if the contract makes them fail.
 * @throws PsephosError the expectation's code; whatever else failed as it is
 */
export async function expecting<T>(
  client: ChainReader,
  address: Hex,
  { code, what, hint }: Expectation,
  calls: () => Promise<T>,
): Promise<T> {
  try {
    return await calls();
  } catch (cause) {
    if (!isForeignAnswer(cause)) throw cause;
    const there = await getCode(client, { address });
    const at = address.toLowerCase();
    const words = there ? `the contract at ${at} is not ${what}` : `there is no contract at ${at}`;
    throw new Refusal(code, words, { cause, hint });
  }
}
