/** Where a token stores its balances: the search of both token commands. */
import { Argument, InvalidArgumentError } from "commander";
import { addressBytes, type Hex, toHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import {
  type ChainReader,
  type FoundEntry,
  findBalancePosition,
  MIN_BALANCES,
  type TokenKind,
  type TokenOrigin,
} from "../../evm/index.js";
import { CensusOrigin, isEvmOrigin } from "../../process/index.js";
import { option } from "../command.js";
import { collect, RPC } from "../options.js";
import type { Output } from "../output.js";

export interface Search {
  readonly rpc: string;
  readonly kind: string;
  readonly holder: readonly string[];
  readonly id?: string;
  readonly namespace?: readonly string[];
  readonly last: number;
  readonly few?: boolean;
}

function lastSlot(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("It takes a slot from 0 to 65535.");
  return value;
}

export const TOKEN = new Argument("<token>", "the token's address");

export const SEARCH = [
  option("--kind <kind>", "ERC20, ERC721, ERC1155, ERC777 or MINI_ME", { required: true }),
  option(
    "--holder <address>",
    "an account that holds the token; give several, with large and small balances",
    {
      required: true,
      parse: collect,
    },
  ),
  option("--id <number>", "for ERC1155: the token id whose balances are counted"),
  option("--namespace <id>", "an ERC-7201 namespace to try besides OpenZeppelin's; may be repeated", {
    parse: collect,
  }),
  option("--last <slot>", "the last storage slot to try", { unless: 255, parse: lastSlot }),
  option(
    "--few",
    "accept fewer than three different balances; then check the position in the token's source",
  ),
  RPC,
];

const KINDS = Object.entries(CensusOrigin).filter(([, origin]) => isEvmOrigin(origin));

function account(text: string, what: string): Hex {
  try {
    return toHex(addressBytes(text as Hex, what));
  } catch {
    ensureAble(false, "cli/usage", `${what} is not an address: 0x and 40 hex digits`);
  }
}

function kindOf(token: string, { kind, id }: Search): TokenKind {
  const [, origin] = KINDS.find(([name]) => name === kind) ?? [];
  ensureAble(origin !== undefined, "cli/usage", `--kind takes ${KINDS.map(([name]) => name).join(", ")}`);
  const isMulti = origin === CensusOrigin.ERC1155;
  ensureAble(
    isMulti === (id !== undefined),
    "cli/usage",
    "--id is needed for ERC1155, and allowed for no other kind: the token id whose balances are counted",
  );
  const number =
    id !== undefined && /^(0|[1-9][0-9]{0,77}|0x[0-9a-f]{1,64})$/.test(id) ? BigInt(id) : undefined;
  ensureAble(
    !isMulti || (number !== undefined && number < 1n << 256n),
    "cli/usage",
    "--id takes a whole number below 2^256, in decimal or in hex with 0x",
  );
  return { token: account(token, "the token"), origin: origin as TokenOrigin, tokenId: number ?? 0n };
}

export async function search(
  output: Output,
  client: ChainReader,
  token: string,
  options: Search,
): Promise<FoundEntry> {
  const holders = options.holder.map((holder) => account(holder, "--holder"));
  const found = await output.step("Searching for the balances", () =>
    findBalancePosition(client, kindOf(token, options), holders, {
      last: options.last,
      namespaces: options.namespace ?? [],
      allowFew: options.few === true,
    }),
  );
  if (new Set(found.holders.map(({ balance }) => balance)).size < MIN_BALANCES) {
    output.warn(
      "so few balances could be numbers of another mapping: check the position in the token's source",
    );
  }
  return found;
}

export function show(
  output: Output,
  { entry, position, blockNumber, holders }: FoundEntry,
  kind: string,
): void {
  output.field("token", entry.token);
  output.field("kind", kind);
  output.field("position", position);
  if (entry.namespace !== "") output.field("namespace", `${entry.namespace}, slot ${entry.slot}`);
  if (entry.origin === CensusOrigin.ERC1155) output.field("token id", entry.tokenId);
  output.field("read at block", blockNumber);
  for (const { holder, balance } of holders) output.field("holder", `${holder}: ${balance}`);
}

export const asJson = ({ entry, position, ...rest }: FoundEntry, kind: string) => {
  const { token, namespace, slot, tokenId } = entry;
  return { token, kind, balancePosition: position, tokenId, namespace, slot, ...rest };
};

export const NEXT = "Give both in the parameters file of a process: balancePosition and tokenId.";
