// Token holders on the voting chain, with the headers and proofs of a real node: votes by name with balances as weights, and
// anonymous votes after a registration.
import assert from "node:assert/strict";
import { hexToBytes, keccak256 } from "viem";
import { envelopeHash } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { identityFromSecret } from "../../src/census/index.js";
import { getHeader } from "../../src/evm/block-header.js";
import { proveStorage } from "../../src/evm/storage-proof.js";
import { chainAddress, registration } from "../../src/ledger/index.js";
import { balanceSlot, CensusOrigin, keyId, processId } from "../../src/process/index.js";
import { createRegistration } from "../../src/voter/index.js";
import { people } from "../support/ledger/people.js";
import { anonymousVote, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { CENSUS_KEY, type ParamsChange, testParams, World } from "../support/ledger/world.js";
import { cast } from "./support.js";
import { newToken } from "./tokens.js";

const nodesOf = (proof: readonly Hex[]) => proof.map((node) => hexToBytes(node));
const holders = people("holder", 3);
const balanceOf = (i: number) => 10n ** 18n + BigInt(i);

/** A token with three holders, its snapshot, and why each holder may vote. */
async function snapshotOfToken() {
  const { owner } = await cast();
  const token = await newToken("TestERC20");
  for (const [i, { address }] of holders.entries()) await token.mint(address, balanceOf(i));
  const blockNumber = (await owner.getBlockNumber()) - 1n;
  const header = hexToBytes(await getHeader(owner, blockNumber));
  const { accountProof, storageHash } = await owner.getProof({
    address: token.address,
    storageKeys: [],
    blockNumber,
  });
  const eligible = await Promise.all(
    holders.map(async ({ address }, i) => {
      const slot = balanceSlot(CensusOrigin.ERC20, address, 0n);
      const { slots } = await proveStorage(owner, token.address, [slot], blockNumber);
      const eligibility = { kind: "holder", proofs: [nodesOf(slots[0]!.proof)] } as const;
      return { weight: balanceOf(i), eligibility };
    }),
  );
  const snapshot = { blockHash: keccak256(header), header, accountProof: nodesOf(accountProof) };
  return { token: token.address.toLowerCase() as Hex, blockNumber, storageHash, snapshot, eligible };
}

type Snapshot = Awaited<ReturnType<typeof snapshotOfToken>>;

/** Declares a process of the token's holders. */
async function declare(
  world: World,
  token: Snapshot,
  index: bigint,
  change: ParamsChange,
  root = token.storageHash,
) {
  const params = testParams({
    censusOrigin: CensusOrigin.ERC20,
    token: token.token,
    censusRoot: root,
    censusUri: "",
    evmBlockHeight: token.blockNumber,
    ...change,
    mode: { interruptible: false, ...change.mode },
  });
  const id = processId({ entity: token.token, index, namespace: world.genesis.votingChain, chainId: 0 });
  const declaration = { contract: chainAddress(world.genesis), entity: token.token, index, params };
  await world.attest(id, { kind: "declared", declaration, snapshot: token.snapshot });
  return id;
}

describe("contracts: token holders on the voting chain", () => {
  let token: Snapshot;
  before(async () => {
    token = await snapshotOfToken();
  });

  it("vote by name with their balances, and with nothing else", async () => {
    const world = new World(ruleFacts());
    const id = await declare(world, token, 0n, { blockCount: 6 });
    await world.until(world.process(id).start!);
    const [ada, bob, eve] = token.eligible;
    await world.take(await namedVote(world, id, holders[0]!, { ...ada!, votes: [1] }));
    const refusal = async (change: object) =>
      (await world.refusal(await namedVote(world, id, holders[1]!, { ...bob!, ...change }))).code;
    assert.equal(await refusal({ weight: bob!.weight + 1n }), "ledger/not-eligible");
    assert.equal(
      await refusal({ eligibility: eve!.eligibility, weight: eve!.weight }),
      "ledger/not-eligible",
    );
    assert.equal(await refusal({ eligibility: { kind: "member", nodes: [] } }), "ledger/eligibility");
    await world.take(await namedVote(world, id, holders[1]!, { ...bob!, votes: [2] }));
    await world.until(world.process(id).end!);
    const counts = JSON.parse(world.process(id).results!).questions[0].results;
    assert.deepEqual(
      counts.map(({ count }: { count: string }) => count),
      ["0", `${balanceOf(0)}`, `${balanceOf(1)}`, "0"],
    );
  });

  it("have a process only with the storage root of the attested block", async () => {
    const world = new World(ruleFacts());
    await assert.rejects(declare(world, token, 0n, {}, keccak256("0x00")), { code: "ledger/snapshot" });
    await assert.rejects(declare(world, token, 0n, { evmBlockHeight: token.blockNumber + 1n }), {
      code: "ledger/snapshot",
    });
  });

  it("register, and then vote with nobody knowing which of them it is", async () => {
    const world = new World(ruleFacts());
    const id = await declare(world, token, 0n, {
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      mode: { preRegister: true },
      envelopeType: { anonymous: true },
      startBlock: 6,
      blockCount: 3,
    });
    for (const [i, { account, address }] of holders.entries()) {
      const asked = {
        genesisHash: world.genesis.hash,
        processId: id,
        identity: identityFromSecret(BigInt(i + 1)),
        ...token.eligible[i]!,
      };
      const wallet = {
        address,
        signMessage: (message: string) => account.signMessage({ message }),
        signTypedData: (data: Parameters<typeof account.signTypedData>[0]) => account.signTypedData(data),
      };
      await world.take(registration(await createRegistration(asked, wallet as never)));
    }
    await world.until(world.process(id).start!);
    const { registry } = world.process(id).record;
    const vote = anonymousVote(
      world,
      id,
      2n,
      registry.censusRoot,
      { votes: [3], weight: 10n ** 18n },
      envelopeHash,
    );
    await world.take(vote);
    await world.until(world.process(id).end!);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[3].count, `${10n ** 18n}`);
  });
});
