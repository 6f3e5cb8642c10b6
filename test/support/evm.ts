// One local EVM for all tests of a process, started when first asked for. It ends after the last test, or with the process
// where that runs one file after another for mocha.
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
import { type LocalEvm, startLocalEvm } from "../../src/cli/evm/index.js";

/** A client that does everything, signing with one account. */
export type TestWallet = TestClient<"anvil", Transport, Chain, Account> &
  PublicActions<Transport, Chain, Account> &
  WalletActions<Chain, Account>;

export interface Evm {
  url: string;
  chainId: number;
  /** Ten funded accounts' wallets: number 0 deploys and owns. */
  wallets: readonly TestWallet[];
  /** Sends as any address, a contract's too. */
  as(address: Hex): Promise<TestWallet>;
}

function wallet({ rpcUrl, chainId }: LocalEvm, signer: Account | Hex): TestWallet {
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
    transport: http(rpcUrl),
    pollingInterval: 5,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions) as TestWallet;
}

let started: Promise<LocalEvm> | undefined;
if (process.env.MOCHA_WORKER_ID === undefined) after(async () => (await started)?.close());

/** The run's EVM. Tests deploy their own contracts and leave no setting changed. */
export async function evm(): Promise<Evm> {
  started ??= startLocalEvm();
  const local = await started;
  return {
    url: local.rpcUrl,
    chainId: local.chainId,
    wallets: local.accounts.map((account) => wallet(local, account)),
    async as(address) {
      const impersonated = wallet(local, address);
      await impersonated.impersonateAccount({ address });
      await impersonated.setBalance({ address, value: 10n ** 20n });
      return impersonated;
    },
  };
}
