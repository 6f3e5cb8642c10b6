// The keys of sealed ballots that a node shows, by their keykeepers' signatures.
import assert from "node:assert/strict";
import { validatorKey } from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { openNode } from "../../src/cli/node-door.js";
import { Output } from "../../src/cli/output.js";
import { processAtNode, sealingAtNode, votingProcessOf } from "../../src/lightclient/index.js";
import { keyId } from "../../src/process/index.js";
import { layeredOpener } from "../../src/seal/index.js";
import { layerOf, layers } from "../support/ledger/council.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { CENSUS_KEY, testGenesis, World } from "../support/ledger/world.js";
import { SECRET_KEY, temporaryFolder } from "../support/node/solo.js";
import { startNode } from "../support/node/written-chain.js";

describe("cli: keys at a node", () => {
  const { path: folder, remove } = temporaryFolder();
  after(remove);

  it("takes keys of layers that their keykeepers signed", async () => {
    const { keykeepers, members: dealers } = layers(2);
    const lists = { ...testGenesis().lists, validators: [validatorKey(SECRET_KEY)], keykeepers };
    const layered = new World(ruleFacts(), testGenesis({ lists }, { dealWindow: 2 }));
    const id = await layered.declare({
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { anonymous: true, encryptedVotes: true },
      blockCount: 0,
    });
    await layered.take(...(await Promise.all(dealers.map((one) => layerOf(layered, id, one)))));
    await layered.until(layered.ledger.height + 3);
    const other = await startNode(folder, layered, [], 1000);
    try {
      const context = { output: new Output(true), signal: new AbortController().signal };
      const opened = await openNode(context, {
        node: await other.open(),
        genesisHash: toHex(layered.genesis.hash),
      });
      const shown = await processAtNode(opened, id);
      const process = votingProcessOf(opened, shown);
      const { indexes, seal } = await sealingAtNode(opened, shown, process);
      assert.deepEqual(indexes, [0, 1]);
      const voterId = new Uint8Array(32).fill(5);
      const open = layeredOpener(
        dealers.map(({ keys }) => keys),
        process.ballot,
      );
      assert.deepEqual(open(voterId, seal(voterId, Uint8Array.of(1, 2))), Uint8Array.of(1, 2));
      const without = { ...opened, client: { ...opened.client, blocks: async () => [] } };
      await assert.rejects(sealingAtNode(without, shown, process), { code: "lightclient/keys" });
    } finally {
      await other.close();
    }
  });
});
