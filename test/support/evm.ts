// One local EVM for all tests of a run: anvil, started when first asked for and ended with the process.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
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
import { mnemonicToAccount } from "viem/accounts";

const anvil = createRequire(import.meta.url).resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");

export const CHAIN_ID = 31337;

/** A client that does everything, signing with one account. */
export type TestWallet = TestClient<"anvil", Transport, Chain, Account> &
  PublicActions<Transport, Chain, Account> &
  WalletActions<Chain, Account>;

export interface Evm {
  url: string;
  /** Funded accounts' wallets: number 0 deploys and owns. */
  wallets: readonly TestWallet[];
  /** Sends as any address, a contract's too. */
  as(address: Hex): Promise<TestWallet>;
}

// The development mnemonic that anvil funds by itself.
const account = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });

function start(): Promise<string> {
  const child = spawn(anvil, ["--port", "0", "--chain-id", String(CHAIN_ID), "--accounts", "12"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill());
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with code ${code}`)));
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const address = /^Listening on (.+)$/.exec(line)?.[1];
      if (!address) return;
      child.unref();
      (child.stdout as unknown as { unref(): void }).unref();
      resolve(`http://${address}`);
    });
  });
}

function wallet(url: string, signer: Account | Hex): TestWallet {
  const chain = defineChain({
    id: CHAIN_ID,
    name: "local",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  return createTestClient({
    account: signer,
    chain,
    mode: "anvil",
    transport: http(url),
    pollingInterval: 5,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions) as TestWallet;
}

let started: Promise<Evm> | undefined;

/** The run's EVM. Tests deploy their own contracts and leave no setting changed. */
export function evm(): Promise<Evm> {
  started ??= start().then((url) => ({
    url,
    wallets: Array.from({ length: 12 }, (_, index) => wallet(url, account(index))),
    async as(address: Hex) {
      const impersonated = wallet(url, address);
      await impersonated.impersonateAccount({ address });
      await impersonated.setBalance({ address, value: 10n ** 20n });
      return impersonated;
    },
  }));
  return started;
}
