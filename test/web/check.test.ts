// The page that checks receipts, from the link of a voter's page: it goes the way that the vote went. A real node and a real relay.
import assert from "node:assert/strict";
import { randomBytes } from "@noble/hashes/utils.js";
import { type RunningRelay, startRelay } from "../../packages/node/src/network/index.js";
import { encodeGatewayRecord, type GatewayRecord } from "../../src/api/index.js";
import { scalarToHex, toHex } from "../../src/bytes/index.js";
import { encodeKeys, publicOf } from "../../src/oblivious/index.js";
import { check } from "../../web/check/checker.js";
import { parseVoteLink } from "../../web/shared/link.js";
import type { Recorded, Through } from "../../web/vote/booth-types.js";
import { checkFragment } from "../../web/vote/check-link.js";
import { recordOf, seedOf } from "../gateways/support.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../node/service/support.js";
import { rejectsCode } from "../support/errors.js";
import { SECRET_KEY } from "../support/node/solo.js";

const secretKey = randomBytes(32);
const KEY = { id: 1, secretKey, publicKey: publicOf(secretKey) };
const NOBODY = "http://127.0.0.1:9";

describe("pages: the check of a receipt", () => {
  let door: OpenDoor;
  let poll: Poll;
  let relay: RunningRelay;
  let own: GatewayRecord;
  let vote: Pick<Recorded, "voterId" | "envelopeHash">;
  /** What the page asked for. */
  let asked: string[];
  const how: typeof fetch = (input, init) => {
    asked.push(`${input}`);
    return fetch(input, init);
  };
  before(async () => {
    door = await openDoor({
      oblivious: { key: KEY },
      gateways: { own: () => encodeGatewayRecord(own), list: () => "[]", take: () => false },
    });
    const { genesis } = door.ordering;
    const keys = toHex(encodeKeys([KEY]));
    own = recordOf({ genesis }, SECRET_KEY, { addresses: [door.url], keys });
    relay = await startRelay({ gateways: [door.url], host: "127.0.0.1", port: 0 });
    poll = await openPoll(door);
    const answer = await door.client.vote(await poll.vote(0), { wait: true });
    assert.ok(answer.state === "recorded");
    const { voterId, envelopeHash } = answer.receipt;
    vote = { voterId, envelopeHash: scalarToHex(envelopeHash) };
  });
  after(async () => {
    await relay?.close();
    await door?.close();
  });
  beforeEach(() => {
    asked = [];
  });
  /** As the voter's page writes it, and this one reads it. */
  const written = (through: readonly Through[], nodes = [door.url]) =>
    checkFragment(
      {
        ...{ genesisHash: toHex(door.ordering.genesis.hash), nodes, processId: poll.id },
        ...{ proofs: [NOBODY], manifest: undefined, key: undefined },
      },
      { ...vote, way: { through } } as Recorded,
    );
  const linkOf = (through: readonly Through[]) => parseVoteLink(written(through)!);
  const way = (change: Partial<Through> = {}): Through => ({
    ...{ relay: relay.url, node: door.url, validator: own.validator, ...change },
  });
  const toNode = () => asked.filter((url) => url.startsWith(`${door.url}/`));

  it("goes through the relay of the vote: the node has no request of the page", async () => {
    const { standing, expected } = await check({ link: linkOf([way()]) }, how);
    assert.deepEqual([standing, expected], ["counts", true]);
    assert.deepEqual(toNode(), []);
    assert.ok(asked.length > 2 && asked.every((url) => url.startsWith(`${relay.url}/`)));
  });

  it("takes another relay of the link where one does not answer", async () => {
    const { standing } = await check({ link: linkOf([way({ relay: NOBODY }), way()]) }, how);
    assert.equal(standing, "counts");
    assert.deepEqual(toNode(), []);
  });

  it("ends where no relay answers, or a node has another key, and asks directly only if the voter says so", async () => {
    const link = linkOf([way({ relay: NOBODY })]);
    await rejectsCode("oblivious/relay", check({ link }, how));
    const { validator } = recordOf({ genesis: door.ordering.genesis }, seedOf("another"), {});
    await rejectsCode("oblivious/relay", check({ link: linkOf([way({ validator })]) }, how));
    assert.deepEqual(toNode(), []);
    assert.equal((await check({ link, direct: true }, how)).standing, "counts");
    assert.ok(toNode().length > 0);
  });

  it("is direct after a vote that went directly", async () => {
    const link = linkOf([]);
    assert.deepEqual([link.relays, link.validators, link.nodes], [undefined, undefined, [door.url]]);
    assert.equal((await check({ link }, how)).standing, "counts");
    assert.equal(written([], []), undefined);
  });

  it("keeps each node beside the validator that runs it", () => {
    const other = recordOf({ genesis: door.ordering.genesis }, seedOf("another"), {}).validator;
    const link = linkOf([way(), way({ relay: NOBODY }), way({ node: NOBODY, validator: other })]);
    assert.deepEqual(
      [link.relays, link.nodes, link.validators],
      [
        [relay.url, NOBODY],
        [door.url, NOBODY],
        [own.validator, other],
      ],
    );
  });
});
