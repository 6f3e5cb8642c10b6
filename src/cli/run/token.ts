/** `psephos token`: where a token keeps its balances, and the registry's entry of it. */
import { addressBytes, type Hex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  type FoundEntry,
  findBalancePosition,
  isRegistered,
  MIN_BALANCES,
  readDeployment,
  registerToken,
  type TokenKind,
  type TokenOrigin,
} from "../../evm/index.js";
import { CensusOrigin, isEvmOrigin } from "../../process/index.js";
import type { Context } from "../context.js";
import type { Output } from "../output.js";
import { type ChainOptions, reader, readerOf, type WriterOptions, writer } from "../wallet.js";

interface Search {
  readonly rpc: string;
  readonly kind: string;
  readonly holder: readonly string[];
  readonly id?: string;
  readonly namespace?: readonly string[];
  readonly last: number;
  readonly few?: boolean;
}

export type FindOptions = Search & Partial<Pick<ChainOptions, "contract">>;
export type RegisterOptions = Search & WriterOptions;

const KINDS = Object.entries(CensusOrigin).filter(([, origin]) => isEvmOrigin(origin));

function account(text: string, what: string): Hex {
  try {
    return toHex(addressBytes(text as Hex, what));
  } catch {
    ensure(false, "cli/usage", `${what} is not an address: 0x and 40 hex digits`);
  }
}

function kindOf(token: string, { kind, id }: Search): TokenKind {
  const [, origin] = KINDS.find(([name]) => name === kind) ?? [];
  ensure(origin !== undefined, "cli/usage", `--kind takes ${KINDS.map(([name]) => name).join(", ")}`);
  const isMulti = origin === CensusOrigin.ERC1155;
  ensure(
    isMulti === (id !== undefined),
    "cli/usage",
    "--id is for ERC1155, which needs it: the token id whose balances vote",
  );
  const number =
    id !== undefined && /^(0|[1-9][0-9]{0,77}|0x[0-9a-f]{1,64})$/.test(id) ? BigInt(id) : undefined;
  ensure(
    !isMulti || (number !== undefined && number < 1n << 256n),
    "cli/usage",
    "--id takes a whole number below 2^256, in decimal or in hex with 0x",
  );
  return { token: account(token, "the token"), origin: origin as TokenOrigin, tokenId: number ?? 0n };
}

async function search(
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
    output.warn("so few balances may be another mapping's numbers: check the position in the token's source");
  }
  return found;
}

function show(output: Output, { entry, position, blockNumber, holders }: FoundEntry, kind: string): void {
  output.field("token", entry.token);
  output.field("kind", kind);
  output.field("position", position);
  if (entry.namespace !== "") output.field("namespace", `${entry.namespace}, slot ${entry.slot}`);
  if (entry.origin === CensusOrigin.ERC1155) output.field("token id", entry.tokenId);
  output.field("read at block", blockNumber);
  for (const { holder, balance } of holders) output.field("holder", `${holder}: ${balance}`);
}

const asJson = ({ entry, position, ...rest }: FoundEntry, kind: string) => {
  const { token, namespace, slot, tokenId } = entry;
  return { token, kind, balancePosition: position, tokenId, namespace, slot, ...rest };
};

const NEXT = "A process over its holders names them: balancePosition and tokenId in the parameters file.";

export async function runTokenFind({ output }: Context, token: string, options: FindOptions): Promise<void> {
  const { rpc, contract, kind } = options;
  const client = await (contract === undefined ? readerOf(rpc) : reader({ rpc, contract }));
  const found = await search(output, client, token, options);
  const registry = contract === undefined ? undefined : (await readDeployment(client, contract)).tokens;
  const registered = registry === undefined ? undefined : await isRegistered(client, registry, found.entry);
  show(output, found, kind);
  if (registered !== undefined) output.field("registered", registered ? "yes" : "no");
  output.line(NEXT);
  output.result({ ...asJson(found, kind), ...(registered === undefined ? {} : { registered }) });
}

export async function runTokenRegister(
  { output }: Context,
  token: string,
  options: RegisterOptions,
): Promise<void> {
  const client = await writer(options);
  const { tokens } = await readDeployment(client, options.contract);
  const found = await search(output, client, token, options);
  const holders = found.holders.map(({ holder }) => holder);
  const { holder, receipt } = await output.step("Registering the entry", () =>
    registerToken(client, tokens, found.entry, holders),
  );
  show(output, found, options.kind);
  output.line(receipt === undefined ? "The entry was registered before: nothing was sent." : NEXT);
  const sent =
    receipt === undefined ? {} : { provedOn: holder, gas: receipt.gasUsed, blockNumber: receipt.blockNumber };
  output.result({ ...asJson(found, options.kind), ...sent, registered: true, sent: receipt !== undefined });
}
