// More of an oracle's reports of counted processes to the real contracts: results.
import assert from "node:assert/strict";
import type { Hex } from "../../../src/bytes/index.js";
import { decodeTally, readResults } from "../../../src/evm/index.js";
import { encodeTransaction, type Transaction } from "../../../src/ledger/index.js";
import { Status } from "../../../src/process/index.js";
import { afresh, cast, deployment, ENVELOPE, MODE } from "../../contracts/support.js";
import { people } from "../../support/ledger/people.js";
import { namedCensus, namedVote } from "../../support/ledger/votes.js";
import { until } from "../until.js";
import { openScene, runnable, type Scene } from "./scene.js";

const voters = people("voter of the follower", 3);
const census = namedCensus(voters);

describe("node: the follower reports results, further cases", () => {
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

  it("question by question where the process is serial", async () => {
    const params = { mode: MODE.autoStart, envelopeType: ENVELOPE.serial, questionCount: 2, maxCount: 1 };
    const id = (await scene.processes.newProcess(
      runnable({ ...params, censusOrigin: 2, censusRoot: census.root }),
    )) as Hex;
    two();
    const world = { process: (one: Hex) => scene.chain.process(one)! } as never;
    await until("votes are taken", () => scene.chain.process(id)?.phase === "open");
    await send(await namedVote(world, id, voters[0]!, { ...census.member(0), votes: [1] }));
    await send(await namedVote(world, id, voters[1]!, { ...census.member(1), votes: [0] }));
    await until("they are recorded", () => scene.chain.process(id)!.record.logSize === 2);
    await scene.processes.incrementQuestionIndex(id);
    await until("the second question is open", () => scene.chain.process(id)!.record.question === 1);
    await send(await namedVote(world, id, voters[2]!, { ...census.member(2), votes: [1] }));
    await until("its vote is recorded", () => scene.chain.process(id)!.record.logSize === 3);
    await scene.processes.incrementQuestionIndex(id);
    await until("the process has its results", () => settled(id));
    const { owner } = await cast();
    const { tally } = await readResults(owner, scene.contracts.processes, id);
    assert.deepEqual(decodeTally(tally, { parts: 2, fields: 1, values: 2 }), [
      { voteCount: 2n, invalid: 0n, counts: [[2n, 1n]] },
      { voteCount: 1n, invalid: 0n, counts: [[0n, 3n]] },
    ]);
  });

  it("nothing unless it is told to, and nothing of a canceled process", async () => {
    const id = (await scene.processes.newProcess(
      runnable({ mode: MODE.autoStart | MODE.interruptible, maxCount: 1 }),
    )) as Hex;
    const followers = two({ report: false });
    await until("the process is open", () => scene.chain.process(id)?.phase === "open");
    await scene.processes.setStatus(id, Status.ENDED);
    await until("it is counted", () => scene.chain.process(id)!.phase === "counted");
    const isQuiet = () =>
      followers.every(({ status }) => status.processes.every(({ waiting }) => waiting === "nothing"));
    await until("nothing is left", isQuiet);
    for (const one of followers) await one.stop();
    const canceled = (await scene.processes.newProcess(
      runnable({ mode: MODE.autoStart | MODE.interruptible, maxCount: 1, blockCount: 4 }),
    )) as Hex;
    const silent = two({ report: false });
    await until("another process is counted", () => scene.chain.process(canceled)?.phase === "counted");
    for (const one of silent) await one.stop();
    await scene.processes.setStatus(canceled, Status.CANCELED);
    const quiet = two({ report: false });
    await until("it is canceled", () => scene.chain.process(canceled)!.phase === "canceled");
    for (const one of quiet) await one.stop();
    const before = scene.logged.length;
    const last = two();
    const waits = () => last[0]!.status.processes.map(({ waiting }) => waiting);
    await until("the first process is settled", () => settled(id));
    await until("nothing is left", () => waits().every((waiting) => waiting === "nothing"));
    const later = scene.logged.slice(before).filter((line) => line.includes("results reported"));
    assert.ok(later.every((line) => line.includes(id)));
  });
});
