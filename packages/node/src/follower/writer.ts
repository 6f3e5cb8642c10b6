/** Sending transactions. */
import type { ChainReader, ChainWriter } from "psephos/contracts";
import { createClient, custom, defineChain, type LocalAccount } from "viem";

/** Between two looks for a transaction's receipt. */
const RECEIPT_MS = 500;

/** An account that sends transactions through the endpoint of a reader. */
export function writerOf(client: ChainReader, account: LocalAccount, chainId: number): ChainWriter {
  const chain = defineChain({
    id: chainId,
    name: "EVM",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const { request } = client;
  const transport = custom({ request }, { retryCount: 0 });
  return createClient({ account, chain, transport, pollingInterval: RECEIPT_MS });
}
