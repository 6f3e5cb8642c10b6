// A node's lists of gateways over HTTP, and how two nodes learn of each other.
import assert from "node:assert/strict";
import { createGatewayExchange } from "../../../packages/node/src/network/index.js";
import {
  announceGateway,
  encodeGatewayRecord,
  GatewayBook,
  type GatewayRecord,
  gatewaysOf,
  RECORD_SECONDS,
  validatorKey,
} from "../../../src/api/index.js";
import { NOW, recordOf, seedOf, validators } from "../../gateways/support.js";
import { errorOf, type OpenDoor, openDoor } from "./support.js";

const chain = validators(3);
const { genesis, seeds } = chain;

/** A node's door, as a gateway of the chain. */
async function open(i: number) {
  const book = new GatewayBook(() => genesis);
  let own: GatewayRecord;
  const door: OpenDoor = await openDoor({
    gateways: {
      own: () => encodeGatewayRecord(own),
      list: () => {
        book.add(own);
        return book.encode();
      },
      take: (text) => book.addText(text),
    },
  });
  own = recordOf(chain, seeds[i]!, { addresses: [door.url] });
  const log = { info: () => {}, warn: () => {} };
  const exchange = (named: readonly string[]) =>
    createGatewayExchange({ book, own: () => own, named, log, allowPrivate: true });
  return { door, book, own, exchange };
}

describe("node service: lists of gateways", () => {
  let all: Awaited<ReturnType<typeof open>>[];
  beforeEach(async () => {
    all = await Promise.all([0, 1, 2].map(open));
  });
  afterEach(async () => {
    for (const { door } of all) await door.close();
  });
  const listed = async (i: number) =>
    (await gatewaysOf(all[i]!.door.url)).map(({ validator }) => validator).sort();
  const keys = (...of: number[]) => of.map((i) => validatorKey(seeds[i]!)).sort();

  it("have the node's own record, and those that were announced, each validator's newest", async () => {
    const [first] = all as [(typeof all)[0]];
    const { url } = first.door;
    assert.deepEqual(await listed(0), keys(0));
    assert.equal((await first.door.get("/v1/gateway")).text, encodeGatewayRecord(first.own));
    const old = recordOf(chain, seeds[1]!, { expires: NOW + 500 });
    assert.equal(await announceGateway(url, old), true);
    assert.equal(await announceGateway(url, all[1]!.own), true);
    assert.equal(await announceGateway(url, old), false);
    assert.deepEqual(await listed(0), keys(0, 1));
    const [, found] = await gatewaysOf(url);
    assert.deepEqual(found!.addresses, all[1]!.own.addresses);
  });

  it("take no record that is forged, foreign, a stranger's, over, malformed or huge", async () => {
    const { door } = all[0]!;
    const record = recordOf(chain, seeds[1]!);
    const bad = [
      recordOf(chain, seedOf("stranger")),
      { ...record, addresses: ["https://evil.example"] },
      recordOf(chain, seeds[1]!, { expires: NOW - 1 }),
      recordOf(chain, seeds[1]!, { expires: NOW + RECORD_SECONDS + 3600 }),
      recordOf(chain, seeds[1]!, { genesisHash: `0x${"00".repeat(32)}` }),
    ];
    for (const one of bad)
      assert.equal(errorOf(await door.post("/v1/gateways", encodeGatewayRecord(one))).code, "api/gateway");
    const text = encodeGatewayRecord(record);
    for (const one of ["{}", ` ${text}`, text.slice(1)])
      assert.equal(errorOf(await door.post("/v1/gateways", one)).code, "api/gateway", one);
    const huge = await door.post("/v1/gateways", "x".repeat(20_000));
    assert.deepEqual([huge.status, errorOf(huge).code], [413, "service/too-large"]);
    assert.deepEqual(await listed(0), keys(0));
  });

  it("travel from node to node: two that know a third know each other", async () => {
    const { url } = all[0]!.door;
    await all[1]!.exchange([url]).run();
    await all[2]!.exchange([url]).run();
    assert.deepEqual(await listed(0), keys(0, 1, 2));
    assert.deepEqual(await listed(2), keys(0, 1, 2));
    assert.deepEqual(await listed(1), keys(0, 1));
    await all[1]!.exchange([]).run();
    assert.deepEqual(await listed(1), keys(0, 1, 2));
  });

  it("are not there on a node that is no gateway", async () => {
    const door = await openDoor();
    assert.deepEqual(await gatewaysOf(door.url), []);
    assert.deepEqual(errorOf(await door.get("/v1/gateway")).code, "service/no-gateway");
    assert.deepEqual(errorOf(await door.post("/v1/gateways", "{}")).code, "service/no-gateway");
    await door.close();
  });
});
