/** A bundle from a node's door, with its signature, its files and a receipt: two nodes make the same bytes. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeClient, encodeReceipt } from "../../src/api/index.js";
import { type Hex, parseScalarHex, toHex } from "../../src/bytes/index.js";
import { Elections, METADATA } from "../support/audit/elections.js";
import { psephosJson } from "../support/cli.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

describe("node: bundles", function () {
  this.timeout(120_000);
  let folder = "";
  let elections: Elections;
  let id: Hex;
  const nodes: NodeOfChain[] = [];
  const urls: string[] = [];
  const run = (...args: string[]) => psephosJson(args, folder);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-bundle-"));
    elections = await Elections.begin();
    id = await elections.layered();
    const files = [METADATA, ...elections.censuses.values()];
    for (const [name, interval] of [
      ["one", 20],
      ["two", 50],
    ] as const) {
      const node = await startNode(join(folder, name), elections.world, files, interval);
      nodes.push(node);
      urls.push(await node.open());
    }
    writeFileSync(join(folder, "census.bin"), [...elections.censuses.values()][0]!);
  });
  after(async () => {
    for (const node of nodes) await node.close();
    await elections.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are the same bytes from two nodes, and an audit finds nothing wrong", async () => {
    const genesisHash = toHex(elections.world.genesis.hash);
    for (const [i, url] of urls.entries()) {
      const made = await run(
        ...["bundle", "make", id, "--node", url, "--genesis-hash", genesisHash],
        ...["--census", "census.bin", "--out", `${i}.zip`],
      );
      assert.equal(made.code, 0, made.stdout);
    }
    const [one, two] = [0, 1].map((i) => readFileSync(join(folder, `${i}.zip`)));
    assert.deepEqual(one, two);
    const audit = await run("audit", "0.zip", "--genesis-hash", genesisHash);
    assert.equal(audit.code, 0, audit.stdout);
    assert.equal(audit.json.lines.find(({ check }: { check: string }) => check === "signed").state, "ok");
  });

  it("have the vote of a receipt that the node gave", async () => {
    const client = createNodeClient(urls[0]!);
    const { entries } = await client.log(id);
    const [entry] = entries;
    const name = {
      processId: id,
      voterId: entry!.voterId,
      envelopeHash: parseScalarHex(entry!.envelopeHash),
    };
    writeFileSync(join(folder, "receipt.json"), encodeReceipt(await client.receipt(name)));
    const { code, json } = await run("audit", "0.zip", "--receipt", "receipt.json");
    assert.equal(code, 0);
    const line = json.lines.find(({ check }: { check: string }) => check === "receipt");
    assert.deepEqual([line.state, line.figures.counted], ["ok", true]);
  });
});
