/** The contracts as the page's second worker sees them, through the page's wallet. It is loaded when a wallet is used: half of what the page needs is for this. */
import type { Hex } from "../../src/bytes/index.js";
import { ensure } from "../../src/errors/index.js";
import {
  allInstances,
  type ChainWriter,
  createProcess,
  declaredProcess,
  type NewProcess,
  setStatus,
} from "../../src/evm/index.js";
import type { ProcessParams, Status } from "../../src/process/index.js";
import type { Call, Service } from "../shared/rpc.js";
import type {} from "./codes.js";
import {
  type WalletAccount,
  type WalletAnswer,
  WalletLine,
  type WalletRequest,
  walletError,
} from "./wallet-line.js";

export type WalletProgress = { readonly wallet: WalletRequest } | { readonly sent: Hex };

/** A wallet's account, and the instances of the process contract that the genesis document names. */
export interface Wallet extends WalletAccount {
  readonly contracts: readonly Hex[];
}

export type ContractMethods = {
  /** The page hears of the transaction as soon as the wallet has sent it. */
  declare: {
    argument: Wallet & { params: ProcessParams };
    progress: WalletProgress;
    result: { processId: Hex };
  };
  /** A declaration that was sent before. */
  resume: { argument: Wallet & { hash: Hex }; progress: WalletProgress; result: { processId: Hex } };
  move: {
    argument: Wallet & { processId: Hex; status: Status };
    progress: WalletProgress;
    result: undefined;
  };
  walletAnswer: { argument: WalletAnswer; progress: never; result: undefined };
};

const named = ({ processId }: NewProcess) => ({ processId: processId.toLowerCase() as Hex });

/** The contract on which new processes are declared: the last instance. The genesis document has to name it. */
async function lastContract(client: ChainWriter, contracts: readonly Hex[]): Promise<Hex> {
  const last = (await allInstances(client, contracts.at(-1)!)).at(-1)!;
  ensure(
    contracts.includes(last),
    "organise/other-chain",
    "new elections are declared on a later contract than this voting chain follows",
    "Ask whoever runs the nodes for the link of their present voting chain.",
  );
  return last;
}

/** What the worker answers. Each throws PsephosError `shared/wallet…`, `organise/funds`, `evm/…` */
export function contractService(): Service<ContractMethods> {
  const line = new WalletLine();
  const through = async <T>(
    wallet: WalletAccount,
    { tell }: Call<WalletProgress>,
    work: (client: ChainWriter) => Promise<T>,
  ): Promise<T> => {
    const client = line.client(
      wallet,
      (request) => tell({ wallet: request }),
      (sent) => tell({ sent }),
    );
    try {
      return await work(client);
    } catch (error) {
      throw walletError(error);
    }
  };
  return {
    declare: ({ params, ...wallet }, call) =>
      through(wallet, call, async (client) =>
        named(await createProcess(client, await lastContract(client, wallet.contracts), params)),
      ),
    resume: ({ hash, ...wallet }, call) =>
      through(wallet, call, async (client) => named(await declaredProcess(client, hash))),
    move: ({ processId, status, ...wallet }, call) =>
      through(wallet, call, async (client) => {
        await setStatus(client, wallet.contracts.at(-1)!, processId, status);
        return undefined;
      }),
    walletAnswer: (answer) => {
      line.answered(answer);
      return undefined;
    },
  };
}
