// The nodes of a link where one is down, and the service worker remembers what it said on an earlier visit.
import assert from "node:assert/strict";
import { validatorKey } from "../../src/api/index.js";
import { BEFORE, nodesOf } from "../../web/shared/nodes.js";
import { rejectsCode } from "../support/errors.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";
import { SECRET_KEY, temporaryFolder } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const DOWN = "http://127.0.0.1:9";

describe("pages: the nodes of a link", () => {
  const { path: folder, remove } = temporaryFolder();
  let node: NodeOfChain;
  let url: string;
  /** As the service worker does for a node that is down: what it said before, marked. */
  let said: string;
  const remembering: typeof fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    if (address.origin !== DOWN) return fetch(input, init);
    if (address.pathname !== "/v1/chain" || init?.method === "POST") throw new TypeError("down");
    return new Response(said, { headers: { "content-type": "application/json", [BEFORE]: "1" } });
  };
  before(async () => {
    const lists = { ...testGenesis().lists, validators: [validatorKey(SECRET_KEY)] };
    node = await startNode(folder, new World(ruleFacts(), testGenesis({ lists })), [], 50);
    url = await node.open();
    said = await (await fetch(`${url}/v1/chain`)).text();
    const { height } = node.ordering.head;
    while (node.ordering.head.height === height) await new Promise((done) => setTimeout(done, 20));
  });
  after(async () => {
    await node?.close();
    remove();
  });

  it("are asked before an answer of an earlier visit is used", async () => {
    const { height } = JSON.parse(said).head;
    assert.ok((await nodesOf([DOWN, url], remembering).chain()).head.height > height);
  });

  it("are remembered if none answers, and a vote is sent to no memory", async () => {
    const { height } = JSON.parse(said).head;
    const nobody = nodesOf([DOWN, DOWN], remembering);
    assert.equal((await nobody.chain()).head.height, height);
    assert.equal((await nodesOf([DOWN], remembering).chain()).head.height, height);
    await rejectsCode("api/unreachable", nobody.vote("{}"));
  });
});
