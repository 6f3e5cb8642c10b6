/** Random histories on the state machine and on the model: the same answers, results and roots. HISTORIES=1000 for more of them. */
import fc from "fast-check";
import { history } from "./actions.js";
import { Pair } from "./pair.js";

const HISTORIES = Number(process.env.HISTORIES ?? 20);

describe("ledger: random histories agree with the reference model", () => {
  it(`${HISTORIES} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (one) => {
        const pair = new Pair(one.process);
        await pair.run(one);
        await pair.replay(one.snapshotAt);
      }),
      { numRuns: HISTORIES },
    );
  });
});
