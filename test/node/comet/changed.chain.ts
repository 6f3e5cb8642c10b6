// Four validators with real engines, of which one leaves and another one joins: clients, the command and the search for gateways use the one that joined, and no longer the one that left.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Heads } from "../../../packages/node/src/keykeeper/heads.js";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import { createNodeClient, GatewayBook, type ValidatorsAnswer } from "../../../src/api/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { findGateways } from "../../../src/gateways/index.js";
import { encodeTransaction, genesisText, presentLists } from "../../../src/ledger/index.js";
import { processAtNode, severalNodes } from "../../../src/lightclient/index.js";
import { recordOf } from "../../gateways/support.js";
import { psephosJson } from "../../support/cli.js";
import { rejectsCode } from "../../support/errors.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { ORACLES, World } from "../../support/ledger/world.js";
import {
  accepting,
  type CometNode,
  cometGenesis,
  keyOf,
  placeOf,
  seedOf,
  startComet,
} from "../../support/node/comet.js";
import { type Change, type ChangingDoor, openProxy } from "../../support/node/proxy.js";
import { CENSUS, tell, temporaryFolder, until } from "../../support/node/solo.js";

const LISTS: Hex = `0x${"00".repeat(32)}`;
const genesis = cometGenesis(4);
/** The place of the validator that leaves, and of the one that joins. */
const [LEFT, JOINED] = [0, 4];
const NODES = 5;

