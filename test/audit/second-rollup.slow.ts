/** The second verifier beside `psephos audit` on the bundle of an election that a rollup settled, and on what somebody altered or forged of the rollup. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RollupFiles } from "../../src/audit/index.js";
import type { Attack } from "../support/audit/attacks.js";
import { forgeries, insecureTallies, rollupAttacks } from "../support/audit/rollup-attacks.js";
import { RollupElections } from "../support/audit/rollup-election.js";
import { HOW_TO_BUILD, isBuilt } from "../support/audit/second-verifier.js";
import { first, second, statesOf, wrongOf } from "../support/audit/verdicts.js";

describe("audit: both verifiers, on a rollup", () => {
  let folder = "";
  let elections: RollupElections;
  let other: RollupFiles;
  let bundle: Uint8Array;
  before(async function () {
    if (!isBuilt) {
      console.log(`      ${HOW_TO_BUILD}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "psephos-rollups-"));
    elections = await RollupElections.begin(true);
    const election = await elections.settled();
    bundle = await elections.bundle(election, await elections.files(election));
    other = await elections.files(await elections.settled());
  });
  after(async () => {
    if (folder) rmSync(folder, { recursive: true });
    await elections?.close();
  });

  const both = async (bytes: Uint8Array) => ({
    one: await first(bytes),
    other: await second(join(folder, "bundle.zip"), bytes),
  });

  it("find nothing wrong, and the same numbers", async () => {
    const { one, other } = await both(bundle);
    assert.ok(one.ok);
    assert.deepEqual(statesOf(other), statesOf(one));
    assert.deepEqual(other.results, one.results);
    const said = (verdict: typeof one) => verdict.lines.find(({ check }) => check === "rollup");
    assert.deepEqual(said(other)?.figures, said(one)?.figures);
    assert.equal(said(other)?.text, said(one)?.text);
  });

  /** What each says of the attacks, if it is not the same or not what it has to be. */
  async function differences(attacks: Iterable<Attack>): Promise<string[]> {
    const found: string[] = [];
    for (const { name, found: expected, harmless, make } of attacks) {
      const { one, other } = await both(make());
      const line = wrongOf(one);
      const right = expected.some((check) => check === line) || (harmless && line === "nothing");
      const same = statesOf(one).join() === statesOf(other).join();
      if (!right || !same) found.push(`${name}: the first says ${line}, the second ${wrongOf(other)}`);
      assert.deepEqual(other.results, one.results, name);
    }
    return found;
  }

  it("name the same line of each alteration", async () => {
    const tried = new Set<string>();
    const chosen = [...rollupAttacks(bundle)].filter(({ name }) => {
      const kind = name.replace(/\d+/g, "#").replace(/(?:\.#)+$/, "");
      const known = tried.has(kind);
      tried.add(kind);
      return process.env.ATTACKS === "all" || !known;
    });
    assert.ok(chosen.length > 80, `${chosen.length}`);
    assert.deepEqual(await differences(chosen), []);
  });

  it("refuse the same insecure tally keys", async () => {
    const file = join(folder, "insecure.zip");
    for (const [bytes, words] of insecureTallies(bundle))
      for (const verdict of [await first(bytes, false), await second(file, bytes, false)]) {
        assert.equal(wrongOf(verdict), "rollup");
        assert.match(verdict.lines.find(({ state }) => state === "wrong")?.text ?? "nothing", words);
      }
  });

  it("name the same line of each forgery", async () => {
    assert.deepEqual(await differences(await forgeries(bundle, other)), []);
  });
});
