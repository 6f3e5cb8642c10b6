/** The bundle of an election that a rollup settled on a local EVM; and what an audit says of those that somebody altered. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditReport, auditBundle, type Line, type RollupFiles } from "../../src/audit/index.js";
import { insecureTallies, withKeyKinds } from "../support/audit/rollup-attacks.js";
import { RollupElections, type SettledElection, settle } from "../support/audit/rollup-election.js";
import { psephosJson } from "../support/cli.js";
import { rejectsCode } from "../support/errors.js";
import { evm } from "../support/evm.js";

const wrongLine = ({ lines }: AuditReport) => lines.find(({ state }) => state === "wrong");

describe("audit: a rollup's transcript and transactions", function () {
  this.timeout(600_000); // contracts are deployed, and blocks mined, before the first test
  let elections: RollupElections;
  let election: SettledElection;
  let files: RollupFiles;
  let bundle: Uint8Array;
  before(async () => {
    elections = await RollupElections.begin(true);
    election = await elections.posted();
    await rejectsCode("evm/not-final", elections.files(election)); // it can still be challenged
    await settle(election);
    files = await elections.files(election);
    bundle = await elections.bundle(election, files);
  });
  after(() => elections?.close());

  const audit = (bytes: Uint8Array) => auditBundle(bytes, { insecure: true });
  const lineOf = ({ lines }: { readonly lines: readonly Line[] }, check: Line["check"]) =>
    lines.find((line) => line.check === check)!;

  it("finds nothing wrong, and says what was counted", async () => {
    const report = await audit(bundle);
    assert.equal(wrongLine(report), undefined);
    const { state, figures } = lineOf(report, "rollup");
    assert.equal(state, "ok");
    const { votesDigest } = election.transcript;
    assert.deepEqual(figures, {
      votes: 11,
      batches: 2,
      votesDigest,
      transactions: 10,
      fromEvm: 3,
      opened: true,
    });
  });

  it("is the same file whoever makes it", async () => {
    assert.deepEqual(await elections.bundle(election, await elections.files(election)), bundle);
    assert.deepEqual(files.transactions.length, 10);
  });

  it("is not called checked without the opening, or without the transaction of a vote", async () => {
    for (const [place, words] of [
      [0, /whether it was opened with these keys was not checked/],
      [1, /The transactions of 1 of them are not in the bundle/],
    ] as const) {
      const transactions = files.transactions.filter((_, i) => i !== place);
      const report = await audit(await elections.bundle(election, { ...files, transactions }));
      assert.equal(wrongLine(report), undefined);
      assert.equal(lineOf(report, "rollup").state, "unchecked");
      assert.match(lineOf(report, "rollup").text, words);
    }
  });

  it("is refused under keys with which anyone may be able to forge a count, unless they are accepted", async () => {
    for (const [bytes, words] of insecureTallies(bundle)) {
      const line = wrongLine(await auditBundle(bytes));
      assert.deepEqual([line?.check, line?.code], ["rollup", "audit/rollup"]);
      assert.match(line!.text, words);
    }
    const accepted = lineOf(await audit(bundle), "rollup");
    assert.equal(accepted.state, "ok");
    assert.match(accepted.text, /INSECURE keys: anyone may be able to forge a count/);
    const quiet = wrongLine(await auditBundle(withKeyKinds(bundle, undefined, undefined)));
    assert.match(quiet!.text, /opened/, "these are not the keys that the entity named");
  });

  describe("beside the contracts, with --rpc", () => {
    let folder = "";
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "psephos-rollup-audit-"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function beside(bytes = bundle) {
      const { url } = await evm();
      writeFileSync(join(folder, "bundle.zip"), bytes);
      const { json } = await psephosJson(["audit", "bundle.zip", "--insecure", "--rpc", url], folder);
      return lineOf(json, "contract");
    }

    it("agrees with them", async () => {
      const line = await beside();
      assert.equal(line.state, "ok", line.text);
      assert.deepEqual(line.figures, { settled: true, proven: true });
      assert.match(line.text, /The rollup's contracts have the code of this release/);
      assert.match(line.text, /its transactions are those in the bundle/);
      assert.match(line.text, /The code of census-7, tally-8, tally-open-8 is that of the keys/);
    });

    it("finds transactions that the chain does not have", async () => {
      const fewer = files.transactions.filter((_, i) => i !== 0);
      const line = await beside(await elections.bundle(election, { ...files, transactions: fewer }));
      assert.deepEqual([line.state, line.code], ["wrong", "audit/contract"]);
      assert.match(line.text, /others than those in the bundle/);
    });
  });
});
