/** A process's status and token in words. */
import { CensusOrigin, isEvmOrigin, type ProcessParams, Status } from "../../process/index.js";
import type { Output } from "../output.js";

export const statusName = (status: Status) =>
  Object.entries(Status).find(([, value]) => value === status)![0];

type NamedEntry = Pick<ProcessParams, "censusOrigin" | "balancePosition" | "tokenId" | "evmBlockHeight">;

const originName = (origin: CensusOrigin) =>
  Object.entries(CensusOrigin).find(([, value]) => value === origin)![0];

/** The token's entry that a process uses. Readers can compare it with `psephos token find`. */
export function showEntry(output: Output, params: NamedEntry, token: string): void {
  if (!isEvmOrigin(params.censusOrigin)) return;
  output.field("token", `${token}, as ${originName(params.censusOrigin)}`);
  output.field("balances at", params.balancePosition);
  if (params.censusOrigin === CensusOrigin.ERC1155) output.field("token id", params.tokenId);
  output.field("of block", params.evmBlockHeight);
}

export const entryJson = ({ censusOrigin, balancePosition, tokenId, evmBlockHeight }: NamedEntry) =>
  isEvmOrigin(censusOrigin) ? { entry: { censusOrigin, balancePosition, tokenId, evmBlockHeight } } : {};
