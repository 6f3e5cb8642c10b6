// An engine that forgets old blocks: election bundles are the same bytes, because the node's own store keeps every transaction.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, processView } from "../../../src/ledger/index.js";
import { psephosJson } from "../../support/cli.js";
import { rejectsCode } from "../../support/errors.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { accepting, type CometNode, cometGenesis, startChain } from "../../support/node/comet.js";
import { CENSUS, tell, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";
import { until as eventually } from "../until.js";

const RETAIN = 5;

describe("comet: an engine that keeps few blocks", () => {
  const folder = temporaryFolder();
  const genesis = cometGenesis(1);
  let node: CometNode;

  before(async () => {
    [node] = (await startChain(folder.path, 1, { retain: RETAIN, blockTime: 50 })) as [CometNode];
    await accepting(node);
  });
  after(async () => {
    await node.close();
    folder.remove();
  });

  it("has forgotten an election's blocks, and its node makes the same bundle as before", async () => {
    const { ordering, store, rpc } = node;
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 20 });
    await tell(
      ordering,
      id,
      world.blocks.flatMap(({ transactions }) => transactions),
    );
    for (const i of [0, 1, 2]) {
      const vote = await namedVote(world, id, VOTERS[i]!, CENSUS.member(i));
      await (await ordering.submit(encodeTransaction(vote))).recorded;
    }
    await eventually("the votes are counted", () => processView(ordering.state, id)!.phase === "counted");
    const counted = ordering.head.height;
    const content = new ContentFolder(join(folder.path, "content"));
    const door = await buildService({ ordering, store, content, version: "0.0.0-test" });
    await door.listen({ port: 0, host: "127.0.0.1" });
    const url = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}`;
    const make = async (name: string) => {
      const words = ["--node", url, "--genesis-hash", toHex(genesis.hash), "--out", name];
      const { code, stdout } = await psephosJson(
        ["bundle", "make", id, ...words, "--without-census", "--without-metadata"],
        folder.path,
      );
      assert.equal(code, 0, stdout);
      return readFileSync(join(folder.path, name));
    };
    try {
      const before = await make("before.zip");
      await until(ordering, counted + 2 * RETAIN);
      const { sync_info } = await rpc.call<{ sync_info: { earliest_block_height: string } }>("status");
      assert.ok(Number(sync_info.earliest_block_height) > counted, sync_info.earliest_block_height);
      for (const height of [1, counted])
        await rejectsCode("comet/rpc", rpc.call("block", { height: `${height}` }));
      assert.deepEqual(await make("after.zip"), before);
    } finally {
      await door.close();
    }
  });
});
