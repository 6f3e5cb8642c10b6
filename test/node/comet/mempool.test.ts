// What the engine's mempool is told: nothing that no block can record stays in it, and no transaction ends the engine.
import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Outbox } from "../../../packages/node/src/ordering/comet/outbox.js";
import { Waiting, type WaitingVote } from "../../../packages/node/src/ordering/pool.js";
import { decodeBatch, encodeBatch } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { Failure } from "../../../src/errors/index.js";
import {
  type CheckedGenesis,
  checkGenesis,
  encodeTransaction,
  type Facts,
  transactionId,
} from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { type OpenApplication, openApplication } from "../../support/node/abci.js";
import { cometGenesis } from "../../support/node/comet.js";
import { CENSUS, temporaryFolder, VOTERS } from "../../support/node/solo.js";

const FACTS = ruleFacts();

/** A chain whose processes have two voters at most. */
function fewVoters(): CheckedGenesis {
  const genesis = cometGenesis(1);
  return checkGenesis({ ...genesis, parameters: { ...genesis.parameters, maxVoters: 2 } });
}

describe("comet: the mempool", () => {
  const folder = temporaryFolder();
  const open: OpenApplication[] = [];
  after(async () => {
    for (const one of open) await one.close();
    folder.remove();
  });

  /** An application with an open process, and a batch of a vote of each of three voters. */
  async function begin(name: string, genesis: CheckedGenesis, facts: Facts) {
    const place = join(folder.path, name);
    mkdirSync(place, { recursive: true });
    const application = await openApplication(place, genesis, facts);
    open.push(application);
    const world = new World(FACTS, genesis);
    const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    for (const { transactions } of world.blocks)
      await application.block(transactions.map((one) => encodeBatch([one])));
    for (let i = 0; i < 3; i++) await application.block([]);
    const batches: Uint8Array[] = [];
    for (const voter of [0, 1, 2]) {
      const vote = await namedVote(world, id, VOTERS[voter]!, { ...CENSUS.member(voter), votes: [1] });
      batches.push(encodeBatch([encodeTransaction(vote)]));
    }
    const check = async (tx: Uint8Array) => (await application.client.ask("checkTx", { tx })).code;
    return { ...application, place, batches, check };
  }

  it("is soon without a proved vote that its full process cannot record, and does not take it again", async () => {
    const { batches, check, block } = await begin("full", fewVoters(), FACTS);
    for (const one of batches) assert.equal(await check(one), 0, "each could be recorded");
    await block(batches.slice(0, 2));
    const late = batches[2]!;
    let blocks = 1;
    for (; (await check(late)) === 0; blocks++) {
      assert.ok(blocks < 10, `the engine keeps the vote for ${blocks} blocks`);
      await block([]);
    }
    assert.equal(await check(late), 1);
  });

  it("takes no batch that is mostly padding, or has what nobody checked", async () => {
    const { batches, check, block } = await begin("padded", cometGenesis(1), FACTS);
    const [first, second, good] = batches.map((batch) => decodeBatch(batch)[0]!);
    await block([encodeBatch([first!]), encodeBatch([second!])]);
    assert.equal(await check(encodeBatch([first!, second!, good!])), 1, "two of three are recorded already");
    assert.equal(
      await check(encodeBatch([Uint8Array.of(1, 2, 3), good!])),
      1,
      "no honest node sends bytes that are no transaction",
    );
    const long = new Uint8Array(cometGenesis(1).parameters.maxTransactionBytes + 1);
    assert.equal(await check(encodeBatch([long, good!])), 1);
    assert.equal(
      await check(encodeBatch([first!, good!])),
      0,
      "a vote may be recorded while its batch is under way",
    );
  });

  it("refuses what cannot be checked, and the engine goes on", async () => {
    let works = true;
    const facts: Facts = {
      ask: async (statements) => {
        if (!works) throw new Failure("facts/no-verifier", "there is no key");
        return FACTS.ask(statements);
      },
    };
    const { batches, check, place } = await begin("facts", cometGenesis(1), facts);
    works = false;
    assert.equal(await check(batches[0]!), 1);
    works = true;
    assert.equal(await check(batches[0]!), 0);
    assert.equal(statSync(join(place, "app.sock")).mode & 0o777, 0o600, "others may decide blocks");
  });

  it("is not sent again what it has not answered for, however many blocks are made", async () => {
    let answer: () => void = () => assert.fail("nothing was sent");
    let sent = 0;
    const bytes = new Uint8Array(100);
    const id = toHex(transactionId(bytes));
    const outcome = { kind: "vote", processId: id, voterId: id, index: 0, repeated: false } as const;
    const waiting = new Waiting(id, bytes, outcome, { voterId: id, vote: {} } as unknown as WaitingVote);
    const outbox = new Outbox({
      broadcast: () => {
        sent += 1;
        return new Promise((resolve) => {
          answer = () => resolve({ code: 0, log: "" });
        });
      },
      has: () => false,
      waiting: () => [waiting],
      reconsider: () => assert.fail("nothing was refused"),
      failed: (error) => assert.fail(error.message),
      most: 1,
    });
    outbox.add(waiting);
    for (let height = 1; height < 9; height++) outbox.committed(height);
    assert.equal(sent, 1);
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    outbox.committed(9);
    assert.equal(sent, 1, "the engine may be asking for it now");
    outbox.committed(10);
    assert.equal(sent, 2, "the engine has lost it");
    outbox.close();
  });

  it("is never sent more bytes at once than a batch may have, for a large vote after small ones", async () => {
    const sent: Uint8Array[] = [];
    const outbox = new Outbox({
      broadcast: async (batch) => {
        sent.push(batch);
        return { code: 0, log: "" };
      },
      has: () => true,
      waiting: () => [],
      reconsider: () => assert.fail("nothing was refused"),
      failed: (error) => assert.fail(error.message),
      delay: 1,
    });
    const large = 2 ** 20;
    for (const length of [200_000, large, 1_000]) {
      const bytes = new Uint8Array(length).fill(sent.length + 1);
      const id = toHex(transactionId(bytes));
      const processId = id;
      const outcome = { kind: "vote", processId, voterId: id, index: 0, repeated: false } as const;
      outbox.add(new Waiting(id, bytes, outcome, { voterId: id, vote: {} } as unknown as WaitingVote));
    }
    while (sent.length === 0 || sent.flatMap(decodeBatch).length < 3)
      await new Promise((resolve) => setTimeout(resolve, 2));
    outbox.close();
    for (const batch of sent) assert.ok(batch.length <= large + 6, `a batch has ${batch.length} bytes`);
  });
});
