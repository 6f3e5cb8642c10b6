// Claims about a token whose proof is right, and whose word is not the holder's balance: refused by what the token itself tells.
import assert from "node:assert/strict";
import type { Hex } from "viem";
import { send } from "../../src/evm/client.js";
import type { Deployment } from "../../src/evm/index.js";
import { proofAt, registerToken, type TokenRegistration } from "../../src/evm/token-census.js";
import { rejectsCode } from "../support/errors.js";
import { afresh, cast, deployment, refused } from "./support.js";
import { entryAt, newToken, sendRegistration, somebody } from "./tokens.js";

describe("contracts: what a token's word says", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;
  let whale: Hex;
  let attacker: Hex;

  const made = afresh(() => deployment());
  before(async () => {
    people = await cast();
    whale = people.entity.account.address;
    attacker = people.stranger.account.address;
    contracts = made();
  });

  const register = (registration: TokenRegistration) =>
    sendRegistration(people.stranger, contracts.tokens, registration);
  const before1 = async () => (await people.owner.getBlockNumber()) - 1n;

  describe("words that are not the balance", () => {
    it("are refused where another number stands in the high half", async () => {
      for (const [origin, shift, bits, beside] of [
        [11, 0n, 128n, 1_700_000_000n << 128n],
        [11, 0n, 255n, 1n << 255n],
        [14, 0n, 128n, 7n << 128n],
      ] as const) {
        const made = await newToken("TestPackedToken", [shift, bits]);
        await made.mint(whale, beside | 1000n);
        const registration = await proofAt(
          people.owner,
          entryAt(made.address, origin, 2n),
          whale,
          await before1(),
        );
        await refused(register(registration), "BalanceTooLarge", beside | 1000n);
      }
    });

    it("are refused where another number stands in the low half", async () => {
      const made = await newToken("TestPackedToken", [0n, 64n]);
      // As ERC721A packs: balance, minted, burned, 64 bits each.
      await made.mint(whale, (3n << 64n) | 3n);
      const registration = await proofAt(people.owner, entryAt(made.address, 12, 2n), whale, await before1());
      await refused(register(registration), "BalanceMismatch", (3n << 64n) | 3n, 3n);
    });

    it("are refused where another number stands in an ERC-1155's word, in either half", async () => {
      const high = (1_700_000_000n << 128n) | 1000n;
      const low = (3n << 64n) | 3n;
      for (const [bits, stored, rule, ...told] of [
        [128n, high, "BalanceTooLarge", high],
        [255n, (1n << 255n) | 5n, "BalanceTooLarge", (1n << 255n) | 5n],
        [64n, low, "BalanceMismatch", low, 3n],
      ] as const) {
        const made = await newToken("TestPackedMulti", [0n, bits]);
        await made.mint(whale, 5n, stored);
        const entry = entryAt(made.address, 13, 0n, { tokenId: 5n });
        const registration = await proofAt(people.owner, entry, whale, await before1());
        await refused(register(registration), rule, ...told);
      }
    });

    it("are refused where they are shares worth more than 1", async () => {
      const made = await newToken("TestSharesToken");
      await made.mint(whale, 1000n, 0n);
      await made.as(people.owner, "setPooled", 1001n);
      const registration = await proofAt(people.owner, entryAt(made.address, 11, 1n), whale, await before1());
      await refused(register(registration), "BalanceMismatch", 1000n, 1001n);
    });

    it("are refused where a list of MiniMe's kind has no past block in its low half", async () => {
      const made = await newToken("TestMiniMe");
      await made.mint(attacker, 5n);
      const ahead = (await people.owner.getBlockNumber()) + 1000n;
      await made.as(people.stranger, "note", ahead, 5n);
      const registration = await proofAt(
        people.owner,
        entryAt(made.address, 15, 10n),
        attacker,
        await before1(),
      );
      assert.equal(registration.proved, 5n);
      await refused(register(registration), "CheckpointNotPast");
    });
  });

  describe("one wei sent to the holder just before", () => {
    it("is told from a wrong entry, and another holder's proof is taken", async () => {
      const { owner, stranger } = people;
      const made = await newToken("TestERC20");
      await made.mint(whale, 100n);
      await made.mint(somebody(1), 50n);
      await made.mint(attacker, 5n);
      const entry = entryAt(made.address, 11);
      const call = { address: made.address, abi: made.abi, functionName: "transfer", args: [whale, 1n] };
      await send(stranger, call as never);
      const error = await rejectsCode(
        "evm/balance-moved",
        registerToken(owner, contracts.tokens, entry, [whale]),
      );
      assert.match(error.hint!, /Wait one block/);
      const { holder } = await registerToken(owner, contracts.tokens, entry, [whale, somebody(1)]);
      assert.equal(holder, somebody(1));
    });
  });
});
