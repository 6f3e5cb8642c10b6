// Gateways found from one address: lists that are forged, over, foreign or huge, gateways that lie, and what is remembered of them.
import assert from "node:assert/strict";
import { RECORD_SECONDS } from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { findGateways, GatewayMemory, LIAR_SECONDS, pairsOf } from "../../src/gateways/index.js";
import { rejectsCode } from "../support/errors.js";
import { NOW, openGateway, recordOf, seedOf, type TestGateway, validators } from "./support.js";

const chain = validators(4);
const { genesis, seeds } = chain;

describe("gateways: found from one address", () => {
  let gateways: TestGateway[];
  /** Each knows the next one only. */
  beforeEach(async () => {
    gateways = await Promise.all(seeds.map((seed) => openGateway(chain, seed)));
    const records = gateways.map(({ url }, i) => recordOf(chain, seeds[i]!, { addresses: [url] }));
    for (const [i, gateway] of gateways.entries()) gateway.list = [records[i]!, records[(i + 1) % 4]!];
  });
  afterEach(async () => {
    for (const gateway of gateways) await gateway.close();
  });
  const find = (memory?: GatewayMemory, start = [gateways[0]!.url]) =>
    findGateways({ start, genesis, ...(memory && { memory }) });
  const urls = (found: Awaited<ReturnType<typeof find>>) => found.gateways.map(({ url }) => url).sort();
  const all = () => gateways.map(({ url }) => url).sort();
  const without = (i: number) => all().filter((url) => url !== gateways[i]!.url);

  it("are many, in another order each time, with their records", async () => {
    const found = await find();
    assert.deepEqual(urls(found), all());
    assert.ok(found.gateways.every(({ verdict, record }) => verdict === "agrees" && record));
    assert.deepEqual(found.liars, []);
    const orders = new Set<string>();
    for (let i = 0; i < 12; i++) orders.add((await find()).gateways.map(({ url }) => url).join());
    assert.ok(orders.size > 1);
  });

  it("go on without one that is gone, and from what was remembered when the address is gone itself", async () => {
    const memory = new GatewayMemory();
    await find(memory);
    await gateways[0]!.close();
    const later = new GatewayMemory(memory.encode());
    assert.deepEqual(urls(await find(later)), without(0));
    await rejectsCode("gateways/none", find());
  });

  it("whose records are over, of another chain, a stranger's, forged or good for too long are not asked", async () => {
    const hidden = await openGateway(chain, seeds[1]!);
    gateways.push(hidden);
    const at = { addresses: [hidden.url] };
    const good = recordOf(chain, seeds[1]!, at);
    const bad = [
      recordOf(chain, seeds[1]!, { ...at, expires: NOW - 1 }),
      recordOf(chain, seeds[1]!, { ...at, expires: NOW + RECORD_SECONDS + 3600 }),
      recordOf(chain, seeds[1]!, { ...at, genesisHash: toHex(new Uint8Array(32)) }),
      recordOf(chain, seedOf("stranger"), at),
      { ...recordOf(chain, seedOf("stranger"), at), validator: good.validator },
      { ...recordOf(chain, seeds[1]!), addresses: [hidden.url] },
    ];
    for (const record of bad) {
      gateways[0]!.list = [record];
      assert.deepEqual(urls(await find()), [gateways[0]!.url]);
    }
    assert.deepEqual(hidden.asked, []);
    gateways[0]!.list = [good];
    assert.deepEqual(urls(await find()), [gateways[0]!.url, hidden.url].sort());
  });

  it("are asked in bounded number, whatever a list says", async () => {
    const wide = validators(40);
    const opened = await openGateway(wide, wide.seeds[0]!);
    gateways.push(opened);
    const tail = Array.from({ length: 8 }, (_, k) => `/${k}`);
    opened.list = wide.seeds.map((seed, i) =>
      recordOf(wide, seed, { addresses: tail.map((path) => `${opened.url}/${i}${path}`) }),
    );
    await findGateways({ start: [opened.url], genesis: wide.genesis });
    assert.ok(opened.asked.length <= 60, `${opened.asked.length}`);
    // More records than there can be, or more bytes than a list may have: that list is left.
    opened.list = Array.from({ length: 200 }, () => recordOf(wide, wide.seeds[0]!));
    const found = await findGateways({ start: [opened.url], genesis: wide.genesis });
    assert.deepEqual(found.records, []);
    opened.list = ["x".repeat(9 * 2 ** 20)];
    assert.deepEqual((await findGateways({ start: [opened.url], genesis: wide.genesis })).records, []);
  });

  it("of private networks and with other protocols are not asked", async () => {
    const addresses = [
      "http://10.0.0.1/",
      "https://192.168.1.1",
      "https://router.local",
      "http://node.example",
    ];
    gateways[0]!.list = [recordOf(chain, seeds[1]!, { addresses })];
    assert.deepEqual(urls(await find()), [gateways[0]!.url]);
  });

  it("that show another root than the validators' are liars, and stay forgotten on the next visit", async () => {
    const liar = gateways[2]!;
    liar.chain = () => "false";
    const memory = new GatewayMemory();
    const found = await find(memory);
    assert.deepEqual(urls(found), without(2));
    assert.deepEqual(found.liars, [liar.url]);
    liar.chain = () => "true";
    liar.asked.length = 0;
    const later = new GatewayMemory(memory.encode());
    assert.deepEqual(urls(await find(later)), without(2));
    assert.deepEqual(liar.asked, []);
    const afterwards = new GatewayMemory(memory.encode(), () => NOW + LIAR_SECONDS + 60);
    assert.equal(afterwards.lied(liar.url), false);
  });

  it("that lie about an old block alone are liars", async () => {
    gateways[3]!.chain = (height) => (height === 90 ? "false" : "true");
    gateways[1]!.height = 90;
    assert.deepEqual((await find()).liars, [gateways[3]!.url]);
  });

  it("whose validator signs two roots for one height are liars, all of them", async () => {
    const second = await openGateway(chain, seeds[1]!);
    gateways.push(second);
    second.chain = () => "false";
    const found = await find(undefined, [gateways[0]!.url, second.url]);
    assert.deepEqual(urls(found), [0, 2, 3].map((i) => gateways[i]!.url).sort());
    assert.ok(found.liars.includes(genesis.lists.validators[1]!));
    assert.ok(found.records.every(({ validator }) => validator !== genesis.lists.validators[1]));
  });

  it("with a false signature, another chain's hash or a stranger's key are liars", async () => {
    const [first] = gateways as [TestGateway];
    const spoils: TestGateway["spoil"][] = [
      (head) => ({ ...head, signature: `0x${"00".repeat(64)}` }),
      (head) => ({ ...head, height: head.height + 1 }),
      (head) => ({ ...head, validator: genesis.lists.validators[2]! }),
      (head) => ({ ...head, validator: toHex(seedOf("stranger")) }),
    ];
    for (const spoil of spoils) {
      gateways[1]!.spoil = spoil;
      assert.deepEqual((await find()).liars, [gateways[1]!.url]);
    }
    first.spoil = spoils[0]!;
    first.list = [];
    await rejectsCode("gateways/none", find());
  });

  it("two against two are disputed: nobody is forgotten, and nobody is preferred", async () => {
    for (const i of [1, 2]) gateways[i]!.chain = () => "false";
    const memory = new GatewayMemory();
    const { gateways: found, liars } = await find(memory);
    assert.deepEqual([found.length, liars], [4, []]);
    assert.ok(found.every(({ verdict }) => verdict === "disputed"));
    assert.deepEqual(memory.known, []);
  });

  it("that have stood still come last", async () => {
    gateways[1]!.height = 10;
    const { gateways: found } = await find();
    assert.deepEqual([found.at(-1)!.url, found.at(-1)!.verdict], [gateways[1]!.url, "behind"]);
  });
});

