// The application answers as the pure state machine does, whatever carries its transactions, and whenever its facts come.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { encodeBatch, RESULT } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import {
  type CheckedGenesis,
  type Facts,
  Ledger,
  MemoryStore,
  type TransactionResult,
} from "../../../src/ledger/index.js";
import { TABLE } from "../../support/ledger/cases/data.js";
import { CaseRun } from "../../support/ledger/cases/run.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { type OpenApplication, openApplication } from "../../support/node/abci.js";
import { temporaryFolder } from "../../support/node/solo.js";

const FACTS = ruleFacts();
/** Each is a store on disk: EVERY=1 for all cases. */
const EVERY = Number(process.env.EVERY ?? 10);

const resultOf = (result: TransactionResult): number =>
  !result.accepted ? RESULT.refused : result.outcome.repeated ? RESULT.repeated : RESULT.recorded;

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
});
