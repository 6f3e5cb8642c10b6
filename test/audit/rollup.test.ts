/** The bundle of an election that a rollup settled on a local EVM; and what an audit says of those that somebody altered. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { getCode, readContract } from "viem/actions";
import { type AuditReport, auditBundle, type Line, type RollupFiles } from "../../src/audit/index.js";
import { readVerifier, voteInboxAbi } from "../../src/evm/index.js";
import { keyId } from "../../src/process/index.js";
import { forgeries, rollupAttacks } from "../support/audit/rollup-attacks.js";
import { RollupElections, type SettledElection } from "../support/audit/rollup-election.js";
import { psephosJson } from "../support/cli.js";
import { rejectsCode } from "../support/errors.js";
import { evm } from "../support/evm.js";

const wrongLine = ({ lines }: AuditReport) => lines.find(({ state }) => state === "wrong");

describe("audit: a rollup's transcript and transactions", function () {
  this.timeout(180_000);
  let elections: RollupElections;
  let election: SettledElection;
  let other: SettledElection;
  let files: RollupFiles;
  let otherFiles: RollupFiles;
  let bundle: Uint8Array;
  before(async () => {
    elections = await RollupElections.begin();
    election = await elections.settled();
    other = await elections.settled();
    [files, otherFiles] = [await elections.files(election), await elections.files(other)];
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
    assert.deepEqual(figures, { votes: 11, batches: 2, votesDigest, transactions: 10, fromEvm: 3, opened: true });
  });

  it("is the same file whoever makes it", async () => {
    assert.deepEqual(await elections.bundle(election, await elections.files(election)), bundle);
    assert.deepEqual(files.transactions.length, 10);
  });

  it("is not made of a rollup that can still be challenged", async () => {
    const open = await elections.posted();
    await rejectsCode("evm/not-final", elections.files(open));
  });

  it("is found if anything of it is altered", async () => {
    const right = await audit(bundle);
    const missed: string[] = [];
    const tried = new Set<string>();
    for (const { name, found, harmless, make } of rollupAttacks(bundle)) {
      const kind = name.replace(/\d+/g, "#").replace(/(?:\.#)+$/, "");
      if (tried.has(kind)) continue;
      tried.add(kind);
      const report = await audit(make());
      const check = wrongLine(report)?.check;
      const same = harmless && check === undefined && report.results === right.results;
      if (!same && !(check && found.includes(check))) missed.push(`${name}: ${check}`);
    }
    assert.deepEqual(missed, []);
    assert.ok(tried.size > 50, `${tried.size}`);
  });

  it("is found if it is forged with right signatures, or is of another election", async () => {
    for (const { name, found, make } of await forgeries(bundle, otherFiles)) {
      const report = await audit(make());
      assert.deepEqual([wrongLine(report)?.check], found, name);
    }
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

  describe("beside the contracts, with --rpc", () => {
    let folder = "";
    let snapshot: Hex;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "psephos-rollup-audit-"));
    });
    beforeEach(async () => {
      snapshot = await election.rollup.people.owner.snapshot();
    });
    afterEach(() => election.rollup.people.owner.revert({ id: snapshot }));
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

    it("finds each contract and verifier with other code", async () => {
      const { rollup } = election;
      const { made } = elections;
      const { owner } = rollup.people;
      const inbox = { address: rollup.contracts.inbox, abi: voteInboxAbi } as const;
      const poseidon3 = await readContract(owner, { ...inbox, functionName: "poseidon3" });
      const verifierOf = async (name: string, hash: Hex) =>
        (await readVerifier(owner, rollup.contracts, keyId(name, hash))).verifier;
      const places: [RegExp, Hex][] = [
        [/^Rollup at/, rollup.contracts.rollup],
        [/^RollupBook at/, rollup.contracts.book],
        [/^VoteInbox at/, rollup.contracts.inbox],
        [/^the Poseidon contract of three inputs at/, poseidon3],
        [/^the verifier of census-7 at/, await verifierOf("census-7", made.censusHash)],
        [/^the verifier of tally-8 at/, await verifierOf("tally-8", made.batchKeyHash)],
        [/^the verifier of tally-open-8 at/, await verifierOf("tally-open-8", made.openKeyHash)],
      ];
      for (const [words, address] of places) {
        const code = (await getCode(owner, { address }))!;
        const last = code.slice(-2) === "00" ? "01" : "00"; // metadata: everything still works as before
        await owner.setCode({ address, bytecode: `${code.slice(0, -2)}${last}` as Hex });
        const line = await beside();
        assert.deepEqual([line.state, line.code], ["wrong", "audit/contract"], `${words}`);
        assert.match(line.text, words);
        await owner.setCode({ address, bytecode: code });
      }
      assert.equal((await beside()).state, "ok");
    });

    it("finds transactions that the chain does not have", async () => {
      const fewer = files.transactions.filter((_, i) => i !== 0);
      const line = await beside(await elections.bundle(election, { ...files, transactions: fewer }));
      assert.deepEqual([line.state, line.code], ["wrong", "audit/contract"]);
      assert.match(line.text, /others than those in the bundle/);
    });
  });
});
