// A token's snapshot and its holders' balances, with the headers and proofs that a real node gives.
import assert from "node:assert/strict";
import { hexToBytes, keccak256 } from "viem";
import type { Hex } from "../../src/bytes/index.js";
import { getHeader } from "../../src/evm/block-header.js";
import { proveStorage } from "../../src/evm/storage-proof.js";
import type { TokenOrigin } from "../../src/evm/token-search.js";
import { createFacts } from "../../src/facts/index.js";
import type { AccountStatement, BalanceStatement } from "../../src/ledger/index.js";
import { balanceSlot, CensusOrigin, checkpointsSlot } from "../../src/process/index.js";
import { cast } from "./support.js";
import { newToken, somebody, type TestToken } from "./tokens.js";

const nodesOf = (proof: readonly Hex[]) => proof.map((node) => hexToBytes(node));

interface Kind {
  readonly name: string;
  readonly token: string;
  readonly origin: TokenOrigin;
  readonly position: bigint;
  readonly tokenId: bigint;
  /** Gives each holder what `balance` says. */
  readonly mint: (token: TestToken, holder: Hex, i: number) => Promise<void>;
  readonly balance: (i: number) => bigint;
}

const KINDS: readonly Kind[] = [
  {
    name: "ERC-20",
    token: "TestERC20",
    origin: CensusOrigin.ERC20,
    position: 0n,
    tokenId: 0n,
    mint: (token, holder, i) => token.mint(holder, 10n ** 18n + BigInt(i)),
    balance: (i) => 10n ** 18n + BigInt(i),
  },
  {
    name: "ERC-1155",
    token: "TestERC1155",
    origin: CensusOrigin.ERC1155,
    position: 0n,
    tokenId: 5n,
    mint: (token, holder, i) => token.mint(holder, 5n, BigInt(i + 1)),
    balance: (i) => BigInt(i + 1),
  },
  {
    name: "MiniMe",
    token: "TestMiniMe",
    origin: CensusOrigin.MINI_ME,
    position: 8n,
    tokenId: 0n,
    mint: async (token, holder, i) => {
      await token.mint(holder, 3n);
      if (i > 0) await token.mint(holder, BigInt(i));
    },
    balance: (i) => 3n + BigInt(i),
  },
];

describe("contracts: a token's census, as a node of the voting chain checks it", () => {
  const HOLDERS = 4;

  for (const kind of KINDS)
    it(kind.name, async () => {
      const { owner } = await cast();
      const token = await newToken(kind.token);
      for (let i = 0; i < HOLDERS; i++) await kind.mint(token, somebody(i), i);
      const blockNumber = (await owner.getBlockNumber()) - 1n;
      const header = hexToBytes(await getHeader(owner, blockNumber));
      const { accountProof, storageHash } = await owner.getProof({
        address: token.address,
        storageKeys: [],
        blockNumber,
      });
      const account: AccountStatement = {
        kind: "account",
        blockHash: keccak256(header),
        blockNumber,
        header,
        token: token.address.toLowerCase() as Hex,
        storageRoot: storageHash,
        proof: nodesOf(accountProof),
      };

      const { origin, position, tokenId } = kind;
      const prove = async (slot: Hex) =>
        (await proveStorage(owner, token.address, [slot], blockNumber)).slots[0]!;
      const isMiniMe = origin === CensusOrigin.MINI_ME;
      const balances: BalanceStatement[] = [];
      for (let i = 0; i < HOLDERS; i++) {
        const address = somebody(i);
        const counted = isMiniMe ? [await prove(checkpointsSlot(address, position))] : [];
        const last = counted.length === 0 ? 0n : counted[0]!.value - 1n;
        const slots = [...counted, await prove(balanceSlot(origin, address, position, tokenId, last))];
        balances.push({
          kind: "balance",
          storageRoot: storageHash,
          ...{ origin, position, tokenId, address },
          weight: kind.balance(i),
          proofs: slots.map(({ proof }) => nodesOf(proof)),
        });
      }

      const facts = createFacts({ verifiers: [] });
      assert.deepEqual(await facts.ask([account, ...balances]), Array(1 + HOLDERS).fill(true));
      const [first, second] = balances as [BalanceStatement, BalanceStatement];
      const wrong = [
        { ...account, blockNumber: blockNumber + 1n },
        { ...account, storageRoot: keccak256("0x") },
        { ...account, token: somebody(0) },
        { ...first, weight: first.weight + 1n },
        { ...first, address: second.address },
        { ...first, proofs: second.proofs },
        { ...first, storageRoot: keccak256(header) },
        { ...first, position: position + 1n },
        { ...first, address: somebody(HOLDERS) },
      ];
      assert.deepEqual(await facts.ask(wrong), Array(wrong.length).fill(false));
    });
});
