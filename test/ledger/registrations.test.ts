import assert from "node:assert/strict";
import { scalarToHex } from "../../src/bytes/index.js";
import { Census, CensusSnapshot, writeSnapshot } from "../../src/census/index.js";
import { registrations, registrySnapshot } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { people } from "../support/ledger/people.js";
import { registration } from "../support/ledger/registrations.js";
import { namedCensus, ruleFacts } from "../support/ledger/votes.js";
import { CENSUS_KEY, testGenesis, World } from "../support/ledger/world.js";

const MEMBERS = people("member", 10);
const census = namedCensus(MEMBERS);
const [ada, bob] = MEMBERS;

async function registering(depth = 7) {
  const key = { ...CENSUS_KEY, depth };
  const world = new World(ruleFacts(), testGenesis({ censusKeys: [key] }, { registrationWindow: 5 }));
  const id = await world.declare({
    censusRoot: census.root,
    censusKey: keyId(key.circuit, key.keyHash),
    envelopeType: { anonymous: true },
    mode: { preRegister: true },
  });
  return { world, id };
}

describe("ledger: registrations", () => {
  it("builds the census of the commitments", async () => {
    const { world, id } = await registering();
    const made = await Promise.all(
      MEMBERS.map((one, i) =>
        registration(world, id, one, { ...census.member(i), commitment: BigInt(i + 100) }),
      ),
    );
    await world.take(...made);
    const voters = MEMBERS.map((_, i) => ({ commitment: BigInt(i + 100), weight: BigInt(i + 1) }));
    const { record } = world.process(id);
    assert.equal(record.registry.censusRoot, scalarToHex(new Census(7, voters).root));
    assert.equal([...registrations(world.ledger.state, record)].length, MEMBERS.length);
    assert.throws(() => registrySnapshot(world.ledger.state, world.process(id)), {
      code: "ledger/too-early",
    });
    await world.until(world.process(id).start!);
    const file = registrySnapshot(world.ledger.state, world.process(id));
    assert.deepEqual(file, writeSnapshot(new Census(7, voters)));
    const named = await world.declare({ censusRoot: census.root });
    assert.throws(() => registrySnapshot(world.ledger.state, world.process(named)), {
      code: "ledger/no-registration",
    });
  });

  it("gives a file without registrations the root of an empty census", async () => {
    const { world, id } = await registering();
    await world.until(world.process(id).start!);
    const file = registrySnapshot(world.ledger.state, world.process(id));
    assert.deepEqual(file, writeSnapshot(new Census(7)));
    await new CensusSnapshot(file).rehash();
  });

  it("is full when its census has no place left", async () => {
    const { world, id } = await registering(1);
    const of = (i: number) =>
      registration(world, id, MEMBERS[i]!, { ...census.member(i), commitment: BigInt(i + 100) });
    await world.take(...(await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(of))));
    const { censusRoot } = world.process(id).record.registry;
    assert.equal((await world.refusal(await of(8))).code, "ledger/full");
    assert.equal(world.process(id).record.registry.censusRoot, censusRoot);
    const again = { ...census.member(0), commitment: 7n, nonce: 1 };
    await world.take(await registration(world, id, MEMBERS[0]!, again));
    assert.equal(world.process(id).record.registry.size, 8);
  });

  it("replaces a commitment in its place, and only by a higher number", async () => {
    const { world, id } = await registering();
    const of = (nonce: number, commitment: bigint) =>
      registration(world, id, ada!, { ...census.member(0), nonce, commitment });
    const [first] = await world.take(await of(0, 5n));
    assert.equal(first?.kind === "register" && first.place, 0);
    const [again] = await world.take(await of(0, 5n));
    assert.equal(again?.repeated, true);
    assert.equal((await world.refusal(await of(0, 6n))).code, "ledger/registered");
    await world.take(await of(3, 6n));
    assert.equal((await world.refusal(await of(3, 7n))).code, "ledger/registered");
    assert.equal((await world.refusal(await of(2, 7n))).code, "ledger/registered");
    await world.take(
      await of(7, 6n),
      await registration(world, id, bob!, { ...census.member(1), commitment: 6n }),
    );
    const listed = [...registrations(world.ledger.state, world.process(id).record)];
    assert.deepEqual(
      listed.map(({ voter, nonce, commitment }) => [voter, nonce, commitment]),
      [
        [ada!.address, 7, 6n],
        [bob!.address, 0, 6n],
      ],
    );
  });

  it("refuses strangers, other weights, other signers, and whoever comes after the start", async () => {
    const { world, id } = await registering();
    const [stranger] = people("stranger", 1);
    const member = { ...census.member(0), commitment: 5n };
    const code = async (of: typeof ada, change = {}) =>
      (await world.refusal({ ...(await registration(world, id, of!, member)), ...change })).code;
    assert.equal(await code(stranger), "ledger/not-eligible");
    assert.equal(await code(bob), "ledger/not-eligible");
    assert.equal(await code(ada, { weight: 2n }), "ledger/signature");
    assert.equal(await code(ada, { commitment: 6n }), "ledger/signature");
    assert.equal(await code(ada, { nonce: 1 }), "ledger/signature");
    assert.equal(await code(ada, { commitment: 0n }), "ledger/commitment");
    assert.equal(
      await code(ada, { eligibility: { kind: "certified", certificate: new Uint8Array(65) } }),
      "ledger/eligibility",
    );
    await world.until(world.process(id).start! - 1);
    assert.equal(await code(ada), "ledger/registration-over");
    const plain = await world.declare({ censusRoot: census.root });
    const other = await registration(world, plain, ada!, member);
    assert.equal((await world.refusal(other)).code, "ledger/no-registration");
  });
});
