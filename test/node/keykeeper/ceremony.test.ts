// Keykeepers as programs: they make a key, keep it through the vote, and open the ballots after the end.
import assert from "node:assert/strict";
import type { Hex } from "../../../src/bytes/index.js";
import { keyId, Status } from "../../../src/process/index.js";
import { createDeal, createKeykeeperKeys } from "../../../src/seal/index.js";
import { flipped } from "../../seal/support.js";
import { dealOf } from "../../support/ledger/council.js";
import { person } from "../../support/ledger/people.js";
import { CENSUS_KEY } from "../../support/ledger/world.js";
import {
  castSealed,
  ceremonyIn,
  countsOf,
  genesisOf,
  hexOf,
  Link,
  layersOf,
  type Member,
  makeKey,
  type NodeWorld,
  newMembers,
  newWorld,
  removeFolders,
  SEALED,
  thresholdOf,
  until,
} from "./support.js";

/** Every spelling in which a secret could be written. */
const spellings = (secret: Uint8Array): string[] => [
  hexOf(secret).slice(2),
  hexOf(secret.toReversed()).slice(2),
  Buffer.from(secret).toString("base64"),
  BigInt(hexOf(secret)).toString(),
  BigInt(hexOf(secret.toReversed())).toString(),
  [...secret].join(","),
];

