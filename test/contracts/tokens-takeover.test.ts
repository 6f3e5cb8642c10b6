// Attacks on token censuses that worked when a token had one entry a kind, at any position, of the largest balance.
import assert from "node:assert/strict";
import { type Hex, hexToBigInt, keccak256, parseEventLogs } from "viem";
import { getStorageAt } from "viem/actions";
import { getHeader } from "../../src/evm/block-header.js";
import { waitForReceipt } from "../../src/evm/client.js";
import { type Deployment, processesAbi, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { proveStorage } from "../../src/evm/storage-proof.js";
import { proofAt, registerToken, type TokenRegistration } from "../../src/evm/token-census.js";
import { balanceOf, type TokenEntry, type TokenOrigin } from "../../src/evm/token-search.js";
import { balanceSlot, checkpointsSlot, mappingSlot } from "../../src/process/index.js";
import { afresh, cast, deployment, deployTest, params, processesAs, refused } from "./support.js";
import { entryAt, newToken, sendRegistration, type TestToken } from "./tokens.js";

describe("contracts: taking over a token census", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;
  /** The largest holder, and who attacks. */
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
  const isRegistered = (token: Hex, origin: number, position: bigint, tokenId = 0n) =>
    people.owner.readContract({
      address: contracts.tokens,
      abi: tokenStorageProofsAbi,
      functionName: "isRegistered",
      args: [token, origin, position, tokenId],
    });
  const before1 = async () => (await people.owner.getBlockNumber()) - 1n;
  const balance = (token: Hex, origin: TokenOrigin, holder: Hex, tokenId = 0n) =>
    balanceOf(people.owner, { token, origin, tokenId }, holder);

  /** A claim aimed at any word of a token, with a proof of that word. */
  async function aimed(key: Hex, claim: TokenRegistration["claim"]): Promise<TokenRegistration> {
    const blockNumber = await before1();
    const { accountProof, slots } = await proveStorage(people.owner, claim.token, [key], blockNumber);
    const header = await getHeader(people.owner, blockNumber);
    return { claim, proof: { header, accountProof, storageProof: slots[0]!.proof } };
  }
  const word = async (address: Hex, slot: Hex) =>
    hexToBigInt((await getStorageAt(people.owner, { address, slot }))!);
  /** Holds that but for a bound the claim would stand: its proof shows this word of the token. */
  async function shows({ claim, proof }: TokenRegistration, key: Hex, expected: bigint): Promise<void> {
    const { address, abi } = await deployTest("TestStateProofs");
    await people.owner.mine({ blocks: 1 });
    const args = [claim.token, key, proof];
    assert.equal(await people.owner.readContract({ address, abi, functionName: "wordOf", args }), expected);
  }

  describe("(a) a stranger approves the largest holder for exactly its balance", () => {
    interface Case {
      name: string;
      token: string;
      origin: TokenOrigin;
      /** The slot of the allowances, or of the approvals of operators. */
      allowances: bigint;
      prepare: (token: TestToken) => Promise<void>;
      /** What the attacker approves the holder for. */
      approve: (token: TestToken, amount: bigint) => Promise<void>;
      tokenId?: bigint;
    }
    const approve: Case["approve"] = (it, amount) => it.as(people.stranger, "approve", whale, amount);
    const cases: Case[] = [
      {
        name: "ERC-20",
        token: "TestERC20",
        origin: 11,
        allowances: 1n,
        prepare: (it) => it.mint(whale, 10n ** 20n),
        approve,
      },
      {
        name: "ERC-777",
        token: "TestERC20",
        origin: 14,
        allowances: 1n,
        prepare: (it) => it.mint(whale, 10n ** 20n),
        approve,
      },
      {
        name: "ERC-721, whose approvals hold 1",
        token: "TestERC721",
        origin: 12,
        allowances: 5n,
        prepare: (it) => it.mint(whale, 1n),
        approve: (it) => it.as(people.stranger, "setApprovalForAll", whale, true),
      },
      {
        name: "ERC-1155, whose approvals hold 1",
        token: "TestERC1155",
        origin: 13,
        allowances: 1n,
        prepare: (it) => it.mint(whale, 5n, 1n),
        approve: (it) => it.as(people.stranger, "setApprovalForAll", whale, true),
        tokenId: 5n,
      },
      {
        name: "MiniMe",
        token: "TestMiniMe",
        origin: 15,
        allowances: 9n,
        prepare: (it) => it.mint(whale, 10n ** 20n),
        approve: (it, amount) => it.as(people.stranger, "approve", whale, (amount << 128n) | 1n),
      },
    ];
    const UINT = 1n << 256n;
    for (const { name, token, origin, allowances, prepare, approve, tokenId = 0n } of cases) {
      it(`and aims a claim of an ${name} at his own allowances: refused, by slot and by checkpoint`, async () => {
        const made = await newToken(token);
        await prepare(made);
        const held = await balance(made.address, origin, whale, tokenId);
        await approve(made, held);
        await people.owner.mine({ blocks: 1 });
        const mine = mappingSlot(hexToBigInt(attacker), allowances);
        const key = mappingSlot(hexToBigInt(whale), hexToBigInt(mine));
        const stored = await word(made.address, key);
        assert.equal(origin === 15 ? stored >> 128n : stored, held, "the word holds the balance");
        assert.equal(await balance(made.address, origin, whale, tokenId), held, "and the token tells it");

        const base = { token: made.address, origin, namespace: "", tokenId, checkpoint: 0n, holder: whale };
        const plain = await aimed(key, { ...base, slot: hexToBigInt(mine) });
        await shows(plain, key, stored);
        await refused(register(plain), "SlotOutOfRange");
        const named = { ...base, namespace: "any", slot: hexToBigInt(mine) };
        await refused(register(await aimed(key, named)), "SlotOutOfRange");
        // MiniMe's list begins at the hash of its slot: an index without a bound reaches any word.
        const list = hexToBigInt(keccak256(checkpointsSlot(whale, 0n)));
        const checkpoint = (((hexToBigInt(key) - list) % UINT) + UINT) % UINT;
        const jump = { ...base, tokenId: 0n, origin: 15, slot: 0n, checkpoint };
        assert.equal(balanceSlot(15, whale, 0n, 0n, checkpoint), key);
        const jumped = await aimed(key, jump);
        await shows(jumped, key, stored);
        await refused(register(jumped), "CheckpointOutOfRange");
      });
    }

    for (const [token, approved] of [
      ["TestERC1155", true],
      ["TestHybrid", 12n],
    ] as const) {
      it(`and names the id that is his own address, of a ${token} that lets him mint: refused`, async () => {
        const made = await newToken(token);
        const tokenId = hexToBigInt(attacker);
        const amount = approved === true ? 1n : approved;
        await made.mint(whale, tokenId, amount);
        const name = approved === true ? "setApprovalForAll" : "approve";
        await made.as(people.stranger, name, whale, approved);
        // keccak256(id ‖ 1) is where the attacker's approvals are.
        const entry = entryAt(made.address, 13, 1n, { tokenId });
        const registration = await proofAt(people.owner, entry, whale, await before1());
        await shows(registration, balanceSlot(13, whale, 1n, tokenId), amount);
        assert.equal(await balance(made.address, 13, whale, tokenId), amount, "the word holds the balance");
        await refused(register(registration), "TokenIdMayBeAddress");
      });
    }

    it("of an ERC-1155: ids that may be an address are refused, and no others", async () => {
      const made = await newToken("TestERC1155");
      const expected: [bigint, string | undefined][] = [
        [2n ** 80n - 1n, undefined],
        [2n ** 80n, "TokenIdMayBeAddress"],
        [2n ** 160n - 1n, "TokenIdMayBeAddress"],
        [2n ** 160n, undefined],
      ];
      for (const [tokenId, rule] of expected) {
        await made.mint(whale, tokenId, 3n);
        const entry = entryAt(made.address, 13, 0n, { tokenId });
        const registration = await proofAt(people.owner, entry, whale, await before1());
        if (rule) await refused(register(registration), rule);
        else await register(registration);
      }
    });
  });

  /** A mapping or id that a stranger fills as he likes, with a balance of his own that is the same number. */
  const coincidences: {
    name: string;
    token: string;
    origin: TokenOrigin;
    right: Partial<TokenEntry>;
    wrong: Partial<TokenEntry>;
    prepare: (token: TestToken) => Promise<unknown>;
  }[] = [
    ...([11, 14] as const).map((origin) => ({
      name: `origin ${origin}, permits used`,
      token: "TestERC20",
      origin,
      right: { slot: 0n },
      wrong: { slot: 7n },
      prepare: async (it: TestToken) => {
        await it.mint(whale, 100n);
        for (let i = 0; i < 3; i += 1) await it.as(people.stranger, "useNonce");
        await it.mint(attacker, 3n);
      },
    })),
    {
      name: "origin 12, a counter of visits",
      token: "TestERC721",
      origin: 12,
      right: { slot: 3n },
      wrong: { slot: 6n },
      prepare: async (it) => {
        await it.mint(whale, 1n);
        await it.mint(attacker, 2n);
        await it.as(people.stranger, "visit");
      },
    },
    {
      name: "origin 13, an id of the attacker's own, with a larger balance",
      token: "TestERC1155",
      origin: 13,
      right: { slot: 0n, tokenId: 5n },
      wrong: { slot: 0n, tokenId: 6n },
      prepare: async (it) => {
        await it.mint(whale, 5n, 100n);
        await it.mint(attacker, 6n, 10n ** 30n);
      },
    },
    {
      name: "origin 15, a list of the attacker's own",
      token: "TestMiniMe",
      origin: 15,
      right: { slot: 8n },
      wrong: { slot: 10n },
      prepare: async (it) => {
        await it.mint(whale, 100n);
        await it.mint(attacker, 10n ** 30n);
        await it.as(people.stranger, "note", 1n, 10n ** 30n);
      },
    },
  ];

  describe("(b) another entry is registered, of a larger balance", () => {
    for (const { name, token, origin, right, wrong, prepare } of coincidences) {
      it(`${name}: it stands beside the honest one, and a pending process keeps its own`, async () => {
        const { owner, stranger, entity } = people;
        const made = await newToken(token);
        await prepare(made);
        const honest = entryAt(made.address, origin, 0n, right);
        const other = entryAt(made.address, origin, 0n, wrong);
        await registerToken(owner, contracts.tokens, honest, [whale]);

        const { slot, tokenId } = honest;
        const declared = {
          censusOrigin: origin,
          token: made.address,
          balancePosition: slot,
          tokenId,
          evmBlockHeight: await before1(),
          censusUri: "",
        };
        const registration = await proofAt(owner, other, attacker, await before1());
        // Both in one block, the attacker's first.
        await owner.setAutomine(false);
        let created: Hex;
        try {
          const taken = { address: contracts.tokens, abi: tokenStorageProofsAbi, gas: 2_000_000n } as const;
          const { claim, proof } = registration;
          const args = [claim, proof] as const;
          const first = await stranger.writeContract({ ...taken, functionName: "registerToken", args });
          const process = { address: contracts.processes, abi: processesAbi, gas: 2_000_000n } as const;
          const second = await entity.writeContract({
            ...process,
            functionName: "newProcess",
            args: [params(declared)],
          });
          await owner.mine({ blocks: 1 });
          const receipts = [await waitForReceipt(owner, first), await waitForReceipt(owner, second)];
          assert.deepEqual(
            receipts.map(({ status }) => status),
            ["success", "success"],
          );
          assert.ok(receipts[0]!.blockNumber === receipts[1]!.blockNumber, "one block");
          const [log] = parseEventLogs({
            abi: processesAbi,
            logs: receipts[1]!.logs,
            eventName: "NewProcess",
          });
          created = log!.args.processId;
        } finally {
          await owner.setAutomine(true);
        }
        const process = await processesAs(owner, contracts.processes).get(created);
        assert.deepEqual([process.balancePosition, process.tokenId], [slot, tokenId]);
        assert.equal(await isRegistered(made.address, origin, slot, tokenId), true);
        assert.equal(await isRegistered(made.address, origin, other.slot, other.tokenId), true);
        await refused(register(registration), "AlreadyRegistered");
        assert.ok(await processesAs(entity, contracts.processes).newProcess(declared), "and again later");
      });
    }

    it("a process over what nobody proved is refused, whatever else of the token stands", async () => {
      const made = await newToken("TestERC1155");
      await made.mint(whale, 5n, 100n);
      await registerToken(people.owner, contracts.tokens, entryAt(made.address, 13, 0n, { tokenId: 5n }), [
        whale,
      ]);
      const evmBlockHeight = await before1();
      const declared = { censusOrigin: 13, token: made.address, evmBlockHeight, censusUri: "" };
      for (const change of [{ tokenId: 6n }, { tokenId: 5n, balancePosition: 1n }, {}]) {
        const created = processesAs(people.entity, contracts.processes).newProcess({
          ...declared,
          ...change,
        });
        await refused(created, "TokenNotRegistered");
      }
    });
  });
});
