// Several nodes as one: a real node beside addresses where nobody answers.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeClient, validatorKey } from "../../src/api/index.js";
import { severalNodes } from "../../src/lightclient/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";
import { SECRET_KEY, temporaryFolder } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const NOBODY = "http://127.0.0.1:9";
const ABSENT = `0x${"ab".repeat(32)}` as const;

describe("lightclient: several nodes", () => {
  const { path: folder, remove } = temporaryFolder();
  let node: NodeOfChain;
  let url: string;
  before(async () => {
    const lists = { ...testGenesis().lists, validators: [validatorKey(SECRET_KEY)] };
    node = await startNode(folder, new World(ruleFacts(), testGenesis({ lists })), [], 1000);
    url = await node.open();
  });
  after(async () => {
    await node?.close();
    remove();
  });

  it("asks the next one if one does not answer, and then that one first", async () => {
    const asked: string[] = [];
    const telling =
      (name: string): typeof fetch =>
      (...request) => {
        asked.push(name);
        return fetch(...request);
      };
    const client = severalNodes([
      createNodeClient(NOBODY, { fetch: telling("nobody") }),
      createNodeClient(url, { fetch: telling("node") }),
    ]);
    assert.equal((await client.health()).status, "ok");
    await client.chain();
    assert.deepEqual(asked, ["nobody", "node", "node"]);
  });

  it("asks nobody else what a rule refuses", async () => {
    let others = 0;
    const counting: typeof fetch = (...request) => {
      others++;
      return fetch(...request);
    };
    const client = severalNodes([createNodeClient(url), createNodeClient(url, { fetch: counting })]);
    await rejectsCode("ledger/no-process", client.process(ABSENT));
    assert.equal(others, 0);
  });

  it("gives the last one's error if none answers, and goes past a node of another chain", async () => {
    await rejectsCode(
      "api/unreachable",
      severalNodes([NOBODY, NOBODY].map((one) => createNodeClient(one))).chain(),
    );
    const { genesisHash } = await createNodeClient(url).chain();
    const stranger = createServer((_, response) => void response.end('{"not":"a genesis document"}'));
    await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
    try {
      const other = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
      const client = severalNodes([createNodeClient(other), createNodeClient(url)]);
      const hash = Buffer.from(genesisHash.slice(2), "hex");
      assert.deepEqual(Buffer.from((await client.genesis(hash)).hash), hash);
    } finally {
      stranger.close();
    }
  });

  it("is no promise, and takes at least one node", async () => {
    const client = severalNodes([createNodeClient(url)]);
    assert.equal(await client, client);
    throwsCode("lightclient/no-node", () => severalNodes([]));
  });
});
