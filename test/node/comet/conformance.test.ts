// The application answers as the pure state machine does, whatever carries its transactions, and whenever its facts come.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { encodeBatch, RESULT } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import {
  type CheckedGenesis,
  checkGenesis,
  encodeTransaction,
  type Facts,
  Ledger,
  MemoryStore,
  processView,
  type TransactionResult,
} from "../../../src/ledger/index.js";
import { TABLE } from "../../support/ledger/cases/data.js";
import { CaseRun } from "../../support/ledger/cases/run.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { type OpenApplication, openApplication } from "../../support/node/abci.js";
import { cometGenesis, keyOf } from "../../support/node/comet.js";
import { CENSUS, temporaryFolder, VOTERS } from "../../support/node/solo.js";

const FACTS = ruleFacts();
/** Each is a store on disk: EVERY=1 for all cases, TRANSACTIONS=10000 for the long run. */
const EVERY = Number(process.env.EVERY ?? 10);
const TRANSACTIONS = Number(process.env.TRANSACTIONS ?? 200);

const resultOf = (result: TransactionResult): number =>
  !result.accepted ? RESULT.refused : result.outcome.repeated ? RESULT.repeated : RESULT.recorded;

/** The chain's genesis with a validator: the state does not depend on who validates but for the lists. */
const withValidator = (genesis: CheckedGenesis): CheckedGenesis =>
  checkGenesis({ ...genesis, lists: { ...genesis.lists, validators: [keyOf(0)] } });

describe("comet: the table of cases", () => {
  const folder = temporaryFolder();
  let count = 0;
  after(() => folder.remove());

  async function open(genesis: CheckedGenesis, facts: Facts = FACTS): Promise<OpenApplication> {
    const place = join(folder.path, `${count++}`);
    mkdirSync(place, { recursive: true });
    return openApplication(place, genesis, facts);
  }

  /** Gives an application the blocks of a case, and compares each answer with that of a machine. */
  async function follow(run: CaseRun, inOne: boolean): Promise<number> {
    // Signatures name the genesis document, so the case is replayed with its own: nobody validates in it, and no engine is asked.
    const { genesis, blocks } = run.world;
    const pure = new Ledger(genesis, new MemoryStore());
    const application = await open(genesis);
    let compared = 0;
    try {
      for (const { height, transactions } of blocks) {
        assert.equal(height, pure.height + 1);
        const applied = await pure.apply({ height, transactions }, FACTS);
        if (transactions.length === 1) {
          const taken = applied.results[0]!.accepted && !applied.results[0]!.outcome.repeated;
          const { code } = await application.client.ask("checkTx", { tx: encodeBatch(transactions) });
          assert.equal(code === 0, taken);
        }
        const batches =
          inOne && transactions.length > 0
            ? [encodeBatch(transactions)]
            : transactions.map((one) => encodeBatch([one]));
        const { txResults, appHash } = await application.block(batches);
        const bytes = txResults.flatMap(({ data }) => [...data]);
        assert.deepEqual(bytes, applied.results.map(resultOf));
        const codes = txResults.flatMap(({ log, data }) =>
          log === "" ? [...data].map(() => null) : JSON.parse(log),
        );
        assert.deepEqual(
          codes,
          applied.results.map((result) => (result.accepted ? null : result.error.code)),
        );
        applied.commit();
        assert.equal(toHex(appHash), toHex(pure.stateRoot));
        compared += transactions.length;
      }
    } finally {
      await application.close();
    }
    return compared;
  }

  it("is answered as by the machine, in a batch for each transaction and in one for all of a block", async function () {
    this.timeout(300_000);
    let compared = 0;
    for (const [i, one] of TABLE.cases.entries()) {
      if (i % EVERY !== 0) continue;
      const run = new CaseRun(one);
      await run.run();
      compared += await follow(run, i % 2 === 0);
    }
    assert.ok(compared > TABLE.cases.length / EVERY, `${compared} transactions`);
  });

  it(`gives four nodes the same root for ${TRANSACTIONS} random transactions, however late their facts come`, async function () {
    this.timeout(1_800_000);
    const genesis = withValidator(cometGenesis(1));
    const world = new World(FACTS, genesis);
    const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0, maxVoteOverwrites: 200 });
    let seed = 7;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    /** Facts that come late, and in parts, as from threads that are busy. */
    const late = (most: number): Facts => ({
      ask: async (statements) => {
        await new Promise((resolve) => setTimeout(resolve, random(most + 1)));
        return FACTS.ask(statements);
      },
    });
    const nodes = await Promise.all([0, 1, 3, 8].map((most) => open(genesis, late(most))));
    try {
      for (const { transactions } of world.blocks)
        for (const { block } of nodes) await block(transactions.map((one) => encodeBatch([one])));
      for (let i = 0; i < 3; i++) for (const { block } of nodes) await block([]);
      const sent: Uint8Array[] = [];
      for (let made = 0; made < TRANSACTIONS; ) {
        const batches: Uint8Array[] = [];
        for (let i = random(6); i >= 0; i--) {
          const transactions: Uint8Array[] = [];
          for (let j = random(8); j >= 0; j--, made++) transactions.push(await transaction());
          sent.push(...transactions);
          batches.push(encodeBatch(transactions));
        }
        const found = await Promise.all(nodes.map(({ block }) => block(batches)));
        const [first, ...others] = found.map(({ appHash, txResults }) =>
          [toHex(appHash), ...txResults.map(({ code, data }) => `${code} ${toHex(data)}`)].join(),
        );
        for (const other of others) assert.equal(other, first);
      }
      assert.equal(new Set(nodes.map(({ store }) => store.height)).size, 1);
      const { logSize } = processView(nodes[0]!.ordering.state, id)!.record;
      assert.ok(logSize > TRANSACTIONS / 10 && logSize < TRANSACTIONS, `${logSize} votes`);

      async function transaction(): Promise<Uint8Array> {
        if (sent.length > 0 && random(5) === 0) return sent[random(sent.length)]!;
        const voter = random(VOTERS.length);
        const nonce = random(200);
        const vote = await namedVote(world, id, VOTERS[voter]!, {
          ...CENSUS.member(voter),
          nonce,
          votes: [random(4)],
        });
        const bytes = encodeTransaction(vote);
        if (random(9) === 0) bytes[random(bytes.length)]! ^= 1 << random(8);
        return bytes;
      }
    } finally {
      for (const node of nodes) await node.close();
    }
  });
});
