/** The processes that a wallet's identity is for. */
import { InvalidArgumentError } from "commander";
import type { Hex } from "../../bytes/index.js";
import { option } from "../command.js";
import { CONTRACT } from "../options.js";

export interface PurposeOptions {
  readonly chainId: number;
  readonly contract: Hex;
  readonly organiser: Hex;
}

function chainId(text: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError("It takes a positive integer.");
  return Number(text);
}

export const purpose = (required: boolean) => [
  option("--chain-id <number>", "the chain of the process contract", { required, parse: chainId }),
  required ? CONTRACT : option("--contract <address>", "the process contract"),
  option("--organiser <address>", "the account that makes the processes", { required }),
];
