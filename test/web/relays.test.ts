// The voter's page and a relay of its link: a key that no validator signed is used for nothing, whatever the relay and the node behind it say.
import assert from "node:assert/strict";
import { encodeGatewayRecord, signGatewayRecord } from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { encodeKeys, publicOf } from "../../src/oblivious/index.js";
import { openThroughRelays } from "../../web/shared/relays.js";
import { type OpenDoor, openDoor } from "../node/service/support.js";
import { rejectsCode } from "../support/errors.js";
import { SECRET_KEY } from "../support/node/solo.js";

const RELAY = "https://relay.example";
const NODE = "https://node.example";
const SECRET = new Uint8Array(32).fill(3);
const KEY = { id: 1, secretKey: SECRET, publicKey: publicOf(SECRET) };

describe("pages: a relay of a link", () => {
  let door: OpenDoor;
  before(async () => {
    door = await openDoor({ oblivious: { key: KEY } });
  });
  after(() => door.close());

  /** A relay that gives a record by this signer, and carries what is sealed to the node. */
  const relayOf =
    (signer: Uint8Array): typeof fetch =>
    async (input, init) => {
      if (String(input).includes("/record/")) {
        const { hash } = door.ordering.genesis;
        const record = {
          ...{ addresses: [NODE], relays: [], gossip: [], software: "test", genesisHash: toHex(hash) },
          ...{ keys: toHex(encodeKeys([KEY])), expires: Math.floor(Date.now() / 1000) + 1000 },
        };
        return new Response(encodeGatewayRecord(signGatewayRecord(record, signer)));
      }
      return fetch(`${door.url}/.well-known/ohttp-gateway`, { ...init, redirect: "error" });
    };
  const open = (signer: Uint8Array) =>
    openThroughRelays({
      ...{ relays: [RELAY], nodes: [NODE], hash: door.ordering.genesis.hash, failed: [] },
      how: relayOf(signer),
    });

  it("leads to a node whose key a validator signed", async () => {
    const { genesis, transports } = await open(SECRET_KEY);
    assert.deepEqual(genesis.hash, door.ordering.genesis.hash);
    assert.deepEqual(
      transports.map(({ kind, by }) => [kind, by]),
      [["relay", RELAY]],
    );
  });

  it("leads nowhere with a key that another one signed", async () => {
    await rejectsCode("api/gateway", open(new Uint8Array(32).fill(9)));
  });
});
