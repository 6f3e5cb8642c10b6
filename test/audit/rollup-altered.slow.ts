/** The bundle of an election that a rollup settled: each fact of it altered, and each of the rollup's contracts exchanged. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { getCode, readContract } from "viem/actions";
import { auditBundle, type Line } from "../../src/audit/index.js";
import { readVerifier, voteInboxAbi } from "../../src/evm/index.js";
import { keyId } from "../../src/process/index.js";
import { forgeries, rollupAttacks } from "../support/audit/rollup-attacks.js";
import { RollupElections, type SettledElection } from "../support/audit/rollup-election.js";
import { psephosJson } from "../support/cli.js";
import { evm } from "../support/evm.js";

describe("audit: a rollup, altered", () => {
  let folder = "";
  let elections: RollupElections;
  let election: SettledElection;
  let bundle: Uint8Array;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-rollup-altered-"));
    elections = await RollupElections.begin();
    election = await elections.settled();
    bundle = await elections.bundle(election, await elections.files(election));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await elections?.close();
  });

  const audit = (bytes: Uint8Array) => auditBundle(bytes, { insecure: true });
  const wrongLine = ({ lines }: { readonly lines: readonly Line[] }) =>
    lines.find(({ state }) => state === "wrong");

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
    for (const { name, found, make } of await forgeries(
      bundle,
      await elections.files(await elections.settled()),
    )) {
      const report = await audit(make());
      assert.deepEqual([wrongLine(report)?.check], found, name);
    }
  });

  async function beside(): Promise<Line> {
    const { url } = await evm();
    writeFileSync(join(folder, "bundle.zip"), bundle);
    const { json } = await psephosJson(["audit", "bundle.zip", "--insecure", "--rpc", url], folder);
    return json.lines.find(({ check }: Line) => check === "contract");
  }

  it("--rpc finds each contract and verifier with other code", async () => {
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
});
