/**
 * The second verifier beside `psephos audit`: the same lines of good bundles, and the same wrong line of every altered one. Of the alterations that differ
 * only in a number (a byte, a line, an entry) one is tried; `ATTACKS=all` tries all.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditReport, auditBundle } from "../../src/audit/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { type Attack, attacksOn } from "../support/audit/attacks.js";
import { bundleOf, fileOf, toldBlocks } from "../support/audit/bundles.js";
import { Elections } from "../support/audit/elections.js";
import { HOW_TO_BUILD, isBuilt, runSecond } from "../support/audit/second-verifier.js";

const KINDS = ["anonymous", "sealed", "serial", "registered", "layered", "canceled"] as const;

/** What both verifiers say of a bundle, in the same form. */
type Verdict = Pick<AuditReport, "lines"> & { readonly ok: boolean; readonly results: unknown };

async function first(bytes: Uint8Array): Promise<Verdict> {
  const { ok, lines, results } = await auditBundle(bytes, { insecure: true });
  return { ok, lines, results: results === undefined ? null : JSON.parse(results) };
}

/** @param file where the bundle is written */
async function second(file: string, bytes: Uint8Array): Promise<Verdict> {
  writeFileSync(file, bytes);
  const { code, stdout, stderr } = await runSecond(file, "--insecure", "--json", "--threads", "1");
  assert.ok(code === 0 || code === 1, `exit code ${code}: ${stderr}`);
  const verdict = JSON.parse(stdout) as Verdict;
  assert.equal(verdict.ok, code === 0);
  return verdict;
}

const statesOf = ({ lines }: Verdict) => lines.map(({ check, state }) => `${check}: ${state}`);
const wrongOf = ({ lines }: Verdict) => lines.find(({ state }) => state === "wrong")?.check ?? "nothing";

/** One attack of each kind: their names differ only in numbers, and the same lines find them. */
function* chosen(attacks: Iterable<Attack>): Generator<Attack> {
  const tried = new Set<string>();
  for (const attack of attacks) {
    const kind = `${attack.name.replace(/\d+/g, "#")} ${attack.found}`;
    if (process.env.ATTACKS !== "all" && tried.has(kind)) continue;
    tried.add(kind);
    yield attack;
  }
}

describe("audit: the second verifier says what the first says", () => {
  let folder: string;
  let elections: Elections;
  const bundles = new Map<string, Uint8Array>();

  before(async function () {
    if (!isBuilt) {
      console.log(`      ${HOW_TO_BUILD}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "psephos-second-"));
    elections = await Elections.begin();
    const ids: [string, Hex][] = [];
    for (const kind of KINDS) ids.push([kind, await elections[kind]()]);
    const blocks = await toldBlocks(elections);
    for (const [kind, id] of ids) bundles.set(kind, await fileOf(await bundleOf(elections, blocks, id)));
  });

  after(async () => {
    if (folder) rmSync(folder, { recursive: true });
    await elections?.close();
  });

  for (const kind of KINDS) {
    it(`a good bundle: ${kind}`, async () => {
      const bytes = bundles.get(kind)!;
      const [one, other] = [await first(bytes), await second(join(folder, "bundle.zip"), bytes)];
      assert.ok(one.ok);
      assert.deepEqual(statesOf(other), statesOf(one));
      assert.deepEqual(other.results, one.results);
    });

    it(`altered bundles: ${kind}`, async () => {
      const differences: string[] = [];
      let count = 0;
      for (const { name, make } of chosen(attacksOn(bundles.get(kind)!))) {
        const bytes = make();
        const [one, other] = [await first(bytes), await second(join(folder, "altered.zip"), bytes)];
        count++;
        if (wrongOf(one) !== wrongOf(other))
          differences.push(`${name}: the first says ${wrongOf(one)}, the second ${wrongOf(other)}`);
        else assert.deepEqual(other.results, one.results, name);
      }
      assert.deepEqual(differences, [], `of ${count} alterations`);
    });
  }
});
