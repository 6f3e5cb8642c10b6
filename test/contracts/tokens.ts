// Tokens with a holder each, for censuses.
import type { Hex } from "viem";
import { waitForReceipt } from "../../src/evm/client.js";
import { registerToken, type TokenOrigin } from "../../src/evm/token-census.js";
import { cast, deployTest } from "./support.js";

export type TokenName = "TestERC20" | "TestERC721" | "TestERC1155" | "TestMiniMe" | "TestNamespacedERC20";

/** A new token, and a function that mints to a holder (by the owner). */
export async function newToken(name: TokenName) {
  const { owner } = await cast();
  const { address, abi } = await deployTest(name);
  return {
    address,
    abi,
    async mint(...args: unknown[]) {
      const hash = await owner.writeContract({ address, abi, functionName: "mint", args });
      await waitForReceipt(owner, hash);
      await owner.mine({ blocks: 1 });
    },
  };
}

/** An ERC-20 registered as each of these kinds. */
export async function registerERC20(registry: Hex, origins: readonly TokenOrigin[]): Promise<Hex> {
  const { owner, entity } = await cast();
  const token = await newToken("TestERC20");
  const holder = entity.account.address;
  await token.mint(holder, 10n ** 18n);
  for (const origin of origins)
    await registerToken(owner, registry, { token: token.address, origin, holder });
  return token.address;
}
