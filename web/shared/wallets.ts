/** Wallets of the browser by EIP-6963, and what pages ask of them (EIP-1193). A wallet's name and icon are its own: they are shown as text alone. */
import { ensure, Refusal } from "../../src/errors/index.js";
import type {} from "./codes.js";

type Hex = `0x${string}`;

interface Provider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

export interface Wallet {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
}

interface Announcement {
  readonly info?: { readonly uuid?: unknown; readonly name?: unknown };
  readonly provider?: Provider;
}

const MOST = 20;
const LONGEST_NAME = 60;

/** Looks for wallets, and for later ones until it is told to stop. @returns stops */
export function watchWallets(onChange: (wallets: readonly Wallet[]) => void): () => void {
  const found = new Map<string, Wallet>();
  const announced = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail ?? {};
    const { uuid, name } = info ?? {};
    if (typeof uuid !== "string" || typeof name !== "string" || typeof provider?.request !== "function")
      return;
    if (found.size >= MOST || found.has(uuid)) return;
    found.set(uuid, { id: uuid, name: name.slice(0, LONGEST_NAME), provider });
    onChange([...found.values()]);
  };
  addEventListener("eip6963:announceProvider", announced);
  dispatchEvent(new Event("eip6963:requestProvider"));
  return () => removeEventListener("eip6963:announceProvider", announced);
}

/** EIP-1193: the person said no; the wallet does not know the chain. */
const DECLINED = 4001;
const UNKNOWN_CHAIN = 4902;

async function ask({ provider }: Wallet, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === DECLINED)
      throw new Refusal("shared/wallet-declined", "the wallet was told not to do it", { cause: error });
    if (code === UNKNOWN_CHAIN)
      throw new Refusal("shared/wallet-chain", "the wallet does not know the chain of this election", {
        cause: error,
      });
    throw new Refusal("shared/wallet", "the wallet could not do it", { cause: error });
  }
}

/** The account that the wallet shows this page. @throws PsephosError `shared/wallet…` */
export async function accountOf(wallet: Wallet): Promise<Hex> {
  const [account] = ((await ask(wallet, "eth_requestAccounts", [])) ?? []) as unknown[];
  ensure(
    typeof account === "string" && /^0x[0-9a-fA-F]{40}$/.test(account),
    "shared/wallet",
    "the wallet gave no account",
  );
  return account.toLowerCase() as Hex;
}

/** Moves the wallet to a chain, because wallets sign for no other. @throws PsephosError `shared/wallet…` */
export async function useChain(wallet: Wallet, chainId: number): Promise<void> {
  const wanted = `0x${chainId.toString(16)}`;
  const present = await ask(wallet, "eth_chainId", []);
  if (typeof present === "string" && BigInt(present) === BigInt(wanted)) return;
  await ask(wallet, "wallet_switchEthereumChain", [{ chainId: wanted }]);
}

async function signature(wallet: Wallet, method: string, params: readonly unknown[]): Promise<Hex> {
  const signed = await ask(wallet, method, params);
  ensure(
    typeof signed === "string" && /^0x[0-9a-fA-F]+$/.test(signed),
    "shared/wallet",
    "the wallet gave no signature",
  );
  return signed as Hex;
}

/** @param data JSON for `eth_signTypedData_v4`. @throws PsephosError `shared/wallet…` */
export const signTypedData = (wallet: Wallet, account: Hex, data: string): Promise<Hex> =>
  signature(wallet, "eth_signTypedData_v4", [account, data]);

/** A text's bytes as wallets take them. */
const hexOf = (text: string): Hex =>
  `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** @param text signed as `personal_sign` does (EIP-191). @throws PsephosError `shared/wallet…` */
export const signMessage = (wallet: Wallet, account: Hex, text: string): Promise<Hex> =>
  signature(wallet, "personal_sign", [hexOf(text), account]);
