/** Contracts that are not what they were taken for: none at the address, or another one. */
import { BaseError, type Hex } from "viem";
import { getCode } from "viem/actions";
import { Refusal, type RefusedCode } from "../errors/index.js";
import type { ChainReader } from "./client.js";

/** What viem calls an answer that a contract of the asked kind would not give: nothing, a revert, other words than the ABI's. */
const FOREIGN =
  /^(ContractFunctionZeroDataError|ContractFunctionRevertedError|AbiDecoding\w*Error|PositionOutOfBoundsError|InvalidBytesBooleanError|IntegerOutOfRangeError|SliceOffsetOutOfBoundsError)$/;

/** Whether a call failed at the contract, and not on the way to it. */
export function isForeignAnswer(error: unknown): boolean {
  return error instanceof BaseError && error.walk((cause) => FOREIGN.test((cause as Error).name)) !== null;
}

/** What to do about a contract that is not what it was taken for. */
export interface Expectation {
  readonly code: RefusedCode;
  /** What the contract was taken for: "a process contract". */
  readonly what: string;
  readonly hint: string;
}

/**
 * Runs calls to a contract, and names what is wrong when they fail at it.
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
