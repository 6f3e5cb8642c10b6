// One local EVM for all tests of a process, started when first asked for. It ends after the last test, or with the process
// where that runs one file after another for mocha.
import type { Hex } from "viem";
import { type LocalEvm, startLocalEvm } from "../../src/cli/evm/index.js";
import { type TestWallet, wallet } from "./wallet.js";

export type { TestWallet };

export interface Evm {
  url: string;
  chainId: number;
  /** Ten funded accounts' wallets: number 0 deploys and owns. */
  wallets: readonly TestWallet[];
  /** Sends as any address, a contract's too. */
  as(address: Hex): Promise<TestWallet>;
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
