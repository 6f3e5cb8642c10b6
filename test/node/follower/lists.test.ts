// The chain's lists of oracles and validators: what the Genesis contract changes becomes final on the voting chain.
import assert from "node:assert/strict";
import type { Hex } from "viem";
import { send } from "../../../src/evm/client.js";
import { genesisAbi } from "../../../src/evm/index.js";
import { presentLists, saidAbout, ZERO_32 } from "../../../src/ledger/index.js";
import { afresh, cast, deployment } from "../../contracts/support.js";
import { until } from "../until.js";
import { assertNoContradiction, MapNotes, openScene, runnable, type Scene } from "./scene.js";

const KEY: Hex = `0x${"5e".repeat(32)}`;
const OTHER: Hex = `0x${"6f".repeat(32)}`;

describe("node: the follower attests changes of the chain's lists", () => {
  const contracts = afresh(() => deployment({ validators: [] }));
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ validators: [KEY] }, { contracts: contracts() });
  });
  afterEach(() => scene.close());

  async function change(functionName: string, ...args: readonly unknown[]): Promise<void> {
    const { owner } = await cast();
    const address = contracts().genesis;
    await send(owner, { address, abi: genesisAbi, functionName, args: [1, ...args] } as never);
  }
  const lists = () => presentLists(scene.chain.ledger.state);
  const sequence = () => saidAbout(scene.chain.ledger.state, ZERO_32).sequence;
  const lower = (address: Hex) => address.toLowerCase() as Hex;
  const addresses = () => scene.oracles.map(({ address }) => lower(address));

  it("oracles, their quorum and validators; keykeepers stay", async () => {
    const { stranger } = await cast();
    const newcomer = lower(stranger.account.address);
    const [first, second, third] = scene.oracles;
    scene.follow({ account: first! });
    scene.follow({ account: second! });
    const before = lists();
    await change("addOracle", newcomer);
    // 4 oracles, and a quorum of 2: not more than half of them, which the voting chain refuses.
    await change("setQuorum", 3);
    await until("the new oracle is on the list", () => lists().oracles.includes(newcomer));
    assert.deepEqual(lists(), {
      ...before,
      oracles: [...addresses(), newcomer].sort(),
      quorum: 3,
    });
    await change("addValidator", KEY);
    await change("addValidator", OTHER);
    const own = stranger.account as (typeof scene.oracles)[number];
    const late = scene.follow({ account: own });
    await until("all validators are on the list", () => lists().validators.includes(OTHER));
    assert.deepEqual(lists().validators, [KEY, OTHER]);
    await change("setQuorum", 2);
    await change("removeOracle", third!.address);
    await until("an oracle is gone", () => !lists().oracles.includes(lower(third!.address)));
    await until("nothing is left to do", () => late.status.lists.waiting === "nothing");
    assert.deepEqual([lists().oracles.length, lists().quorum, late.status.lists.error], [3, 2, null]);
    assertNoContradiction(scene.chain.heard);
  });

  it("and goes on with processes meanwhile, after a restart, and where the contract's lists cannot be the chain's", async () => {
    const notes = scene.oracles.slice(0, 2).map(() => new MapNotes());
    const follow = () => notes.map((one, i) => scene.follow({ account: scene.oracles[i]!, notes: one }));
    const followers = follow();
    await change("addValidator", "0x01");
    await until("it says why", () => followers[0]!.status.lists.error?.code === "follower/lists");
    const id = await scene.processes.newProcess(runnable());
    await until("a process is declared", () => scene.chain.process(id) !== undefined);
    assert.equal(sequence(), 0);
    await Promise.all(followers.map((one) => one.stop()));
    await change("removeValidator", "0x01");
    await change("setQuorum", 3);
    const again = follow();
    await until("the quorum is the contract's", () => lists().quorum === 3);
    assert.deepEqual([sequence(), lists().validators], [1, [KEY]]);
    await until("nothing is left", () => again.every(({ status }) => status.lists.waiting === "nothing"));
    // What was said stays said: nothing more is attested while the contract does not change.
    const { length } = scene.chain.heard;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    assert.equal(scene.chain.heard.length, length);
    assertNoContradiction(scene.chain.heard);
  });
});
