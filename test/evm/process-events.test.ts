import assert from "node:assert/strict";
import { createPublicClient, type Hex, http } from "viem";
import {
  type ChainEvent,
  complain,
  createProcess,
  type Deployment,
  readEvents,
  setStatus,
  watchEvents,
} from "../../src/evm/index.js";
import { decodeMode, Status } from "../../src/process/index.js";
import { afresh, cast, deployment } from "../contracts/support.js";
import { evm, type TestWallet } from "../support/evm.js";
import { declared, upgraded } from "./process-support.js";

describe("chain: events of processes", () => {
  let contracts: Deployment;
  let owner: TestWallet;
  let entity: TestWallet;
  let stranger: TestWallet;
  let oracles: readonly TestWallet[];

  const made = afresh(() => deployment({}, 5n));
  before(async () => {
    ({ owner, entity, stranger, oracles } = await cast());
    contracts = made();
  });

  const told = (event: ChainEvent) => [event.eventName, (event.args as { processId?: Hex }).processId];

  it("are read from the logs of several contracts, in order", async () => {
    const from = (await owner.getBlockNumber()) + 1n;
    const { processId: first } = await createProcess(
      entity,
      contracts.processes,
      declared({ mode: decodeMode(3) }),
    );
    await setStatus(entity, contracts.processes, first, Status.PAUSED);
    const second = await upgraded(contracts, owner, stranger);
    const { processId: other } = await createProcess(entity, second, declared());
    await complain(oracles[0]!, contracts.results, other, 0);
    const addresses = [contracts.processes, second, contracts.results];
    const events = await readEvents(owner, addresses, from, await owner.getBlockNumber());
    const moves = events.map(told).filter(([, id]) => id !== undefined);
    assert.deepEqual(moves, [
      ["NewProcess", first],
      ["StatusUpdated", first],
      ["NewProcess", other],
      ["Complaint", other],
    ]);
  });

  it("come as they happen, from a block on, once each, until the watch is ended", async () => {
    const { processId: id } = await createProcess(
      entity,
      contracts.processes,
      declared({ mode: decodeMode(3) }),
    );
    const ended = new AbortController();
    const options = { addresses: [contracts.processes], signal: ended.signal, range: 2n };
    const watch = watchEvents(owner, { ...options, fromBlock: (await owner.getBlockNumber()) - 3n });
    const heard: unknown[] = [];
    const listening = (async () => {
      for await (const event of watch)
        if ((event.args as { processId?: Hex }).processId === id) heard.push(event.eventName);
    })();
    await setStatus(entity, contracts.processes, id, Status.PAUSED);
    await setStatus(entity, contracts.processes, id, Status.ENDED);
    const end = Date.now() + 120_000;
    while (heard.length < 3 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(heard, ["NewProcess", "StatusUpdated", "StatusUpdated"]);
    ended.abort();
    await listening;
    await setStatus(
      entity,
      contracts.processes,
      (await createProcess(entity, contracts.processes, declared({ mode: decodeMode(3) }))).processId,
      Status.PAUSED,
    );
    assert.equal(heard.length, 3);
  });

  it("wait for confirmations", async () => {
    const ended = new AbortController();
    const fromBlock = (await owner.getBlockNumber()) + 1n;
    const options = { addresses: [contracts.processes], signal: ended.signal, fromBlock, confirmations: 3 };
    const watch = watchEvents(owner, options);
    await createProcess(entity, contracts.processes, declared());
    let heard: string | undefined;
    const first = watch.next().then(({ value }) => {
      heard = value?.eventName;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(heard, undefined);
    await owner.mine({ blocks: 3 });
    await first;
    assert.equal(heard, "NewProcess");
    ended.abort();
    assert.equal((await watch.next()).done, true);
  });

  it("go on after an error that is taken, and stop at one that is not", async () => {
    const { url } = await evm();
    let down = true;
    const transport = http(url, {
      retryCount: 0,
      onFetchRequest: () => {
        if (down) throw new Error("the node is away");
      },
    });
    const shaky = createPublicClient({ chain: owner.chain, transport, cacheTime: 0, pollingInterval: 5 });
    const fromBlock = (await owner.getBlockNumber()) + 1n;
    await createProcess(entity, contracts.processes, declared());
    const addresses = [contracts.processes];
    await assert.rejects(watchEvents(shaky, { addresses, fromBlock }).next(), /the node is away/);
    const errors: unknown[] = [];
    const onError = (error: unknown) => {
      errors.push(error);
      if (errors.length === 3) down = false;
    };
    const watch = watchEvents(shaky, { addresses, fromBlock, onError });
    assert.equal((await watch.next()).value?.eventName, "NewProcess");
    assert.equal(errors.length, 3);
    await watch.return(undefined);
  });
});
