// What goes wrong around a follower: replaced blocks, restarts, dead endpoints, endpoints that lie.
import assert from "node:assert/strict";
import { Status } from "../../../src/process/index.js";
import { afresh, cast, deployment } from "../../contracts/support.js";
import { changeClock } from "../../support/clock.js";
import { throwsCode } from "../../support/errors.js";
import { until } from "../until.js";
import { assertNoContradiction, MapNotes, openScene, otherNode, runnable, type Scene } from "./scene.js";

describe("node: the follower, when something fails", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(async () => {
    await scene.close();
    assertNoContradiction(scene.chain.heard);
  });

  const one = () => scene.oracles[0]!;
  const two = () => scene.oracles[1]!;
  const statusOf = (id: `0x${string}`) => scene.chain.process(id)?.record.status;
  const revisionsOf = (id: string) =>
    scene.chain.heard.filter(({ subject }) => subject === id).map(({ revision }) => revision);

  it("attests again, with a higher revision, what was created again in another block", async () => {
    const { owner } = await cast();
    const before = await owner.snapshot();
    const id = await scene.processes.newProcess(runnable());
    const first = scene.follow({ account: one() });
    await until("one oracle has attested it", () => first.status.processes[0]?.waiting === "quorum");
    await owner.revert({ id: before });
    await owner.mine({ blocks: 3 });
    await until("it is in no block", () => first.status.processes[0]?.waiting === "evm");
    assert.equal(await scene.processes.newProcess(runnable()), id);
    await until("the oracle has attested it again", () => revisionsOf(id).length === 2);
    scene.follow({ account: two() });
    await until("two oracles agree", () => statusOf(id) === Status.PAUSED);
    assert.deepEqual(revisionsOf(id), [0, 1, 0]);
    assert.match(scene.logged.join("\n"), /the EVM replaced blocks/);
  });

  it("attests no further about a process that the EVM changed after it was final", async () => {
    const { owner } = await cast();
    const id = await scene.processes.newProcess(runnable());
    const before = await owner.snapshot();
    await scene.processes.setStatus(id, Status.CANCELED);
    const [first] = [one(), two()].map((account) => scene.follow({ account }));
    await until("the cancellation is final", () => statusOf(id) === Status.CANCELED);
    await owner.revert({ id: before });
    await scene.processes.setStatus(id, Status.READY);
    await owner.mine({ blocks: 1 });
    const other = await scene.processes.newProcess(runnable());
    await until("another process is declared", () => statusOf(other) === Status.PAUSED);
    const told = () => first!.status.processes.find(({ processId }) => processId === id)!;
    await until("the disagreement is told", () => told().error?.code === "follower/diverged");
    assert.equal(statusOf(id), Status.CANCELED);
  });

  it("goes on after a restart where it stopped, and says the same again", async () => {
    const notes = new MapNotes();
    const ids = [await scene.processes.newProcess(runnable())];
    // The first time nothing that it sends arrives.
    const sent: Uint8Array[] = [];
    const lost = scene.follow({
      account: one(),
      notes,
      submit: async (bytes) => {
        sent.push(bytes);
        return undefined;
      },
    });
    await until("it has sent one attestation", () => sent.length === 1);
    await lost.stop();
    ids.push(await scene.processes.newProcess(runnable()));
    const again: Uint8Array[] = [];
    const second = scene.follow({
      account: one(),
      notes,
      submit: (bytes) => {
        again.push(bytes);
        return scene.chain.submit(bytes);
      },
    });
    await until("it has sent both", () => again.length === 2);
    assert.ok(again.some((bytes) => Buffer.from(bytes).equals(sent[0]!)));
    await until("and waits", () => second.status.processes.every(({ waiting }) => waiting === "quorum"));
    await second.stop();
    await scene.processes.setStatus(ids[0]!, Status.READY);
    for (const account of [one(), two()]) scene.follow({ account, ...(account === one() ? { notes } : {}) });
    await until(
      "all is final",
      () => statusOf(ids[0]!) === Status.READY && statusOf(ids[1]!) === Status.PAUSED,
    );
    assert.deepEqual(revisionsOf(ids[0]!), Array(revisionsOf(ids[0]!).length).fill(0));
  });

  it("says the same with other revisions when the EVM replaces blocks while it is stopped", async () => {
    const { owner } = await cast();
    const notes = new MapNotes();
    const before = await owner.snapshot();
    const id = await scene.processes.newProcess(runnable());
    const sent: Uint8Array[] = [];
    const lost = scene.follow({
      account: one(),
      notes,
      submit: async (bytes) => {
        sent.push(bytes);
        return undefined;
      },
    });
    await until("it has sent one attestation", () => sent.length === 1);
    await lost.stop();
    await owner.revert({ id: before });
    await owner.mine({ blocks: 2 });
    await scene.processes.newProcess(runnable());
    scene.follow({ account: one(), notes });
    await until("it has sent another one", () => revisionsOf(id).length === 1);
    assert.deepEqual(revisionsOf(id), [1]);
  });

  it("asks the next endpoint when one is dead, silent, or on another chain, and tells hosts alone", async () => {
    const silent = await otherNode(scene.url, () => new Promise(() => {}));
    const elsewhere = await otherNode(scene.url, ({ method }, result) =>
      method === "eth_chainId" ? "0x1" : result,
    );
    const key = "0123456789secretkey";
    const dead = `http://user:${key}@127.0.0.1:9/v3/${key}?apikey=${key}`;
    const urls = [dead, `${silent.url}/${key}`, `${elsewhere.url}/${key}`, scene.url];
    const id = await scene.processes.newProcess(runnable());
    const [first] = [one(), two()].map((account) => scene.follow({ account, endpoints: urls, timeout: 300 }));
    await until("the process is declared", () => statusOf(id) === Status.PAUSED);
    const { status } = first!;
    const { host } = new URL(elsewhere.url);
    assert.deepEqual(
      status.endpoints.map(({ failing }) => failing?.why),
      [
        "it cannot be reached",
        "it did not answer in time",
        "it is on the chain 1, and the voting chain follows 31337",
        undefined,
      ],
    );
    assert.equal(status.endpoints[2]!.host, host);
    assert.ok(scene.logged.some((line) => line.includes(host)));
    for (const text of [...scene.logged, JSON.stringify(status)]) assert.ok(!text.includes("secret"), text);
  });

  it("tells that no endpoint answers, without their keys, and goes on when one does", async () => {
    let isDown = true;
    const node = await otherNode(scene.url, (_, result) => (isDown ? new Promise(() => {}) : result));
    const id = await scene.processes.newProcess(runnable());
    const followers = [one(), two()].map((account) =>
      scene.follow({ account, endpoints: [`${node.url}/secret`], timeout: 300 }),
    );
    await until("it is told", () => followers[0]!.status.error?.code === "follower/endpoints");
    assert.ok(!JSON.stringify(followers[0]!.status).includes("secret"));
    isDown = false;
    await until("the process is declared", () => statusOf(id) === Status.PAUSED);
    await until("nothing is wrong any more", () => followers[0]!.status.error === null);
  });

  it("reads fewer blocks at once where a node gives no more", async () => {
    const { owner } = await cast();
    const id = await scene.processes.newProcess(runnable());
    await owner.mine({ blocks: 100 });
    const ranges: number[] = [];
    const stingy = await otherNode(scene.url, ({ method, params }, result) => {
      if (method !== "eth_getLogs") return result;
      const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }];
      ranges.push(Number(toBlock) - Number(fromBlock) + 1);
      return ranges.at(-1)! > 20
        ? new Error("range too large", { cause: ranges.length % 2 ? -32005 : -32602 })
        : result;
    });
    const followers = [one(), two()].map((account) => scene.follow({ account, endpoints: [stingy.url] }));
    await until("the process is declared", () => statusOf(id) === Status.PAUSED);
    const isRead = () => followers.every(({ status }) => status.read?.number === status.head);
    await until("all is read", isRead);
    assert.ok(ranges.some((range) => range > 20) && ranges.some((range) => range > 10 && range <= 20));
  });

  it("is not stopped by an endpoint that lies about one process", async () => {
    const victim = await scene.processes.newProcess(runnable());
    const other = await scene.processes.newProcess(runnable({ maxValue: 2 }));
    // Asked for the process's parameters, it gives those of another one, with one more value.
    const liar = await otherNode(scene.url, ({ method, params }, result) => {
      const isGet = method === "eth_call" && JSON.stringify(params).includes(victim.slice(2));
      return isGet && (result as string).length > 200 ? `${(result as string).slice(0, 80)}` : result;
    });
    const [first] = [one(), two()].map((account) => scene.follow({ account, endpoints: [liar.url] }));
    await until("the other process is declared", () => statusOf(other) === Status.PAUSED);
    const told = () => first!.status.processes.find(({ processId }) => processId === victim)!;
    await until("the lie is noticed", () => told().waiting === "retry");
    assert.equal(statusOf(victim), undefined);
    await first!.stop();
    for (const account of [one(), two()]) scene.follow({ account, endpoints: [liar.url, scene.url] });
    await until("another endpoint helps", () => statusOf(victim) === Status.PAUSED);
  });

  it("goes on after a failure when it is time, though the machine's clock was set back by hours", async () => {
    const victim = await scene.processes.newProcess(runnable());
    let lies = true;
    const liar = await otherNode(scene.url, ({ method, params }, result) => {
      const isGet = method === "eth_call" && JSON.stringify(params).includes(victim.slice(2));
      return lies && isGet ? `${(result as string).slice(0, 80)}` : result;
    });
    const clock = changeClock();
    try {
      clock.set(5 * 3_600_000);
      const [first, second] = [one(), two()].map((account) =>
        scene.follow({ account, endpoints: [liar.url] }),
      );
      const isTold = () => [first!, second!].every(({ status }) => status.processes[0]?.waiting === "retry");
      await until("the lie is noticed", isTold);
      clock.set(0);
      lies = false;
      await until("the process is declared", () => statusOf(victim) === Status.PAUSED);
    } finally {
      clock.restore();
    }
  });

  it("lets the quorum decide when an endpoint lies in a way that nothing shows", async () => {
    const id = await scene.processes.newProcess(runnable({ maxValue: 3 }));
    const hash = runnable().metadata!.split("!")[1]!;
    const asHex = (text: string) => Buffer.from(text).toString("hex");
    const liar = await otherNode(scene.url, ({ method }, result) =>
      method === "eth_call" ? (result as string).replace(asHex(hash), asHex("0".repeat(64))) : result,
    );
    scene.follow({ account: one(), endpoints: [liar.url] });
    await until("the deceived oracle has attested", () => revisionsOf(id).length === 1);
    for (const account of scene.oracles.slice(1)) scene.follow({ account });
    await until("the other two agree", () => statusOf(id) === Status.PAUSED);
    assert.ok(scene.chain.process(id)!.declaration.params.metadata.endsWith(hash));
  });

  it("refuses endpoints that are no addresses, without quoting them, and damaged notes", async () => {
    const error = throwsCode("follower/endpoint", () => scene.follow({ endpoints: ["wss//secret"] }));
    assert.ok(!error.message.includes("secret"));
    throwsCode("follower/endpoint", () => scene.follow({ endpoints: [] }));
    const notes = new MapNotes();
    notes.put("follower/cursor", new Uint8Array([1]));
    throwsCode("follower/notes", () => scene.follow({ notes }));
  });
});
