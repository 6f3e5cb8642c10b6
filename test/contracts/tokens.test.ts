import assert from "node:assert/strict";
import fc from "fast-check";
import { getAddress, type Hex, pad, parseEther, toHex, zeroAddress } from "viem";
import { send } from "../../src/evm/client.js";
import { type Deployment, processesAbi, tokenStorageProofsAbi } from "../../src/evm/index.js";
import {
  isRegistered,
  proofAt,
  proveToken,
  registerToken,
  type TokenRegistration,
} from "../../src/evm/token-census.js";
import type { TokenEntry, TokenOrigin } from "../../src/evm/token-search.js";
import { balancePosition, balanceSlot, type MappingPlace } from "../../src/process/index.js";
import { afresh, cast, deployment, event, params, processesAs, refused } from "./support.js";
import { entryAt, newToken, sendRegistration, somebody, type TestToken } from "./tokens.js";

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

  const register = (registration: TokenRegistration) =>
    sendRegistration(people.stranger, contracts.tokens, registration);

  interface Kind {
    name: string;
    token: [name: string, ...args: unknown[]];
    origin: TokenOrigin;
    place: MappingPlace;
    tokenId?: bigint;
    mint: (token: TestToken) => Promise<void>;
  }
  const plain = (slot: bigint) => ({ namespace: "", slot });
  const kinds: Kind[] = [
    {
      name: "ERC-20",
      token: ["TestERC20"],
      origin: 11,
      place: plain(0n),
      mint: (it) => it.mint(holder, parseEther("3")),
    },
    {
      name: "ERC-20 of 2^128 - 1, the most",
      token: ["TestERC20"],
      origin: 11,
      place: plain(0n),
      mint: (it) => it.mint(holder, 2n ** 128n - 1n),
    },
    {
      name: "ERC-20 in OpenZeppelin's namespace",
      token: ["TestNamespacedToken", "openzeppelin.storage.ERC20", 0n],
      origin: 11,
      place: { namespace: "openzeppelin.storage.ERC20", slot: 0n },
      mint: (it) => it.mint(holder, 77n),
    },
    {
      name: "ERC-20 at the last slot of another namespace",
      token: ["TestNamespacedToken", "example.main", 255n],
      origin: 11,
      place: { namespace: "example.main", slot: 255n },
      mint: (it) => it.mint(holder, 77n),
    },
    {
      name: "ERC-721",
      token: ["TestERC721"],
      origin: 12,
      place: plain(3n),
      mint: async (it) => {
        await it.mint(holder, 1n);
        await it.mint(holder, 9n);
      },
    },
    {
      name: "ERC-1155, of one id",
      token: ["TestERC1155"],
      origin: 13,
      place: plain(0n),
      tokenId: 5n,
      mint: (it) => it.mint(holder, 5n, 12n),
    },
    {
      name: "ERC-1155, of an id of 256 bits",
      token: ["TestERC1155"],
      origin: 13,
      place: plain(0n),
      tokenId: 2n ** 256n - 1n,
      mint: (it) => it.mint(holder, 2n ** 256n - 1n, 12n),
    },
    {
      name: "ERC-777, as an ERC-20 here",
      token: ["TestERC20"],
      origin: 14,
      place: plain(0n),
      mint: (it) => it.mint(holder, 1n),
    },
    {
      name: "MiniMe, at the last of three checkpoints",
      token: ["TestMiniMe"],
      origin: 15,
      place: plain(8n),
      mint: async (it) => {
        for (const amount of [1n, 2n, 3n]) await it.mint(holder, amount);
      },
    },
  ];
  for (const { name, token, origin, place, tokenId = 0n, mint } of kinds) {
    it(`registers an ${name}, and a process names the entry`, async () => {
      const made = await newToken(token[0], token.slice(1));
      await mint(made);
      const entry: TokenEntry = { token: made.address, origin, tokenId, ...place };
      const position = balancePosition(entry);
      const { stranger, entity, owner } = people;
      assert.equal(await isRegistered(owner, contracts.tokens, entry), false);
      const declared = {
        censusOrigin: origin,
        token: made.address,
        balancePosition: position,
        tokenId,
        evmBlockHeight: (await owner.getBlockNumber()) - 1n,
        censusUri: "",
      };
      const create = (change = {}) =>
        processesAs(entity, contracts.processes).newProcess({ ...declared, ...change });
      await refused(create(), "TokenNotRegistered");

      const registered = await registerToken(stranger, contracts.tokens, entry, [holder]);
      assert.equal(registered.position, position);
      const told = event(tokenStorageProofsAbi, registered.receipt!, "TokenRegistered");
      const { namespace } = place;
      const { balance, ...rest } = told;
      assert.deepEqual(rest, {
        token: getAddress(made.address),
        origin,
        position,
        tokenId,
        namespace,
        holder,
      });
      assert.ok((balance as bigint) > 0n);
      assert.equal(await isRegistered(owner, contracts.tokens, entry), true);

      const process = await processesAs(owner, contracts.processes).get(await create());
      const { balancePosition: kept, tokenId: id, censusOrigin, entity: of } = process;
      assert.deepEqual({ kept, id, censusOrigin }, { kept: position, id: tokenId, censusOrigin: origin });
      assert.equal(of.toLowerCase(), made.address);
      await refused(create({ balancePosition: position + 1n }), "TokenNotRegistered");
      await refused(create({ balancePosition: position ^ (1n << 255n) }), "TokenNotRegistered");
      const other = origin === 11 ? 12 : 11;
      await refused(create({ censusOrigin: other, tokenId: 0n }), "TokenNotRegistered");
      if (origin === 13) await refused(create({ tokenId: tokenId ^ 1n }), "TokenNotRegistered");
    });
  }

  it("tells in an event which entry a process is over", async () => {
    const token = await newToken("TestERC1155");
    await token.mint(holder, 5n, 12n);
    const entry = entryAt(token.address, 13, 0n, { tokenId: 5n });
    await registerToken(people.stranger, contracts.tokens, entry, [holder]);
    const evmBlockHeight = (await people.owner.getBlockNumber()) - 1n;
    const declared = { censusOrigin: 13, token: token.address, tokenId: 5n, evmBlockHeight, censusUri: "" };
    const receipt = await send(people.entity, {
      address: contracts.processes,
      abi: processesAbi,
      functionName: "newProcess",
      args: [params(declared)],
    });
    const { processId: _, ...told } = event(processesAbi, receipt, "TokenCensus");
    const address = getAddress(token.address);
    assert.deepEqual(told, { token: address, origin: 13, balancePosition: 0n, tokenId: 5n, evmBlockHeight });
  });

  describe("refuses", () => {
    let registration: TokenRegistration;
    let token: TestToken;
    beforeEach(async () => {
      token = await newToken("TestERC20");
      for (let i = 0; i < 6; i += 1) await token.mint(somebody(i), 5n);
      await token.mint(holder, parseEther("3"));
      registration = await proveToken(people.owner, entryAt(token.address, 11), holder);
    });
    const changed = (claim: Partial<TokenRegistration["claim"]>) =>
      register({ ...registration, claim: { ...registration.claim, ...claim } });
    /** The proof leads elsewhere: to another key, or to none. That depends on the addresses. */
    const unproved = (promise: Promise<unknown>) =>
      assert.rejects(promise, /TrieProofTraversalError|RLPInvalidEncoding/);
    const proved = async (entry: TokenEntry, who: Hex) =>
      proofAt(people.owner, entry, who, (await people.owner.getBlockNumber()) - 1n);

    it("a balance that the token does not tell any more", async () => {
      await token.mint(holder, 1n);
      await refused(changed({}), "BalanceMismatch", parseEther("3"), parseEther("3") + 1n);
    });

    it("a holder of nothing, and what is no token", async () => {
      const { stranger } = people;
      const nobody = await proved(entryAt(token.address, 11), stranger.account.address);
      await unproved(register(nobody));
      await refused(changed({ token: holder }), "NotAToken");
      await unproved(changed({ token: contracts.genesis }));
      const empty = await newToken("TestEmptyToken");
      await unproved(changed({ token: empty.address }));
    });

    it("origins that are no tokens", async () => {
      for (const origin of [0, 1, 2, 3, 10, 16, 255]) await refused(changed({ origin }), "UnknownOrigin");
    });

    it("token ids and checkpoints where there are none, or none so large", async () => {
      for (const origin of [11, 12, 14, 15]) {
        await refused(changed({ origin, tokenId: 1n }), "TokenIdUnexpected");
      }
      for (const origin of [11, 12, 13, 14]) {
        await refused(changed({ origin, checkpoint: 1n }), "CheckpointOutOfRange");
      }
      for (const checkpoint of [2n ** 32n, 2n ** 256n - 1n]) {
        await refused(changed({ origin: 15, checkpoint }), "CheckpointOutOfRange");
      }
      await unproved(changed({ origin: 15, checkpoint: 2n ** 32n - 1n }));
    });

    it("slots past the plain layout and past a namespace, and namespaces longer than any", async () => {
      for (const slot of [2n ** 16n, 2n ** 255n, 2n ** 256n - 1n]) {
        await refused(changed({ slot }), "SlotOutOfRange");
      }
      await unproved(changed({ slot: 2n ** 16n - 1n }));
      for (const slot of [256n, 2n ** 256n - 1n]) {
        await refused(changed({ namespace: "a", slot }), "SlotOutOfRange");
      }
      await unproved(changed({ namespace: "a", slot: 255n }));
      await refused(changed({ namespace: "n".repeat(129) }), "NamespaceTooLong");
      await unproved(changed({ namespace: "n".repeat(128) }));
    });

    it("balances of 2^128 and more", async () => {
      const whale = somebody(99);
      await token.mint(whale, 2n ** 128n);
      const entry = entryAt(token.address, 11);
      await refused(register(await proved(entry, whale)), "BalanceTooLarge", 2n ** 128n);
    });

    it("what stands already, whoever proves it and on whatever holder", async () => {
      await changed({});
      await refused(changed({}), "AlreadyRegistered");
      const other = await proved(entryAt(token.address, 11), somebody(1));
      await refused(register(other), "AlreadyRegistered");
      const again = await registerToken(people.owner, contracts.tokens, entryAt(token.address, 11), [holder]);
      assert.deepEqual(again, { position: 0n }, "nothing is sent");
      await unproved(changed({ origin: 13 }));
      await changed({ origin: 12 });
    });

    it("holders below 2^16, whose number could be the slot of a Vyper mapping", async () => {
      const vyper = await newToken("TestVyperERC20");
      // keccak256(holder 3 ‖ position 5) is where Vyper's slot 3 keeps what address 5 holds.
      const [three, five] = [3n, 5n].map((it) => pad(toHex(it), { size: 20 })) as [Hex, Hex];
      for (const it of [three, five]) await vyper.mint(it, 7n);
      const dead = await proved(entryAt(vyper.address, 11, 5n), three);
      assert.equal(dead.proved, 7n);
      await refused(register(dead), "HolderReserved");
      await refused(changed({ holder: zeroAddress }), "HolderReserved");
      await refused(changed({ holder: pad("0xffff", { size: 20 }) }), "HolderReserved");
    });
  });

  it("computes the same positions and slots as the contract", async () => {
    const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const address = fc.bigInt({ min: 1n, max: 2n ** 160n - 1n }).map((n) => pad(toHex(n), { size: 20 }));
    const place = fc.oneof(
      fc.record({ namespace: fc.constant(""), slot: fc.bigInt({ min: 0n, max: 65_535n }) }),
      fc.record({
        namespace: fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
        slot: fc.bigInt({ min: 0n, max: 255n }),
      }),
    );
    const origins = fc.constantFrom<TokenOrigin>(11, 12, 13, 14, 15);
    const contract = { address: contracts.tokens, abi: tokenStorageProofsAbi } as const;
    await fc.assert(
      fc.asyncProperty(origins, address, place, word, async (origin, holder, at, any) => {
        if (Buffer.byteLength(at.namespace) > 128) return;
        const tokenId = origin === 13 ? any | (1n << 200n) : 0n;
        const checkpoint = origin === 15 ? any >> 224n : 0n;
        const claim = { token: holder, origin, ...at, tokenId, checkpoint, holder };
        const position = balancePosition(at);
        const { owner } = people;
        const args = [at.namespace, at.slot] as const;
        assert.equal(
          await owner.readContract({ ...contract, functionName: "balancePosition", args }),
          position,
        );
        const slot = await owner.readContract({ ...contract, functionName: "balanceSlot", args: [claim] });
        assert.equal(slot, balanceSlot(origin, holder, position, tokenId, checkpoint));
      }),
      { numRuns: 60 },
    );
    // ERC-7201's own example, and what OpenZeppelin writes into its upgradeable ERC-20.
    const example = balancePosition({ namespace: "example.main", slot: 0n });
    assert.equal(toHex(example), "0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500");
    const erc20 = balancePosition({ namespace: "openzeppelin.storage.ERC20", slot: 0n });
    assert.equal(toHex(erc20), "0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00");
  });
});
