// An oracle's reports of counted processes to the real contracts: results. More cases are in `reports.slow.ts`, rollups in `rollup.slow.ts`.
import assert from "node:assert/strict";
import type { Hex } from "../../../src/bytes/index.js";
import { decodeTally, readResults } from "../../../src/evm/index.js";
import { encodeTransaction, type Transaction } from "../../../src/ledger/index.js";
import { Status } from "../../../src/process/index.js";
import { afresh, cast, deployment, MODE } from "../../contracts/support.js";
import { people } from "../../support/ledger/people.js";
import { namedCensus, namedVote } from "../../support/ledger/votes.js";
import { until } from "../until.js";
import { MapNotes, openScene, runnable, type Scene } from "./scene.js";

const voters = people("voter of the follower", 3);
const census = namedCensus(voters);

describe("node: the follower reports results as an oracle", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(() => scene.close());

  const send = (transaction: Transaction) => scene.chain.submit(encodeTransaction(transaction));
  const two = (options = {}) =>
    scene.oracles.slice(0, 2).map((account) => scene.follow({ account, report: true, ...options }));

  const settled = async (id: Hex) => (await scene.processes.get(id)).status === Status.RESULTS;

  it("to the results contract: two of three settle the process", async () => {
    const params = { mode: MODE.autoStart | MODE.interruptible, censusOrigin: 2, censusRoot: census.root };
    const id = (await scene.processes.newProcess(runnable({ ...params, maxCount: 1 }))) as Hex;
    const followers = two();
    const world = { process: (one: Hex) => scene.chain.process(one)! } as never;
    await until("votes are taken", () => scene.chain.process(id)?.phase === "open");
    for (const [i, voter] of voters.entries())
      await send(await namedVote(world, id, voter, { ...census.member(i), votes: [i % 2] }));
    await until("they are recorded", () => scene.chain.process(id)!.record.logSize === 3);
    await scene.processes.setStatus(id, Status.ENDED);
    await until("the process has its results", () => settled(id));
    const { owner } = await cast();
    const { tally, resultsHash } = await readResults(owner, scene.contracts.processes, id);
    const [part] = decodeTally(tally, { parts: 1, fields: 1, values: 2 })!;
    assert.deepEqual(part, { voteCount: 3n, invalid: 0n, counts: [[4n, 2n]] });
    assert.equal(resultsHash, scene.chain.process(id)!.record.counted!.resultsHash);
    await until("nothing is left", () => followers[0]!.status.processes[0]!.waiting === "nothing");
  });

  it("once: after a restart only the same, and never other results", async () => {
    const id = (await scene.processes.newProcess(
      runnable({ mode: MODE.autoStart | MODE.interruptible, maxCount: 1 }),
    )) as Hex;
    const notes = new MapNotes();
    const [account, other] = scene.oracles as [Scene["oracles"][number], Scene["oracles"][number]];
    const first = scene.follow({ account, notes, report: true });
    scene.follow({ account: other });
    await until("the process is open", () => scene.chain.process(id)?.phase === "open");
    await scene.processes.setStatus(id, Status.ENDED);
    const reports = () => scene.logged.filter((line) => line.includes("results reported")).length;
    await until("one oracle has reported", () => reports() === 1);
    await first.stop();
    const { owner } = await cast();
    const block = await owner.getBlockNumber();
    const again = scene.follow({ account, notes, report: true });
    await until("it is there again", () => again.status.processes[0]?.waiting === "nothing");
    assert.equal(await owner.getBlockNumber(), block, "it sent another transaction");
    await again.stop();
    const name = `follower/report/${account.address.toLowerCase()}/${id}/results`;
    notes.put(name, new TextEncoder().encode(`"0x${"12".repeat(32)}"`));
    const changed = scene.follow({ account, notes, report: true });
    const error = () => changed.status.processes[0]?.error;
    await until("it refuses", () => error()?.code === "follower/other-results");
    assert.equal(await owner.getBlockNumber(), block);
  });
});
