import assert from "node:assert/strict";
import fc from "fast-check";
import { type Hex, pad, parseEther, toHex } from "viem";
import { balanceSlot } from "../../src/evm/balance-slot.js";
import { encodeHeader, getHeader } from "../../src/evm/block-header.js";
import { send } from "../../src/evm/client.js";
import { ContractRefusal, type Deployment, tokenStorageProofsAbi } from "../../src/evm/index.js";
import {
  findBalancePosition,
  type Holding,
  proveToken,
  registerToken,
  type TokenOrigin,
  type TokenRegistration,
} from "../../src/evm/token-census.js";
import { rejectsCode } from "../support/errors.js";
import { corruptions } from "./corruptions.js";
import { afresh, cast, deployment, event, processesAs, refused } from "./support.js";
import { newToken, type TokenName } from "./tokens.js";

/** What a proof that does not hold is refused with, by OpenZeppelin's RLP and TrieProof. */
const PROOF_ERRORS = ["TrieProofTraversalError", "RLPInvalidEncoding", "Panic"];

const NAMESPACED = 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00n;

describe("contracts: token censuses", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;
  let holder: Hex;

  const made = afresh(() => deployment());
  before(async () => {
    people = await cast();
    holder = people.entity.account.address;
    contracts = made();
  });

  const register = ({ claim, proof }: TokenRegistration) =>
    send(people.stranger, {
      address: contracts.tokens,
      abi: tokenStorageProofsAbi,
      functionName: "registerToken",
      args: [claim, proof],
    });
  const census = (token: Hex, origin: number) =>
    people.owner.readContract({
      address: contracts.tokens,
      abi: tokenStorageProofsAbi,
      functionName: "census",
      args: [token, origin],
    });

  /** A token with enough holders for a storage trie of some depth. */
  async function held(name: TokenName, mint: (token: Awaited<ReturnType<typeof newToken>>) => Promise<void>) {
    const token = await newToken(name);
    await mint(token);
    return token.address;
  }
  const crowd = async (token: Awaited<ReturnType<typeof newToken>>) => {
    for (let i = 1; i <= 24; i += 1) await token.mint(pad(toHex(i * 7919), { size: 20 }), 5n);
  };

  const kinds: [
    string,
    TokenName,
    TokenOrigin,
    bigint,
    (t: Awaited<ReturnType<typeof newToken>>) => Promise<void>,
    bigint?,
  ][] = [
    ["ERC-20", "TestERC20", 11, 0n, async (t) => t.mint(holder, parseEther("3"))],
    ["ERC-20 in EIP-7201 storage", "TestNamespacedERC20", 11, NAMESPACED, async (t) => t.mint(holder, 77n)],
    [
      "ERC-721",
      "TestERC721",
      12,
      3n,
      async (t) => {
        await t.mint(holder, 1n);
        await t.mint(holder, 9n);
      },
    ],
    ["ERC-1155, of one id", "TestERC1155", 13, 0n, async (t) => t.mint(holder, 5n, 12n), 5n],
    ["ERC-777, as an ERC-20 here", "TestERC20", 14, 0n, async (t) => t.mint(holder, 1n)],
    [
      "MiniMe, at the last of three checkpoints",
      "TestMiniMe",
      15,
      8n,
      async (t) => {
        for (const amount of [1n, 2n, 3n]) await t.mint(holder, amount);
      },
    ],
  ];
  for (const [name, token, origin, position, mint, tokenId] of kinds) {
    it(`registers an ${name} by the proof of a holder's balance`, async () => {
      const address = await held(token, mint);
      const holding: Holding = {
        token: address,
        origin,
        holder,
        ...(tokenId === undefined ? {} : { tokenId }),
      };
      assert.deepEqual(await census(address, origin), [false, 0n]);
      assert.equal(await findBalancePosition(people.owner, holding), position);
      assert.equal(await registerToken(people.stranger, contracts.tokens, holding), position);
      assert.deepEqual(await census(address, origin), [true, position]);
      const id = await processesAs(people.entity, contracts.processes).newProcess({
        censusOrigin: origin,
        token: address,
        evmBlockHeight: (await people.owner.getBlockNumber()) - 1n,
        censusUri: "",
      });
      assert.equal(
        (await processesAs(people.entity, contracts.processes).get(id)).entity.toLowerCase(),
        address,
      );
    });
  }

  it("tells who holds what where, and fixes it for each process", async () => {
    const address = await held("TestERC1155", async (t) => t.mint(holder, 5n, 12n));
    const registration = await proveToken(
      people.owner,
      { token: address, origin: 13, holder, tokenId: 5n },
      0n,
    );
    const registered = event(tokenStorageProofsAbi, await register(registration), "TokenRegistered");
    const token = registered.token as Hex;
    assert.deepEqual(registered, { token, origin: 13, position: 0n, tokenId: 5n, holder, balance: 12n });
    assert.equal(token.toLowerCase(), address);
  });

  describe("refuses", () => {
    let registration: TokenRegistration;
    let token: Awaited<ReturnType<typeof newToken>>;
    beforeEach(async () => {
      token = await newToken("TestERC20");
      await crowd(token);
      await token.mint(holder, parseEther("3"));
      registration = await proveToken(people.owner, { token: token.address, origin: 11, holder }, 0n);
    });
    const changed = (
      claim: Partial<TokenRegistration["claim"]>,
      proof: Partial<TokenRegistration["proof"]> = {},
    ) => register({ claim: { ...registration.claim, ...claim }, proof: { ...registration.proof, ...proof } });

    /** Holds that each of these is refused, and the proof as it was is not. */
    async function allRefused(proofs: Iterable<Partial<TokenRegistration["proof"]>>, rules = PROOF_ERRORS) {
      let count = 0;
      for (const proof of proofs) {
        await assert.rejects(changed({}, proof), (error) => {
          assert.ok(error instanceof ContractRefusal, `${error}`);
          assert.ok(rules.includes(error.rule), error.rule);
          return true;
        });
        count += 1;
      }
      assert.ok(count > 10, `${count} cases`);
      await changed({});
    }

    it("each node of the account proof, corrupted, missing, doubled or moved", async () => {
      const { accountProof } = registration.proof;
      assert.ok(accountProof.length >= 2, `depth ${accountProof.length}`);
      await allRefused([...corruptions(accountProof)].map((nodes) => ({ accountProof: nodes })));
    });

    it("each node of the storage proof, corrupted, missing, doubled or moved", async () => {
      const { storageProof } = registration.proof;
      assert.ok(storageProof.length >= 2, `depth ${storageProof.length}`);
      await allRefused([...corruptions(storageProof)].map((nodes) => ({ storageProof: nodes })));
    });

    it("a header that is not this chain's, whatever was changed in it", async () => {
      const { header } = registration.proof;
      const headers = [...corruptions([header])].flatMap(([it]) =>
        it && it !== header ? [{ header: it }] : [],
      );
      const rules = ["HeaderNotOfThisChain", "RLPInvalidEncoding", "FieldNotPresentInBlockHeader", "Panic"];
      await allRefused(headers, rules);
    });

    it("another block's header", async () => {
      const { number } = await people.owner.getBlock();
      // Before the holder had anything, the tries were others.
      const earlier = await getHeader(people.owner, number - 30n);
      await assert.rejects(changed({}, { header: earlier }), /TrieProofTraversalError|RLPInvalidEncoding/);
    });

    it("proofs of another token, holder or position", async () => {
      const other = await newToken("TestERC20");
      await other.mint(holder, parseEther("3"));
      const poor: Hex = people.stranger.account.address;
      const rich: Hex = pad(toHex(7919), { size: 20 });
      // Another path ends on a node of another key, or on none: that depends on the addresses.
      for (const change of [{ token: other.address }, { position: 1n }, { holder: poor }, { holder: rich }])
        await assert.rejects(changed(change), /TrieProofTraversalError|RLPInvalidEncoding/);
    });

    it("a balance that the token does not tell any more", async () => {
      await token.mint(holder, 1n);
      await refused(changed({}), "BalanceMismatch", parseEther("3"), parseEther("3") + 1n);
    });

    it("a holder of nothing, and what is no token", async () => {
      const nobody = { token: token.address, origin: 11, holder: people.stranger.account.address } as const;
      await refused(register(await proveToken(people.owner, nobody, 0n)), "TrieProofTraversalError");
      await refused(changed({ token: holder }), "NotAToken");
      await refused(changed({ token: contracts.genesis }), "no reason given");
    });

    it("origins that are no tokens, and a detail where there is none", async () => {
      for (const origin of [0, 1, 2, 3, 10, 16, 255]) await refused(changed({ origin }), "UnknownOrigin");
      for (const origin of [11, 12, 14]) await refused(changed({ origin, detail: 1n }), "DetailUnexpected");
      await refused(changed({ origin: 13 }), "no reason given");
      await refused(changed({ origin: 15 }), "TrieProofTraversalError");
    });

    it("the same or a smaller balance, once registered", async () => {
      await changed({});
      await refused(changed({}), "LargerBalanceNeeded", parseEther("3"));
      const smaller = { token: token.address, origin: 11, holder: pad(toHex(7919), { size: 20 }) } as const;
      await refused(register(await proveToken(people.owner, smaller, 0n)), "LargerBalanceNeeded");
      await token.mint(holder, 1n);
      await register(await proveToken(people.owner, { token: token.address, origin: 11, holder }, 0n));
    });
  });

  it("lets an honest holder put right an entry made on another mapping", async () => {
    const { stranger, owner } = people;
    const token = await newToken("TestERC20");
    for (let i = 0; i < 3; i += 1) {
      await send(stranger, { address: token.address, abi: token.abi, functionName: "useNonce", args: [] });
    }
    await token.mint(stranger.account.address, 3n);
    await token.mint(holder, parseEther("1"));
    const forger: Holding = { token: token.address, origin: 11, holder: stranger.account.address };
    const error = await rejectsCode("evm/several-positions", findBalancePosition(owner, forger));
    const nonces = BigInt(/and (\d+) hold/.exec(error.message)![1]!);

    await registerToken(stranger, contracts.tokens, forger, nonces);
    assert.deepEqual(await census(token.address, 11), [true, nonces]);
    const honest: Holding = { token: token.address, origin: 11, holder };
    await registerToken(owner, contracts.tokens, honest);
    assert.deepEqual(await census(token.address, 11), [true, 0n]);
    await refused(registerToken(stranger, contracts.tokens, forger, nonces), "LargerBalanceNeeded");
  });

  describe("found from outside", () => {
    it("not for a holder of nothing, nor where no position fits", async () => {
      const token = await newToken("TestMiniMe");
      const holding: Holding = { token: token.address, origin: 11, holder };
      await rejectsCode("evm/no-balance", findBalancePosition(people.owner, holding));
      await token.mint(holder, 5n);
      await rejectsCode("evm/no-position", findBalancePosition(people.owner, holding));
      assert.equal(await findBalancePosition(people.owner, { ...holding, origin: 15 }), 8n);
      await rejectsCode("evm/no-position", findBalancePosition(people.owner, { ...holding, origin: 15 }, 7));
    });

    it("the same slots as the contract, for any holder and position", async () => {
      const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
      const address = fc.bigInt({ min: 1n, max: 2n ** 160n - 1n }).map((n) => pad(toHex(n), { size: 20 }));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(11, 12, 13, 14, 15),
          address,
          word,
          word,
          async (origin, holder, position, any) => {
            const details: Record<number, bigint> = { 13: any, 15: any >> 192n };
            const detail = details[origin] ?? 0n;
            const claim = { token: holder, origin, position, detail, holder };
            const told = await people.owner.readContract({
              address: contracts.tokens,
              abi: tokenStorageProofsAbi,
              functionName: "balanceSlot",
              args: [claim],
            });
            assert.equal(told, balanceSlot(origin as TokenOrigin, holder, position, detail));
          },
        ),
        { numRuns: 60 },
      );
    });

    it("headers whose bytes hash to the block, or an error", async () => {
      const request = { method: "eth_getBlockByNumber", params: ["latest", false] } as never;
      const block = (await people.owner.request(request)) as Record<string, Hex> & { hash: Hex };
      assert.match(encodeHeader(block), /^0xf9/);
      for (const change of [{ gasUsed: "0x1" }, { extraData: "0x01" }, { stateRoot: block.hash }] as const) {
        await rejectsCode("evm/block-header", async () => encodeHeader({ ...block, ...change }));
      }
      await rejectsCode("evm/block-header", async () => encodeHeader({ ...block, number: 5 as never }));
      await rejectsCode("evm/no-block", getHeader(people.owner, 10n ** 9n));
    });
  });
});
