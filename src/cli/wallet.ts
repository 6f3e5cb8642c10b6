/** Clients for the chain commands: an RPC address, and for writing a private key that is read from a file. */
import { type Chain, createPublicClient, createWalletClient, defineChain, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { ensure, PsephosError } from "../errors/index.js";
import type { ChainReader, ChainWriter } from "../evm/index.js";
import { readText } from "./files.js";

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
  ensure(/^https?:\/\//.test(rpc), "cli/usage", "--rpc takes an http or https address");
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
    // the address may hold an access token: it is not shown
    throw new PsephosError("cli/rpc", "the RPC address does not answer as an Ethereum node", {
      cause,
      hint: "Start a local one with `psephos chain dev`.",
    });
  }
}

function assertAddress(text: string): `0x${string}` {
  ensure(/^0x[0-9a-fA-F]{40}$/.test(text), "cli/usage", "--contract takes the process contract's address");
  return text as `0x${string}`;
}

/** A client that reads. @throws PsephosError `cli/rpc`, `cli/usage` */
export async function reader({ rpc, contract }: ChainOptions): Promise<ChainReader> {
  assertAddress(contract);
  return readerOf(rpc);
}

/** A client that reads, of no contract in particular. @throws PsephosError `cli/rpc`, `cli/usage` */
export async function readerOf(rpc: string): Promise<ChainReader> {
  return createPublicClient({ chain: await chainOf(rpc), transport: transportOf(rpc), ccipRead });
}

/** A client that reads and signs. @throws PsephosError `cli/read`, `cli/private-key`, `cli/rpc`, `cli/usage` */
export async function writer({ rpc, contract, key }: WriterOptions): Promise<ChainWriter> {
  assertAddress(contract);
  const text = (await readText(key, "`psephos chain dev` writes one for tests.")).trim();
  let account: ReturnType<typeof privateKeyToAccount>;
  try {
    account = privateKeyToAccount(text as `0x${string}`);
  } catch {
    throw new PsephosError("cli/private-key", `${key} does not hold a private key: 0x and 64 hex digits`);
  }
  const chain = await chainOf(rpc);
  return createWalletClient({ account, chain, transport: transportOf(rpc), ccipRead }).extend(publicActions);
}
