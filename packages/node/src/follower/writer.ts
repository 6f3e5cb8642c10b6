/** An account that sends transactions through the endpoint of a reader. */
import type { ChainReader, ChainWriter } from "psephos/contracts";
import { createClient, custom, defineChain, type LocalAccount } from "viem";

export function writerOf(client: ChainReader, account: LocalAccount, chainId: number): ChainWriter {
  const chain = defineChain({
    id: chainId,
    name: "EVM",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const { request, pollingInterval } = client;
  return createClient({ account, chain, transport: custom({ request }, { retryCount: 0 }), pollingInterval });
}
