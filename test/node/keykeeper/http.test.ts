// The keykeeper's way to a node over HTTP.
import assert from "node:assert/strict";
import { nodeChain } from "../../../packages/node/src/keykeeper/index.js";
import { encodeTransaction } from "../../../src/ledger/index.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { until } from "../../support/node/solo.js";
import { openDoor } from "../service/support.js";

describe("keykeeper: a node's door", () => {
  it("gives heads and blocks, and refuses a message by its rule", async () => {
    const door = await openDoor();
    try {
      const chain = nodeChain(door.url);
      const { signal } = new AbortController();
      assert.equal(chain.name, door.url);
      await until(door.ordering, 3);
      const head = await chain.head(signal);
      assert.ok(head.height >= 3);
      const blocks = await chain.blocks(2, signal);
      assert.deepEqual(
        blocks.slice(0, 2).map(({ height }) => height),
        [2, 3],
      );
      assert.equal(blocks[0]!.stateRoot, door.store.block(2)!.stateRoot);
      assert.deepEqual(await chain.blocks(head.height + 100_000, signal), []);
      const confirmation = encodeTransaction({
        kind: "confirm",
        processId: `0x${"01".repeat(32)}`,
        round: 0,
        keykeeper: `0x${"02".repeat(20)}`,
        signature: new Uint8Array(65),
      });
      await rejectsCode("ledger/no-process", chain.submit(confirmation, signal));
    } finally {
      await door.close();
    }
    const gone = nodeChain(door.url);
    await rejectsCode("api/unreachable", gone.head(new AbortController().signal));
    throwsCode("api/url", () => nodeChain("http://user:password@127.0.0.1"));
  });
});
