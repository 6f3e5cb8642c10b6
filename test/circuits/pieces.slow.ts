// Cheating witnesses of each template by itself, with the true hash. The same cheats are tried on every mutant of the circuits
// (`npm run test:mutants`), where those that are unsound let one pass. Here, none may pass.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Judge } from "../../scripts/mutants/judge.js";
import { PIECES } from "../support/circuits/pieces/index.js";

describe("cheating witnesses of each template", () => {
  const folder = mkdtempSync(join(tmpdir(), "psephos-pieces-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const judges = {
    poseidon: new Judge(join(folder, "poseidon"), "poseidon"),
    "stand-in": new Judge(join(folder, "stand-in")),
  };
  for (const piece of PIECES) {
    // With the true hash the whole batch takes minutes; tally-cheats has cheats of that.
    const hash = piece.template === "TallyBatch" ? "stand-in" : "poseidon";
    it(`are refused by ${piece.name}, and what is true is not`, async function () {
      this.timeout(600_000);
      const trial = await judges[hash].trial(piece);
      const accepted = await Promise.all(
        trial.falsehoods.map(async (name) => ((await trial.outputs(trial.statement(name))) ? [name] : [])),
      );
      assert.deepEqual(accepted.flat(), []);
      assert.ok(trial.truths.length > 0 && trial.attempts().length > trial.truths.length);
      assert.deepEqual(await trial.judge(trial.original), { refused: [] });
    });
  }
});
