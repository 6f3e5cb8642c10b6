// Votes that wait on a voter's device, against a real node: how long they may, and what ends the waiting.
import assert from "node:assert/strict";
import { consensusChainId, genesisValidators, validatorKey, validatorsAnswer } from "../../src/api/index.js";
import { encodeEnvelope } from "../../src/ballot/index.js";
import { parseScalarHex } from "../../src/bytes/index.js";
import { encodeTransaction, processView } from "../../src/ledger/index.js";
import { processAtNode } from "../../src/lightclient/index.js";
import { keyId, Status } from "../../src/process/index.js";
import type { Place } from "../../web/vote/census.js";
import { spansOf } from "../../web/vote/later/waiting.js";
import { draw, MARGIN, standing, waitable } from "../../web/vote/waiting-votes.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../node/service/support.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { CENSUS_KEY, ORACLES, type ParamsChange, World } from "../support/ledger/world.js";
import { blockOf, seedOf } from "../support/light/blocks.js";
import { nodeGenesis, SECRET_KEY, until } from "../support/node/solo.js";

const MINUTE = 60_000;
const ROOTS = ["11", "22"].map((byte) => `0x${"00".repeat(31)}${byte}`);
const GRACE = 200;

describe("pages: votes that wait", () => {
  const genesis = nodeGenesis({ parameters: { ...nodeGenesis().parameters, rootGrace: GRACE } });
  let door: OpenDoor;
  let poll: Poll;
  const world = new World(ruleFacts(), genesis);
  before(async () => {
    door = await openDoor({ solo: { genesis } });
  });
  after(() => door?.close());

  const declare = async (change: ParamsChange) => {
    const params = {
      censusRoot: ROOTS[0]!,
      envelopeType: { anonymous: true },
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      ...change,
    };
    poll = await openPoll(door, params, world);
    while ((await place()).shown.answer.phase === "waiting")
      await until(door.ordering, door.ordering.head.height + 1);
  };
  const lists = (seeds: readonly Uint8Array[]) => ({ ...genesis.lists, validators: seeds.map(validatorKey) });
  const place = async (): Promise<Place> => {
    const node = { client: door.client, genesis };
    return { node, shown: await processAtNode(node, poll.id) };
  };
  const envelope = (root?: string): string =>
    encodeEnvelope({
      ...{ processId: poll.id, proof: new Uint8Array(256), nullifier: 1n, weight: 1n, voteHash: 1n },
      ...{ nonce: 0, encryptionKeyIndexes: [], votePackage: Uint8Array.of(1) },
      ...(root !== undefined && { censusRoot: parseScalarHex(root) }),
    });
  const attest = async (statement: Parameters<World["attest"]>[1]) => {
    const { sequence } = processView(door.ordering.state, poll.id)!.record;
    for (const oracle of ORACLES.slice(0, 2)) {
      const word = await poll.world.attestation(poll.id, sequence, statement, oracle);
      await door.client.transaction(encodeTransaction(word), { wait: true });
    }
  };

  it("may wait until ten minutes before the end, or a fifth of what is left, by the pace of the blocks", async () => {
    await declare({ blockCount: 3000 });
    await until(door.ordering, door.ordering.head.height + 50);
    const { left, most } = await waitable(await place());
    assert.ok(left! > 1000 && left! < MARGIN, `${left}`);
    assert.equal(most, Math.max(0, left! - Math.max(MARGIN, left! / 5)));
    assert.equal(await standing(await place(), { envelope: envelope(), basis: "0/0" }), "hurry");
    await declare({ blockCount: 6_000_000 });
    const long = await waitable(await place());
    assert.deepEqual(spansOf(long), [
      ...[10, 60, 1440].map((n) => n * MINUTE).filter((span) => span <= long.most),
      long.most,
    ]);
    assert.ok(long.most > 60 * MINUTE);
    assert.equal(await standing(await place(), { envelope: envelope(), basis: "0/0" }), "good");
  });

  it("may wait by the heads of a validator that joined after the genesis document", async () => {
    const [left, stays] = ["left", "stays"].map(seedOf) as [Uint8Array, Uint8Array];
    const first = { ...genesis, lists: lists([left, stays]) };
    const now = [SECRET_KEY, stays];
    const proof = validatorsAnswer(
      genesis,
      blockOf(consensusChainId(genesis), {
        ...{ height: 9, signers: now, validators: genesisValidators({ lists: lists(now) }) },
        time: new Date().toISOString().replace(/\.?0*Z$/, "Z"),
      }),
      [],
    );
    const here = await place();
    const client = { ...door.client, validators: async () => proof };
    const { most } = await waitable({ ...here, node: { client, genesis: first } });
    assert.ok(most > 60 * MINUTE);
  });

  it("waits a random while within what was chosen", async () => {
    const here = await place();
    const drawn = Array.from({ length: 200 }, () => draw(here, 10 * MINUTE).delay);
    assert.ok(drawn.every((delay) => delay >= 0 && delay < 10 * MINUTE));
    assert.ok(new Set(drawn).size > 190);
    assert.ok(Math.min(...drawn) < MINUTE && Math.max(...drawn) > 9 * MINUTE);
    assert.equal(draw(here, 0.2).delay, 0);
  });

  it("has no end to wait for where the organiser named none", async () => {
    await declare({ blockCount: 0 });
    const { left, most } = await waitable(await place());
    assert.deepEqual([left, spansOf({ left, most })], [undefined, [10, 60, 1440].map((n) => n * MINUTE)]);
    assert.deepEqual(spansOf({ left: 5 * MINUTE, most: 0 }), []);
  });

  it("hurries while the list that it was made by is replaced, and is told when that is over", async () => {
    await declare({ blockCount: 0, mode: { dynamicCensus: true } });
    const vote = { envelope: envelope(ROOTS[0]), basis: draw(await place(), 1).basis };
    assert.equal(await standing(await place(), vote), "good");
    await attest({ kind: "census", root: ROOTS[1]!, uri: "https://example.org/census" });
    assert.equal(await standing(await place(), vote), "hurry");
    await until(door.ordering, door.ordering.head.height + GRACE);
    assert.equal(await standing(await place(), vote), "list");
    assert.equal(await standing(await place(), { ...vote, envelope: envelope(ROOTS[1]) }), "good");
  });

  it("is told of a pause, of another question or key, and of the end", async () => {
    await declare({ blockCount: 0 });
    const vote = { envelope: envelope(), basis: draw(await place(), 1).basis };
    assert.equal(await standing(await place(), { ...vote, basis: "1/0" }), "changed");
    assert.equal(await standing(await place(), { ...vote, basis: "0/7" }), "changed");
    await attest({ kind: "status", status: Status.PAUSED });
    assert.equal(await standing(await place(), vote), "paused");
    await attest({ kind: "status", status: Status.ENDED });
    assert.equal(await standing(await place(), vote), "over");
  });
});
