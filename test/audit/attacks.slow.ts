/** Alterations of a bundle of every kind of election: each must be found, and named by the right line. One in five is tried, another fifth of each election; `ATTACKS=all` tries all. */
import assert from "node:assert/strict";
import { auditBundle } from "../../src/audit/index.js";
import type { Hex } from "../../src/bytes/index.js";
import type { ToldBlock } from "../../src/ledger/index.js";
import { attacksOn } from "../support/audit/attacks.js";
import { bundleOf, fileOf, toldBlocks } from "../support/audit/bundles.js";
import { Elections } from "../support/audit/elections.js";

const EVERY = process.env.ATTACKS === "all" ? 1 : 5;
const NAMES = ["anonymous", "sealed", "serial", "registered", "layered", "canceled"] as const;

describe("audit: alterations of a bundle", () => {
  let elections: Elections;
  let blocks: ToldBlock[];
  const ids = new Map<string, Hex>();

  before(async () => {
    elections = await Elections.begin();
    for (const name of NAMES) ids.set(name, await elections[name]());
    blocks = await toldBlocks(elections);
  });
  after(() => elections.close());

  for (const [place, name] of NAMES.entries())
    it(`is found: ${name}`, async () => {
      const bytes = await fileOf(await bundleOf(elections, blocks, ids.get(name)!));
      const right = await auditBundle(bytes, { insecure: true });
      assert.ok(right.ok);
      const missed: string[] = [];
      let at = place;
      let count = 0;
      for (const { name, found, make, harmless } of attacksOn(bytes)) {
        if (at++ % EVERY !== 0) continue;
        count += 1;
        const report = await auditBundle(make(), { insecure: true });
        const check = report.lines.find(({ state }) => state === "wrong")?.check;
        const same = harmless && check === undefined && report.results === right.results;
        if (!same && !(check && found.includes(check))) missed.push(`${name}: ${check}`);
      }
      console.log(`      ${count} alterations`);
      assert.deepEqual(missed, []);
    });
});
