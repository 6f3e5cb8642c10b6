// Tokens with holders, for censuses.
import { type Abi, type Hex, pad, toHex } from "viem";
import { send, waitForReceipt } from "../../src/evm/client.js";
import { tokenStorageProofsAbi } from "../../src/evm/index.js";
import { registerToken, type TokenRegistration } from "../../src/evm/token-census.js";
import type { TokenEntry, TokenOrigin } from "../../src/evm/token-search.js";
import type { TestWallet } from "../support/evm.js";
import { cast, deployTest } from "./support.js";

/** A new token of test/contracts/Tokens.sol, and functions that call it: a block is made after each. */
export async function newToken(name: string, args: readonly unknown[] = []) {
  const { owner } = await cast();
  const { address, abi } = await deployTest(name, args);
  const as = (client: TestWallet, functionName: string, ...args: unknown[]) =>
    callAndMine(client, address, abi, functionName, args);
  return { address, abi, as, mint: (...args: unknown[]) => as(owner, "mint", ...args) };
}

export type TestToken = Awaited<ReturnType<typeof newToken>>;

async function callAndMine(
  client: TestWallet,
  address: Hex,
  abi: Abi,
  functionName: string,
  args: readonly unknown[],
) {
  const hash = await client.writeContract({ address, abi, functionName, args });
  await waitForReceipt(client, hash);
  await client.mine({ blocks: 1 });
}

/** Sends a registration as it is: what the library would refuse, the contract has to. */
export const sendRegistration = (client: TestWallet, tokens: Hex, { claim, proof }: TokenRegistration) =>
  send(client, {
    address: tokens,
    abi: tokenStorageProofsAbi,
    functionName: "registerToken",
    args: [claim, proof],
  });

/** An address that nobody has the key of. */
export const somebody = (i: number): Hex => pad(toHex(0x7919_0000_0000n + BigInt(i) * 7919n), { size: 20 });

/** An entry at a slot of the plain layout. */
export const entryAt = (
  token: Hex,
  origin: TokenOrigin,
  slot = 0n,
  more: Partial<TokenEntry> = {},
): TokenEntry => ({ token, origin, namespace: "", slot, tokenId: 0n, ...more });

/** An ERC-20 registered as each of these kinds, at slot 0. */
export async function registerERC20(registry: Hex, origins: readonly TokenOrigin[]): Promise<Hex> {
  const { owner, entity } = await cast();
  const token = await newToken("TestERC20");
  const holder = entity.account.address;
  await token.mint(holder, 10n ** 18n);
  for (const origin of origins)
    await registerToken(owner, registry, entryAt(token.address, origin), [holder]);
  return token.address;
}
