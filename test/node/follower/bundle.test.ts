/** An audit that asks the contracts too: `psephos audit --rpc`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Line } from "../../../src/audit/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import {
  attestationTypedData,
  encodeBlockLine,
  encodeGenesisLine,
  encodeTransaction,
  type Transaction,
} from "../../../src/ledger/index.js";
import { decodeParams, Status } from "../../../src/process/index.js";
import { afresh, deployment, MODE } from "../../contracts/support.js";
import { psephosJson } from "../../support/cli.js";
import { people } from "../../support/ledger/people.js";
import { namedCensus, namedVote } from "../../support/ledger/votes.js";
import { bytesOf } from "../../support/ledger/world.js";
import { until } from "../until.js";
import { openScene, runnable, type Scene } from "./scene.js";

const voters = people("voter of the bundle", 3);
const census = namedCensus(voters);

describe("node: a bundle beside the contracts", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  let folder = "";
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-bundle-"));
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(async () => {
    await scene.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => psephosJson(args, folder);
  const lineOf = (json: { lines: Line[] }) => json.lines.find(({ check }) => check === "contract")!;

  /** A process with votes, on the contracts and on the chain. */
  async function election(): Promise<Hex> {
    const params = { mode: MODE.autoStart | MODE.interruptible, censusOrigin: 2, censusRoot: census.root };
    const id = (await scene.processes.newProcess(runnable({ ...params, maxCount: 1 }))) as Hex;
    for (const account of scene.oracles.slice(0, 2)) scene.follow({ account, report: true });
    await until("votes are taken", () => scene.chain.process(id)?.phase === "open");
    const world = { process: (one: Hex) => scene.chain.process(one)! } as never;
    const send = (transaction: Transaction) => scene.chain.submit(encodeTransaction(transaction));
    for (const [i, voter] of voters.entries())
      await send(await namedVote(world, id, voter, { ...census.member(i), votes: [i % 2] }));
    await until("they are recorded", () => scene.chain.process(id)!.record.logSize === 3);
    return id;
  }

  /** Makes the bundle of the chain so far. @returns the state root of its height */
  async function bundle(id: Hex, ...more: string[]): Promise<Hex> {
    const { blocks } = scene.chain;
    const lines = [encodeGenesisLine(scene.genesis), ...blocks.map(encodeBlockLine)];
    writeFileSync(join(folder, "chain.jsonl"), lines.map((line) => `${line}\n`).join(""));
    const without = ["--without-census", "--without-metadata"];
    const { code, json, stdout } = await run(
      "bundle",
      "make",
      id,
      "--chain",
      "chain.jsonl",
      ...without,
      ...more,
    );
    assert.equal(code, 0, stdout);
    return blocks[json.height - 1]!.stateRoot!;
  }

  it("agrees with them: declaration, and results that oracles settled", async () => {
    const id = await election();
    await scene.processes.setStatus(id, Status.ENDED);
    await until(
      "the process has its results",
      async () => (await scene.processes.get(id)).status === Status.RESULTS,
    );
    const root = await bundle(id);
    const { code, json, stdout } = await run("audit", "bundle.zip", "--root", root, "--rpc", scene.url);
    assert.equal(code, 0, stdout);
    assert.equal(lineOf(json).state, "ok");
    assert.deepEqual(lineOf(json).figures, { settled: true, proven: false });
  });

  it("is told if the process was canceled since", async () => {
    const id = await election();
    const root = await bundle(id, "--height", `${scene.chain.blocks.length}`);
    const audit = () => run("audit", "bundle.zip", "--root", root, "--rpc", scene.url);
    const open = await audit();
    assert.equal(open.code, 0, open.stdout);
    assert.deepEqual(lineOf(open.json).figures, { settled: false, proven: false });
    await scene.processes.setStatus(id, Status.CANCELED);
    const canceled = await audit();
    assert.equal(canceled.code, 1);
    assert.deepEqual([lineOf(canceled.json).state, lineOf(canceled.json).code], ["wrong", "audit/contract"]);
  });

  it("finds oracles who attest another census than the contract has", async () => {
    const id = (await scene.processes.newProcess(runnable({ censusOrigin: 2 }))) as Hex;
    const [contract] = scene.genesis.evm!.contracts;
    const found = await scene.processes.get(id);
    const params = decodeParams({
      ...found,
      token: `0x${"00".repeat(20)}`,
      censusRoot: census.root,
    } as never);
    const entity = found.entity.toLowerCase() as Hex;
    const declaration = { contract: contract!, entity, index: 0n, params };
    const said = {
      ...{ subject: id, sequence: 0, revision: 0, evmBlock: `0x${"00".repeat(32)}` as Hex },
      statement: { kind: "declared", declaration, snapshot: null } as const,
    };
    for (const account of scene.oracles.slice(0, 2)) {
      const signature = bytesOf(await account.signTypedData(attestationTypedData(scene.genesis.hash, said)));
      const oracle = account.address.toLowerCase() as Hex;
      const { recorded } = await scene.chain.submit(
        encodeTransaction({ kind: "attest", ...said, oracle, signature }),
      );
      await recorded;
    }
    await until("the process is declared", () => scene.chain.process(id) !== undefined);
    const root = await bundle(id, "--height", `${scene.chain.blocks.length}`);
    const { code, json } = await run("audit", "bundle.zip", "--root", root, "--rpc", scene.url);
    assert.equal(code, 1);
    assert.equal(lineOf(json).state, "wrong");
    assert.match(lineOf(json).text, /another censusRoot/);
  });
});
