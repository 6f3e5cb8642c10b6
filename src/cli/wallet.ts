/** Clients for the chain commands: an RPC address, and for writing a private key that is read from a file. */
import {
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  publicActions,
} from "viem";
import { getCode } from "viem/actions";
import { ensureAble, Failure } from "../errors/index.js";
import type { ChainReader, ChainWriter } from "../evm/index.js";
import { readAccount } from "./account.js";
import { showChainError } from "./errors.js";

export interface ChainOptions {
  readonly rpc: string;
  /** The process contract. */
  readonly contract: `0x${string}`;
}

export interface WriterOptions extends ChainOptions {
  /** A file that holds the private key. */
  readonly key: string;
}

/** Of the node that a person named, and of no other that it would redirect to. */
const transportOf = (rpc: string, retryCount?: number) =>
  http(rpc, {
    timeout: 15_000,
    fetchOptions: { redirect: "error" },
    ...(retryCount === undefined ? {} : { retryCount }),
  });

/** A contract may ask to look up its answer at an address of its choice (EIP-3668). Ours never does, and no other is obeyed. */
const ccipRead = false;

async function chainOf(rpc: string): Promise<Chain> {
  ensureAble(/^https?:\/\//.test(rpc), "cli/usage", "--rpc takes an http or https address");
  const transport = transportOf(rpc, 1);
  try {
    const id = await createPublicClient({ transport }).getChainId();
    return defineChain({
      id,
      name: `chain ${id}`,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [rpc] } },
    });
  } catch (cause) {
    const known = showChainError(cause);
    if (known?.code === "cli/rpc-answer")
      throw new Failure(known.code, known.message, { cause, hint: known.hint! });
    // the address may hold an access token: it is not shown
    throw new Failure("cli/rpc", "the RPC address does not answer as an Ethereum node", {
      cause,
      hint: "Start a local one with `psephos chain dev`.",
    });
  }
}

function assertAddress(text: string): `0x${string}` {
  ensureAble(
    /^0x[0-9a-fA-F]{40}$/.test(text),
    "cli/usage",
    "--contract takes the process contract's address",
  );
  return text as `0x${string}`;
}

/** A client that reads, of no contract in particular. @throws PsephosError `cli/rpc`, `cli/rpc-answer` */
export async function readerOf(rpc: string): Promise<ChainReader> {
  return createPublicClient({ chain: await chainOf(rpc), transport: transportOf(rpc), ccipRead });
}

/** @throws PsephosError `cli/no-contract`: the chain may be another than the contract's */
async function assertContract(client: ChainReader, contract: Hex): Promise<void> {
  ensureAble(
    await getCode(client, { address: contract }),
    "cli/no-contract",
    `there is no contract at ${contract} on chain ${client.chain?.id}`,
    "Check --contract, and that --rpc is a node of the contract's chain.",
  );
}

/** A client that reads. @throws PsephosError `cli/rpc`, `cli/rpc-answer`, `cli/no-contract`, `cli/usage` */
export async function reader({ rpc, contract }: ChainOptions): Promise<ChainReader> {
  assertAddress(contract);
  const client = await readerOf(rpc);
  await assertContract(client, contract);
  return client;
}

/** A client that reads and signs. @throws PsephosError as `reader`; `cli/read`, `cli/private-key` */
export async function writer({ rpc, contract, key }: WriterOptions): Promise<ChainWriter> {
  assertAddress(contract);
  const account = await readAccount(key, "`psephos chain dev` writes one for tests.");
  const chain = await chainOf(rpc);
  const client = createWalletClient({ account, chain, transport: transportOf(rpc), ccipRead }).extend(
    publicActions,
  );
  await assertContract(client, contract);
  return client;
}
