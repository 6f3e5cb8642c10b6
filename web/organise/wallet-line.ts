/** The wallet as the worker has it: a client of viem whose requests travel to the page, where the wallet is, and whose answers come back. */
import { BaseError, createClient, custom, defineChain } from "viem";
import { PsephosError, Refusal } from "../../src/errors/index.js";
import type { ChainWriter } from "../../src/evm/index.js";
import type {} from "../shared/codes.js";
import type {} from "./codes.js";

type Hex = `0x${string}`;

/** What the page asks the wallet (EIP-1193). */
export interface WalletRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What the wallet said: a result, or an error of EIP-1193 or JSON-RPC. */
export type WalletAnswer = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } }
);

export interface WalletAccount {
  readonly account: Hex;
  readonly chainId: number;
}

/** EIP-1193: the person said no. */
const DECLINED = 4001;

export class WalletLine {
  readonly #open = new Map<number, (answer: WalletAnswer) => void>();
  #last = 0;

  /**
   * A client that reads and writes through the page's wallet.
   * @param tell sends a request to the page
   * @param onSent hears the hash of a transaction as soon as the wallet has sent it
   */
  client(
    { account, chainId }: WalletAccount,
    tell: (request: WalletRequest) => void,
    onSent: (hash: Hex) => void = () => {},
  ): ChainWriter {
    const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
      const id = ++this.#last;
      const answered = new Promise<WalletAnswer>((resolve) => this.#open.set(id, resolve));
      tell({ id, method, params: (params ?? []) as readonly unknown[] });
      const answer = await answered;
      if ("error" in answer) throw Object.assign(new Error(answer.error.message), answer.error);
      if (method === "eth_sendTransaction") onSent(answer.result as Hex);
      return answer.result;
    };
    const chain = defineChain({
      id: chainId,
      name: `chain ${chainId}`,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [] } },
    });
    // A contract may ask to look up its answer elsewhere (EIP-3668). Ours never does, and no other is obeyed.
    return createClient({
      account,
      chain,
      transport: custom({ request }, { retryCount: 0 }),
      pollingInterval: 1000,
      ccipRead: false,
    });
  }

  /** The page brings the wallet's answer. */
  answered(answer: WalletAnswer): void {
    this.#open.get(answer.id)?.(answer);
    this.#open.delete(answer.id);
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** What a failed call through a wallet means: our own errors as they are, the others by what the wallet or the chain said. */
export function walletError(error: unknown): unknown {
  if (error instanceof PsephosError || !(error instanceof BaseError)) return error;
  if (error.walk((inner) => codeOf(inner) === DECLINED))
    return new Refusal("shared/wallet-declined", "the wallet was told not to do it", { cause: error });
  if (/insufficient funds|exceeds the balance/i.test(error.message))
    return new Refusal("organise/funds", "the account cannot pay for the transaction", { cause: error });
  return new Refusal("shared/wallet", `the wallet could not do it: ${error.shortMessage}`, { cause: error });
}
