// A relay that gives its own key in place of the node's is noticed before a vote is sent.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encodeGatewayRecord, signGatewayRecord, validatorKey } from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { openRelay } from "../../src/gateways/index.js";
import { encodeKeys, publicOf } from "../../src/oblivious/index.js";
import { rejectsCode } from "../support/errors.js";

const NODE = "https://node.example";
const [VALIDATOR, LIAR, HASH] = [7, 8, 9].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const genesis = { hash: HASH, lists: { validators: [validatorKey(VALIDATOR)] } } as never;

const recordOf = (seed: Uint8Array, keys: Uint8Array = encodeKeys([{ id: 1, publicKey: publicOf(seed) }])) =>
  encodeGatewayRecord(
    signGatewayRecord(
      {
        addresses: [],
        expires: Math.floor(Date.now() / 1000) + 1000,
        genesisHash: toHex(HASH),
        gossip: [],
        keys: toHex(keys),
        relays: [],
        software: "psephos-node 0.0.0",
      },
      seed,
    ),
  );

describe("gateways: a node through a relay", () => {
  let relay: Server;
  let url: string;
  let record: string;
  let asked: string[];
  before(async () => {
    relay = createServer((request, response) => {
      asked.push(request.url!);
      response.end(record);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => new Promise((resolve) => relay.close(resolve)));

  const open = () => openRelay({ relay: url, gateway: NODE });

  it("is refused with the record of another validator than the one that runs it, such as the relay's operator", async () => {
    record = recordOf(VALIDATOR);
    const [own, other] = [VALIDATOR, LIAR].map(validatorKey) as [`0x${string}`, `0x${string}`];
    await openRelay({ relay: url, gateway: NODE, validator: own });
    await rejectsCode("api/gateway", openRelay({ relay: url, gateway: NODE, validator: other }));
  });

  it("is the node if a validator signed its key", async () => {
    record = recordOf(VALIDATOR);
    await (await open()).check(genesis);
    assert.deepEqual(asked, ["/record/node.example"]);
  });

  it("is refused with a key that the relay signed, or put into the node's record", async () => {
    record = recordOf(LIAR);
    const { check } = await open();
    await rejectsCode("api/gateway", () => check(genesis));
    const forged = JSON.parse(recordOf(VALIDATOR));
    record = JSON.stringify({ ...forged, keys: JSON.parse(recordOf(LIAR)).keys });
    const other = await open();
    await rejectsCode("api/gateway", () => other.check(genesis));
  });

  it("is refused with a record that is huge, malformed, or without a key", async () => {
    record = "x".repeat(20_000);
    await rejectsCode("oblivious/relay", open);
    record = "{}";
    await rejectsCode("api/gateway", open);
    record = recordOf(VALIDATOR, Uint8Array.of(0, 1, 1));
    await rejectsCode("oblivious/key", open);
  });
});
