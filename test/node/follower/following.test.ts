// The follower on real contracts: what is declared and changed there becomes final on the voting chain.
import assert from "node:assert/strict";
import { CensusOrigin, Status } from "../../../src/process/index.js";
import { afresh, cast, deployment, ENVELOPE, MODE } from "../../contracts/support.js";
import { until } from "../until.js";
import { openScene, otherNode, runnable, type Scene } from "./scene.js";

describe("node: the follower attests what the contracts say", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(() => scene.close());

  const two = () => scene.oracles.slice(0, 2).map((account) => scene.follow({ account }));
  const statusOf = (id: `0x${string}`) => scene.chain.process(id)?.record.status;

  it("declares processes, and follows their status", async () => {
    const earlier = await scene.processes.newProcess(runnable());
    two();
    await until("the earlier process is declared", () => statusOf(earlier) === Status.PAUSED);
    const later = await scene.processes.newProcess(runnable({ mode: MODE.autoStart | MODE.interruptible }));
    await until("the later process is declared", () => statusOf(later) === Status.READY);
    await scene.processes.setStatus(earlier, Status.READY);
    await scene.processes.setStatus(later, Status.PAUSED);
    await scene.processes.setStatus(later, Status.READY);
    await scene.processes.setStatus(later, Status.CANCELED);
    await until("all changes are final", () => statusOf(later) === Status.CANCELED);
    await until("and those of the other process", () => statusOf(earlier) === Status.READY);
    const { params } = scene.chain.process(earlier)!.declaration;
    const found = await scene.processes.get(earlier);
    assert.equal(params.metadata, found.metadata);
    assert.equal(params.censusRoot, found.censusRoot);
    assert.equal(scene.chain.process(later)!.record.sequence, 4);
  });

  it("follows questions to the end, also where the contract reports the last one as a status", async () => {
    const params = { mode: MODE.autoStart, envelopeType: ENVELOPE.serial, questionCount: 3 };
    const id = await scene.processes.newProcess(runnable(params));
    two();
    for (let i = 0; i < 3; i++) await scene.processes.incrementQuestionIndex(id);
    await until("the process has ended", () => statusOf(id) === Status.ENDED);
    assert.equal(scene.chain.process(id)!.record.question, 2);
  });

  it("follows the census, and declares it as it was at first", async () => {
    const id = await scene.processes.newProcess(
      runnable({ mode: MODE.autoStart | MODE.dynamicCensus | MODE.interruptible }),
    );
    const root = (digit: string) => `0x${digit.repeat(64)}`;
    await scene.processes.setCensus(id, root("2"), runnable().censusUri);
    // The voting chain refuses this one, and takes the next.
    await scene.processes.setCensus(id, "no root", runnable().censusUri);
    const last = `https://example.org/last!${"5".repeat(64)}`;
    await scene.processes.setCensus(id, root("3").replace("0x33", "0x03"), last);
    const [one] = two();
    await until("the last census is final", () => scene.chain.process(id)?.record.sequence === 3);
    const { record, declaration } = scene.chain.process(id)!;
    assert.equal(declaration.params.censusRoot, runnable().censusRoot);
    assert.equal(record.roots.find(({ until }) => until === 0)!.root, root("3").replace("0x33", "0x03"));
    assert.ok(one!.censusUris.includes(last));
  });

  it("declares the first census also where nodes have no old states, and later ones are not confirmed", async () => {
    const { owner } = await cast();
    const dynamic = { mode: MODE.autoStart | MODE.dynamicCensus | MODE.interruptible };
    const id = await scene.processes.newProcess(runnable(dynamic));
    const { hash } = await owner.getBlock();
    await owner.mine({ blocks: 1 });
    await scene.processes.setCensus(id, `0x0${"3".repeat(63)}`, runnable().censusUri);
    await owner.mine({ blocks: 2 });
    const pruned = await otherNode(scene.url, ({ method, params }, result) =>
      method === "eth_call" && JSON.stringify(params).includes(hash)
        ? new Error("missing trie node")
        : result,
    );
    const endpoints = [pruned.url];
    const followers = scene.oracles
      .slice(0, 2)
      .map((account) => scene.follow({ account, endpoints, confirmations: 3 }));
    await until("the process is declared", () => statusOf(id) === Status.READY);
    assert.equal(scene.chain.process(id)!.declaration.params.censusRoot, runnable().censusRoot);
    const other = await scene.processes.newProcess(runnable(dynamic));
    const created = (await owner.getBlock()).hash;
    await scene.processes.setCensus(other, `0x0${"3".repeat(63)}`, runnable().censusUri);
    await Promise.all(followers.map((one) => one.stop()));
    await owner.mine({ blocks: 3 });
    const later = await otherNode(scene.url, ({ method, params }, result) =>
      method === "eth_call" && JSON.stringify(params).includes(created)
        ? new Error("missing trie node")
        : result,
    );
    const one = scene.follow({ account: scene.oracles[0]!, endpoints: [later.url], confirmations: 3 });
    const error = () => one.status.processes.find(({ processId }) => processId === other)?.error;
    await until("it says what is missing", () => error()?.code === "follower/state-pruned");
  });

  it("needs two oracles of three, and one that only observes attests nothing", async () => {
    const id = await scene.processes.newProcess(runnable());
    const observer = scene.follow();
    const first = scene.follow({ account: scene.oracles[0]! });
    await until("the first oracle waits for others", () => first.status.processes[0]?.waiting === "quorum");
    assert.equal(observer.status.processes[0]?.waiting, "account");
    assert.equal(statusOf(id), undefined);
    scene.follow({ account: scene.oracles[2]! });
    await until("two of them agree", () => statusOf(id) === Status.PAUSED);
    await until("the first one has nothing to do", () => first.status.processes[0]?.waiting === "nothing");
    assert.equal(scene.chain.heard.length, 2);
    assert.deepEqual(first.status.oracle, {
      address: scene.oracles[0]!.address.toLowerCase(),
      listed: true,
    });
  });

  it("leaves alone what the voting chain cannot run, and goes on with the others", async () => {
    const unknownKey = {
      mode: MODE.autoStart,
      envelopeType: ENVELOPE.anonymous,
      censusKey: `0x${"77".repeat(32)}`,
    };
    const refused = await scene.processes.newProcess(runnable({ ...unknownKey } as never));
    const id = await scene.processes.newProcess(
      runnable({ censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED }),
    );
    const [one] = two();
    await until("the other process is declared", () => statusOf(id) === Status.PAUSED);
    const told = one!.status.processes.find(({ processId }) => processId === refused)!;
    assert.equal(told.waiting, "retry");
    assert.equal(told.error?.code, "ledger/unknown-key");
    assert.ok(told.error.retryAt > Date.now() - 1_000);
  });

  it("waits for the confirmations that it was told", async () => {
    const id = await scene.processes.newProcess(runnable());
    for (const account of scene.oracles.slice(0, 2)) scene.follow({ account, confirmations: 5 });
    const { owner } = await cast();
    await owner.mine({ blocks: 4 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(statusOf(id), undefined);
    await owner.mine({ blocks: 1 });
    await until("the process is declared", () => statusOf(id) === Status.PAUSED);
  });
});
