// Whether a rollup was opened for the process whose votes are counted, before anything is signed or posted.
import assert from "node:assert/strict";
import {
  ensureRollupCensus,
  ensureRollupInstance,
  rollupInstanceOf,
  TALLY_8,
  TALLY_64,
} from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";

const opened = (terms: object) => ({ contracts: {}, terms }) as never;

describe("rollup: what it was opened for", () => {
  it("is one size of the tally circuit", () => {
    ensureRollupInstance(opened({ slots: 64 }), TALLY_64);
    assert.equal(rollupInstanceOf(opened({ slots: 8 })), TALLY_8);
    const error = throwsCode("rollup/other-instance", () =>
      ensureRollupInstance(opened({ slots: 8 }), TALLY_64),
    );
    assert.match(error.hint!, /tally-8/);
    throwsCode("rollup/other-instance", () => ensureRollupInstance(opened({ slots: 512 }), TALLY_8));
    throwsCode("rollup/other-params", () => rollupInstanceOf(opened({ slots: 512 })));
  });

  it("is one census, and one limit of overwrites", () => {
    const rollup = opened({ censusRoot: 7n, maxVoteOverwrites: 3 });
    ensureRollupCensus(rollup, { censusRoot: 7n, maxVoteOverwrites: 3 });
    throwsCode("rollup/other-census", () =>
      ensureRollupCensus(rollup, { censusRoot: 8n, maxVoteOverwrites: 3 }),
    );
    for (const maxVoteOverwrites of [2, 4])
      throwsCode("rollup/other-overwrites", () =>
        ensureRollupCensus(rollup, { censusRoot: 7n, maxVoteOverwrites }),
      );
  });
});