describe("keykeeper: ceremonies", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await removeFolders();
  });

  const startAll = async (world: NodeWorld, running = members) => {
    for (const member of running) await member.start(world.genesis, new Link(world));
  };

  async function voteAndEnd(world: NodeWorld, id: Hex) {
    await castSealed(world, id, 0, 2);
    await castSealed(world, id, 1, 3);
    await until(world, members, world.process(id).end! - 1);
    assert.equal(world.sent("reveal").length, 0, "a key was revealed before the end");
    await until(world, members, world.process(id).end! + 2);
  }

  for (const kind of ["threshold", "layered"] as const)
    it(`makes a ${kind} key, and opens the ballots after the end`, async () => {
      members = await newMembers(3);
      const world = newWorld(
        genesisOf(kind === "threshold" ? thresholdOf(members, 2, 3) : layersOf(members)),
      );
      await startAll(world);
      const id = await world.declare(SEALED);
      await makeKey(world, members, id);
      assert.equal(members[0]!.ceremony(id).phase, "sealed");
      const [record] = await members[0]!.records();
      await voteAndEnd(world, id);
      assert.deepEqual(countsOf(world, id), ["0", "0", "1", "1"]);
      assert.equal(world.sent("deal").length, 3, "each keykeeper deals once");
      const secrets = (await Promise.all(members.map((member) => member.secrets()))).flat();
      for (const tx of world.sent("reveal")) if (tx.kind === "reveal") secrets.push(tx.secret);
      assert.ok(secrets.length > 9);
      for (const member of members) {
        assert.equal(member.ceremony(id).phase, "counted");
        assert.deepEqual(
          member.log.filter(({ level }) => level !== "info"),
          [],
        );
        const said = JSON.stringify([member.log, member.status, await member.records(), record]);
        for (const secret of secrets)
          for (const text of spellings(secret)) assert.ok(!said.includes(text), "a secret is told");
        const [after] = await member.records();
        assert.equal(after!.over, "counted");
        assert.equal((after!.sealed as string).length, 2 + 2 * 16, "the secret is taken out: a tag is left");
      }
    });

  it("goes on without a keykeeper that is down, and names it while there is time", async () => {
    members = await newMembers(3);
    const [one, two, down] = members;
    const world = newWorld(genesisOf(thresholdOf(members, 2)));
    await startAll(world, [one!, two!]);
    const id = await world.declare(SEALED);
    const { deadline } = ceremonyIn(world, id);
    await until(world, members, deadline - 1);
    const status = one!.ceremony(id);
    assert.equal(status.phase, "deal");
    assert.equal(status.deadline, deadline);
    assert.deepEqual(status.missing, [down!.self.address]);
    const told = one!.log.find(({ fields }) => fields.event === "missing");
    assert.equal(told?.level, "warn");
    assert.deepEqual(told?.fields.missing, [down!.self.address]);
    assert.match(
      told!.message,
      new RegExp(`1 of 3 keykeepers have not dealt, and the window ends at height ${deadline}`),
    );
    await makeKey(world, members, id);
    await voteAndEnd(world, id);
    assert.deepEqual(countsOf(world, id), ["0", "0", "1", "1"]);
  });

  it("says who has not revealed, when the votes wait for it, and counts when it comes back", async () => {
    members = await newMembers(3);
    const [one, two, three] = members;
    const world = newWorld(genesisOf(thresholdOf(members, 3)));
    await startAll(world);
    const id = await world.declare(SEALED);
    await makeKey(world, members, id);
    await three!.stop();
    await castSealed(world, id, 0, 1);
    await until(world, members, world.process(id).end! + 4);
    const status = one!.ceremony(id);
    assert.equal(status.phase, "reveal");
    assert.deepEqual([status.needed, status.deadline, status.missing], [3, null, [three!.self.address]]);
    const told = two!.log.find(({ fields }) => fields.event === "missing");
    assert.deepEqual(told?.fields.missing, [three!.self.address]);
    await three!.start(world.genesis, new Link(world));
    await until(world, members, world.ledger.height + 1);
    assert.deepEqual(countsOf(world, id), ["0", "1", "0", "0"]);
  });

  it("complains of a dealer of a wrong share, and makes the key without it", async () => {
    members = await newMembers(2);
    const { secretKey, publicKey } = createKeykeeperKeys();
    const liar = { place: 3, secretKey, person: person("a lying keykeeper") };
    const self = { address: liar.person.address, key: hexOf(publicKey) };
    const world = newWorld(genesisOf(thresholdOf([...members, { self }], 2)));
    await startAll(world);
    const id = await world.declare(SEALED);
    const state = ceremonyIn(world, id);
    assert.equal(state.kind, "threshold");
    const right = createDeal((state as Extract<typeof state, { kind: "threshold" }>).ceremony.plan, 3);
    const deal = { ...right, shares: right.shares.map((share, i) => (i === 1 ? flipped(share) : share)) };
    await world.take(await dealOf(world, id, liar, { deal }));
    await makeKey(world, members, id);
    const complaints = world.sent("complain");
    assert.equal(complaints.length, 1);
    assert.ok(
      complaints[0]!.kind === "complain" && complaints[0]!.dealer === 3 && complaints[0]!.place === 2,
    );
    assert.deepEqual(
      members[0]!.ceremony(id).keykeepers.map(({ removed }) => removed),
      [false, false, true],
    );
    await voteAndEnd(world, id);
    assert.deepEqual(countsOf(world, id), ["0", "0", "1", "1"]);
  });

  for (const when of ["in the ceremony", "while votes are taken"] as const)
    it(`reveals nothing of a process that was canceled ${when}, and deletes the secrets`, async () => {
      members = await newMembers(2);
      const world = newWorld(genesisOf(layersOf(members)));
      await startAll(world);
      const id = await world.declare(SEALED);
      if (when === "in the ceremony") await until(world, members, world.ledger.height + 1);
      else {
        await makeKey(world, members, id);
        await castSealed(world, id, 0, 1);
      }
      assert.equal((await members[0]!.records())[0]!.over, null);
      await world.attest(id, { kind: "status", status: Status.CANCELED });
      await until(world, members, world.ledger.height + 8);
      assert.equal(world.sent("reveal").length, 0);
      for (const member of members) {
        assert.equal(member.ceremony(id).phase, "canceled");
        const [record] = await member.records();
        assert.equal(record!.over, "canceled");
        assert.equal((record!.sealed as string).length, 2 + 2 * 16);
      }
    });

  it("waits for the end of the inclusions", async () => {
    members = await newMembers(2);
    const world = newWorld(genesisOf(thresholdOf(members, 2)));
    await startAll(world);
    const id = await world.declare({
      ...SEALED,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { encryptedVotes: true, anonymous: true },
    });
    await world.attest(id, { kind: "rollup-opened", oracles: 2 });
    await makeKey(world, members, id);
    await until(world, members, world.process(id).end! + 3);
    assert.equal(world.process(id).phase, "ended");
    assert.equal(members[0]!.ceremony(id).phase, "inclusion");
    assert.equal(world.sent("reveal").length, 0, "a key was revealed while votes could be included");
    const vote = { nullifier: 5n, weight: 3n, voteHash: 6n, nonce: 0, envelopeHash: 7n, votePackage: null };
    await world.attest(id, { kind: "included", votes: [vote] });
    await until(world, members, world.ledger.height + 1);
    assert.equal(world.sent("reveal").length, 0);
    await world.attest(id, { kind: "inclusion-ended" });
    await until(world, members, world.ledger.height + 2);
    assert.equal(world.sent("reveal").length, 2);
    assert.equal(world.process(id).phase, "counted");
  });
});