describe("comet: clients after a change of the validators", () => {
  const folder = temporaryFolder();
  const closing: (() => unknown)[] = [];
  let nodes: CometNode[];
  let urls: string[];
  let id: Hex;
  /** What the validator that left showed of the validators before. */
  let earlier: ValidatorsAnswer;

  async function openDoor({ ordering, store, place }: CometNode, i: number): Promise<string> {
    const content = new ContentFolder(join(place.folder, "content"), () => store.censusUris());
    const book = new GatewayBook(() => ({ hash: genesis.hash, lists: presentLists(ordering.state) }));
    const app = await buildService({
      ...{ ordering, store, content, version: "0.0.0-test" },
      limits: { requests: 1_000_000 },
      gateways: {
        own: () => JSON.stringify(recordOf({ genesis }, seedOf(i), { addresses: [urls[i]!] })),
        list: () => {
          const validators = presentLists(ordering.state).validators;
          for (const [k, url] of urls.entries())
            if (validators.includes(keyOf(k)))
              book.add(recordOf({ genesis }, seedOf(k), { addresses: [url] }));
          return book.encode();
        },
        take: () => false,
      },
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    closing.unshift(() => app.close());
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  }

  before(async () => {
    const places = await Promise.all(
      Array.from({ length: NODES }, (_, i) => placeOf(join(folder.path, `${i}`))),
    );
    nodes = await Promise.all(places.map((place, i) => startComet(place, genesis, seedOf(i), places, {})));
    for (const node of nodes) await accepting(node);
    const world = new World(ruleFacts(), genesis);
    id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    const { ordering } = nodes[1]!;
    await tell(
      ordering,
      id,
      world.blocks.flatMap(({ transactions }) => transactions),
    );
    urls = [];
    for (const [i, node] of nodes.entries()) urls.push(await openDoor(node, i));
    earlier = await createNodeClient(urls[LEFT]!).validators();
    const lists = { ...genesis.lists, validators: [1, 2, 3, JOINED].map(keyOf) };
    for (const oracle of ORACLES.slice(0, 2)) {
      const said = await world.attestation(LISTS, 0, { kind: "lists", lists }, oracle);
      await (await ordering.submit(encodeTransaction(said))).recorded;
    }
    // The change takes effect two blocks later, and its proof one more.
    for (const node of nodes) await until(node.ordering, ordering.head.height + 4);
    writeFileSync(join(folder.path, "genesis.json"), genesisText(genesis));
  });
  after(async () => {
    for (const close of closing) await close();
    for (const node of nodes ?? []) await node.close();
    await sleep(200);
    folder.remove();
  });

  const openedAt = (url: string) => ({ client: createNodeClient(url), genesis });
  const run = (url: string, ...words: string[]) =>
    psephosJson([...words, "--node", url, "--genesis", "genesis.json"], folder.path);
  async function lying(change: Change): Promise<string> {
    const door: ChangingDoor = await openProxy(urls[JOINED]!, change);
    closing.unshift(() => door.close());
    return door.url;
  }

  it("believe a node of the validator that joined, and none of the one that left", async () => {
    for (const [i, url] of urls.entries())
      if (i === LEFT) await rejectsCode("lightclient/process", processAtNode(openedAt(url), id));
      else assert.equal((await processAtNode(openedAt(url), id)).answer.processId, id);
  });

  it("go on to the next node, if the first is that of the one that left", async () => {
    const client = severalNodes([LEFT, JOINED].map((i) => createNodeClient(urls[i]!)));
    assert.equal((await processAtNode({ client, genesis }, id)).answer.processId, id);
    assert.equal((await client.chain()).head.validator, keyOf(JOINED));
    const alone = severalNodes([createNodeClient(urls[LEFT]!)]);
    await rejectsCode("lightclient/process", processAtNode({ client: alone, genesis }, id));
  });

  it("say so on the command line", async () => {
    const joined = await run(urls[JOINED]!, "node", "status");
    assert.deepEqual([joined.code, joined.json.head?.validator], [0, keyOf(JOINED)], joined.stderr);
    const left = await run(urls[LEFT]!, "node", "status");
    assert.deepEqual([left.code, left.json.error?.code], [1, "api/head"]);
  });

  it("find the gateways of those who validate now, from any one of the nodes, and call nobody a liar", async () => {
    const expected = urls.filter((_, i) => i !== LEFT).sort();
    for (const start of [urls[LEFT]!, urls[JOINED]!]) {
      const found = await findGateways({ start: [start], genesis });
      assert.deepEqual(found.gateways.map(({ url }) => url).sort(), expected);
      assert.ok(found.gateways.every(({ verdict }) => verdict === "agrees"));
      assert.deepEqual(found.liars, []);
      assert.ok(found.records.some(({ validator }) => validator === keyOf(JOINED)));
      assert.ok(found.records.every(({ validator }) => validator !== keyOf(LEFT)));
    }
  });

  it("go by the latest proof, though the one that left shows the validators of before", async () => {
    const door = await openProxy(urls[LEFT]!, (path, text) =>
      path === "/v1/validators" ? JSON.stringify(earlier) : text,
    );
    closing.unshift(() => door.close());
    const found = await findGateways({ start: [door.url], genesis });
    assert.deepEqual(found.gateways.map(({ url }) => url).sort(), urls.filter((_, i) => i !== LEFT).sort());
  });

  it("refuse validators that are forged, cut short, or of another day", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: a parsed answer
    const lies: Readonly<Record<string, (answer: any) => void>> = {
      "another root": ({ block: { header } }) => {
        header.appHash = `0x${"11".repeat(32)}`;
      },
      "another validator": ({ block: { validators } }) => {
        validators[0].key = keyOf(9);
      },
      "one left out": ({ block: { validators, commit } }) => {
        validators.pop();
        commit.signatures.pop();
      },
      "a later time": ({ block: { header } }) => {
        header.time = "2100-01-01T00:00:00Z";
      },
      "too few signatures": ({ block: { commit } }) => {
        const absent = { signature: "0x", time: "0001-01-01T00:00:00Z", validator: "0x", vote: 1 };
        commit.signatures.splice(0, 2, absent, absent);
      },
      "another chain": (answer) => {
        answer.genesisHash = LISTS;
      },
    };
    for (const [what, change] of Object.entries(lies)) {
      const url = await lying((path, text) => {
        if (path !== "/v1/validators") return text;
        const answer = JSON.parse(text);
        change(answer);
        return JSON.stringify(answer);
      });
      const error = await rejectsCode("lightclient/validators", processAtNode(openedAt(url), id));
      assert.match(error.message, /who validates the chain now/, what);
    }
  });

  it("include keykeepers, who have the state that the validators of now signed", async () => {
    const heads = new Heads(genesis);
    const answer = await createNodeClient(urls[JOINED]!).validators();
    heads.prove(answer);
    const { height, stateRoot } = heads.vouched!;
    assert.equal(height, answer.block.header.height - 1);
    assert.equal(nodes[1]!.store.block(height)!.stateRoot, stateRoot);
  });
});
