import assert from "node:assert/strict";
import { createPublicClient, custom, type Hex } from "viem";
import type { ErrorCode } from "../../src/errors/index.js";
import type { ChainReader } from "../../src/evm/index.js";
import { layoutOf } from "../../src/evm/token-layouts.js";
import { findBalancePosition, type SearchOptions, type TokenOrigin } from "../../src/evm/token-search.js";
import { cast } from "../contracts/support.js";
import { newToken, somebody, type TestToken } from "../contracts/tokens.js";
import { rejectsCode } from "../support/errors.js";

const HOLDERS = [1, 2, 3].map(somebody) as [Hex, Hex, Hex];
const BALANCES = [10n ** 24n + 7n, 123_456_789n, 1n] as const;

describe("evm: searching a token's balances", function () {
  this.timeout(120_000);
  let client: ChainReader;
  before(async () => {
    client = (await cast()).owner;
  });

  const search = (
    token: TestToken,
    origin: TokenOrigin,
    {
      holders = HOLDERS,
      tokenId = 0n,
      ...options
    }: SearchOptions & { holders?: Hex[]; tokenId?: bigint } = {},
  ) => findBalancePosition(client, { token: token.address, origin, tokenId }, holders, options);

  /** A token of which the three holders have what `amounts` says, with what comes before and after it. */
  async function held(name: string, args: unknown[], mint: (amount: bigint, i: number) => unknown[]) {
    const token = await newToken(name, args);
    for (const [i, amount] of BALANCES.entries()) await token.mint(HOLDERS[i], ...mint(amount, i));
    return token;
  }
  const plain = (name: string, args: unknown[] = []) => held(name, args, (amount) => [amount]);

  describe("finds", () => {
    it("an ERC-20's, and says at which block and by whom", async () => {
      const token = await plain("TestERC20");
      const { entry, position, holders, blockNumber } = await search(token, 11);
      const { address } = token;
      assert.deepEqual(entry, { token: address, origin: 11, tokenId: 0n, namespace: "", slot: 0n });
      assert.equal(position, 0n);
      assert.ok(blockNumber > 0n);
      assert.deepEqual(
        holders,
        HOLDERS.map((holder, i) => ({ holder, balance: BALANCES[i] })),
      );
    });

    it("those in OpenZeppelin's namespaces, and in one that is told", async () => {
      const own = await plain("TestNamespacedToken", ["openzeppelin.storage.ERC721", 3n]);
      const found = await search(own, 12);
      assert.deepEqual([found.entry.namespace, found.entry.slot], ["openzeppelin.storage.ERC721", 3n]);
      const other = await plain("TestNamespacedToken", ["my.token", 15n]);
      await rejectsCode("evm/no-position", search(other, 11));
      const { entry } = await search(other, 11, { namespaces: ["my.token"] });
      assert.deepEqual([entry.namespace, entry.slot], ["my.token", 15n]);
    });

    it("an ERC-1155's of an id, and a MiniMe's last checkpoints", async () => {
      const multi = await held("TestERC1155", [], (amount) => [5n, amount]);
      assert.equal((await search(multi, 13, { tokenId: 5n })).position, 0n);
      const mini = await plain("TestMiniMe");
      await mini.mint(HOLDERS[0], 5n);
      assert.equal((await search(mini, 15)).position, 8n);
      await rejectsCode("evm/no-position", search(mini, 15, { last: 7 }));
    });

    it("what a single holder's numbers would leave open, by naming more of them", async () => {
      const { owner, stranger } = await cast();
      const token = await plain("TestERC20");
      for (let i = 0; i < 3; i += 1) await token.as(stranger, "useNonce");
      await token.mint(stranger.account.address, 3n);
      const one = { holders: [stranger.account.address], allowFew: true };
      const error = await rejectsCode("evm/several-positions", search(token, 11, one));
      assert.match(error.message, /0 and 7/);
      const all = [stranger.account.address, owner.account.address, ...HOLDERS];
      await rejectsCode("evm/no-balance", search(token, 11, { holders: all }));
      const { position } = await search(token, 11, { holders: [stranger.account.address, ...HOLDERS] });
      assert.equal(position, 0n);
    });
  });

  describe("refuses, and says why", () => {
    it("too few different balances, unless told", async () => {
      const token = await newToken("TestMembership");
      for (const holder of HOLDERS) await token.mint(holder, 1n);
      // Flags, balances and the lengths of lists are all 1.
      await rejectsCode("evm/few-holders", search(token, 11));
      await rejectsCode("evm/several-positions", search(token, 11, { allowFew: true }));
      await rejectsCode("evm/few-holders", search(token, 11, { holders: [], allowFew: true }));
      const twice = [HOLDERS[0], HOLDERS[0], HOLDERS[0]];
      await rejectsCode("evm/few-holders", search(await plain("TestERC20"), 11, { holders: twice }));
    });

    it("balances of 2^128 and more, and what is no token", async () => {
      const token = await plain("TestERC20");
      await token.mint(somebody(9), 2n ** 128n);
      const holders = [somebody(9), ...HOLDERS];
      await rejectsCode("evm/balance-too-large", search(token, 11, { holders }));
      await rejectsCode("evm/not-a-token", search(token, 13));
      await rejectsCode("evm/not-a-token", search({ ...token, address: somebody(1) }, 11));
    });

    const packed: [string, TokenOrigin, unknown[], (amount: bigint, i: number) => bigint, ErrorCode][] = [
      ["an index above 128 bits", 11, [0n, 128n], (it, i) => (BigInt(i) << 128n) | it, "evm/layout-packed"],
      [
        "a time stamp above 96 bits",
        11,
        [0n, 96n],
        (it) => (1_700_000_000n << 96n) | it,
        "evm/layout-packed",
      ],
      ["a number below", 11, [128n, 128n], (it, i) => (it << 128n) | BigInt(i), "evm/layout-packed"],
      ["a blacklist bit", 11, [0n, 255n], (it, i) => (i === 1 ? it | (1n << 255n) : it), "evm/layout-flag"],
      [
        "minted and burned, as ERC721A",
        12,
        [0n, 64n],
        (it, i) => (BigInt(i + 1) << 64n) | ((it % 999n) + 1n),
        "evm/layout-erc721a",
      ],
    ];
    for (const [name, origin, args, word, code] of packed) {
      it(`a word with ${name}`, async () => {
        const token = await held("TestPackedToken", args, (amount, i) => [word(amount, i)]);
        const error = await rejectsCode(code, search(token, origin));
        assert.match(error.hint!, /weighted tree/);
      });
    }

    for (const index of [0n, 7n]) {
      it(`shares of a rebasing token${index ? ", with an index beside them" : ""}`, async () => {
        const { owner } = await cast();
        const token = await held("TestSharesToken", [], (amount) => [amount + 10n ** 6n, index]);
        await token.as(owner, "setPooled", 1_234_567n * 10n ** 18n);
        await rejectsCode("evm/layout-shares", search(token, 11));
      });
    }

    it("mappings of Vyper's, and those from holders to ids", async () => {
      await rejectsCode("evm/layout-vyper", search(await plain("TestVyperERC20"), 11));
      const multi = (name: string) => held(name, [], (amount) => [5n, amount]);
      await rejectsCode("evm/layout-vyper", search(await multi("TestVyperERC1155"), 13, { tokenId: 5n }));
      await rejectsCode(
        "evm/layout-holder-first",
        search(await multi("TestHolderFirst"), 13, { tokenId: 5n }),
      );
    });

    it("Solady's, whose keys are made from seeds", async () => {
      await rejectsCode("evm/layout-solady", search(await plain("TestSoladyERC20"), 11));
      await rejectsCode("evm/layout-solady", search(await plain("TestSoladyERC20"), 14));
      const multi = await held("TestSoladyERC1155", [], (amount) => [5n, amount]);
      await rejectsCode("evm/layout-solady", search(multi, 13, { tokenId: 5n }));
      const beside = (amount: bigint, i: number) => [(BigInt(i) << 40n) | (amount % 997n)];
      await rejectsCode("evm/layout-solady", search(await held("TestSoladyERC721", [], beside), 12));
    });

    it("a MiniMe that is searched as another kind", async () => {
      const error = await rejectsCode("evm/layout-checkpoints", search(await plain("TestMiniMe"), 11));
      assert.match(error.hint!, /MINI_ME/);
    });
  });

  it("takes words for no layout where they show none", () => {
    const samples = (words: bigint[]) => BALANCES.map((balance, i) => ({ balance, word: words[i]! }));
    for (const words of [
      [0n, 0n, 0n],
      [1n, 1n, 1n],
      [BALANCES[0], 0n, 1n],
      [BALANCES[1], BALANCES[2], BALANCES[0]],
      [2n ** 255n, 2n ** 255n, 2n ** 255n],
    ])
      assert.equal(layoutOf(11, samples(words)), undefined, words.join());
  });

  describe("through a node", () => {
    interface Answer {
      storageProof: { key: string; value: string; proof: string[] }[];
    }
    /** The same chain, behind a node that changes what it answers to one method. */
    const through = (method: string, change: (answer: Answer) => unknown) =>
      createPublicClient({
        transport: custom(
          {
            async request(request: { method: string; params: unknown }) {
              const answer = await (client.request as (it: unknown) => Promise<unknown>)(request);
              return request.method === method ? change(answer as Answer) : answer;
            },
          },
          { retryCount: 0 },
        ),
      }) as unknown as ChainReader;
    const by = async (node: ChainReader, token: TestToken) =>
      findBalancePosition(node, { token: token.address, origin: 11 }, HOLDERS);

    it("without eth_getProof", async () => {
      const token = await plain("TestERC20");
      for (const code of [-32601, -32004, -32600]) {
        const node = through("eth_getProof", () => {
          throw Object.assign(new Error("the method eth_getProof does not exist"), { code });
        });
        const error = await rejectsCode("evm/no-get-proof", by(node, token));
        assert.match(error.hint!, /another node/);
      }
      const limited = through("eth_getProof", () => {
        throw Object.assign(new Error("distance to target block exceeds maximum proof window"), {
          code: -32000,
        });
      });
      await rejectsCode("evm/proof-refused", by(limited, token));
    });

    it("that answers about other keys, fewer of them, or in another order", async () => {
      const token = await plain("TestERC20");
      const changes: ((answer: Answer) => unknown)[] = [
        (it) => ({ ...it, storageProof: it.storageProof.slice(1) }),
        (it) => ({ ...it, storageProof: it.storageProof.toReversed() }),
        (it) => ({ ...it, storageProof: it.storageProof.with(0, { ...it.storageProof[0]!, key: "0x1" }) }),
      ];
      for (const change of changes) {
        await rejectsCode("evm/storage-proof", by(through("eth_getProof", change), token));
      }
      const short = through("eth_getProof", (it) => ({
        ...it,
        storageProof: it.storageProof.map((slot) => ({
          ...slot,
          key: `0x${BigInt(slot.key).toString(16)}`,
        })),
      }));
      assert.equal((await by(short, token)).position, 0n);
    });
  });
});