describe("gateways: what is remembered", () => {
  it("is read back, and anything else is nothing", () => {
    const memory = new GatewayMemory();
    memory.trust(["https://one.example/", "https://two.example"]);
    memory.blame("https://two.example/");
    memory.blame(`0x${"ab".repeat(32)}`);
    const back = new GatewayMemory(memory.encode());
    assert.deepEqual(back.known, ["https://one.example"]);
    assert.ok(back.lied("https://two.example") && back.lied(`0x${"ab".repeat(32)}`));
    const bad = [
      "",
      "null",
      "[]",
      "{}",
      '{"version":2}',
      '{"version":1,"known":{},"liars":{}}',
      "x".repeat(70_000),
    ];
    for (const text of [...bad, '{"version":1,"known":["javascript:1"],"liars":{"x":1e99}}'])
      assert.deepEqual(new GatewayMemory(text).known, [], text.slice(0, 50));
  });

  it("is bounded", () => {
    const memory = new GatewayMemory();
    const many = Array.from({ length: 1000 }, (_, i) => `https://node${i}.example`);
    memory.trust(many);
    for (const url of many) memory.blame(url);
    assert.ok(memory.encode().length < 30_000);
    assert.ok(memory.lied(many.at(-1)!) && !memory.lied(many[0]!));
  });
});

describe("gateways: ways through relays", () => {
  it("lead through another operator's relay, and never through the gateway's own", () => {
    const records = [0, 1, 2].map((i) =>
      recordOf(chain, seeds[i]!, {
        addresses: [`https://node${i}.example`],
        relays: i < 2 ? [`https://relay${i}.example`] : [],
      }),
    );
    const gateways = records.map((record, i) => ({
      ...{ url: `https://node${i}.example`, record, verdict: "agrees" as const },
    }));
    const ways = pairsOf({ gateways, records }).map(({ relay, gateway }) => `${relay[13]}${gateway[12]}`);
    assert.deepEqual(ways.sort(), ["01", "02", "10", "12"]);
    const none = pairsOf({ gateways: gateways.slice(0, 1), records: records.slice(0, 1) });
    assert.deepEqual(none, []);
    const named = pairsOf({ gateways: gateways.slice(0, 1), records: [] }, ["https://named.example"]);
    assert.deepEqual(
      named.map(({ relay, operator }) => [relay, operator]),
      [["https://named.example", undefined]],
    );
  });
});
