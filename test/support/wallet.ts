// Whoever does something on a local EVM: one of its funded accounts, or any address.
import {
  type Account,
  type Chain,
  createTestClient,
  defineChain,
  type Hex,
  http,
  type PublicActions,
  publicActions,
  type TestClient,
  type Transport,
  type WalletActions,
  walletActions,
} from "viem";
import type { LocalEvm } from "../../src/cli/evm/index.js";

/** A client that does everything, signing with one account. */
export type TestWallet = TestClient<"anvil", Transport, Chain, Account> &
  PublicActions<Transport, Chain, Account> &
  WalletActions<Chain, Account>;

/** Signs as `signer`: an account's own key, or an address that the EVM was told to impersonate. */
export function wallet({ rpcUrl, chainId }: LocalEvm, signer: Account | Hex): TestWallet {
  const chain = defineChain({
    id: chainId,
    name: "local",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  return createTestClient({
    account: signer,
    chain,
    mode: "anvil",
    transport: http(rpcUrl, { timeout: 120_000 }),
    pollingInterval: 5,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions) as TestWallet;
}
