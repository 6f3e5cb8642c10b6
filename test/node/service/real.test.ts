/** Registrations, anonymous votes with real proofs, and a key ceremony through the door. */
import assert from "node:assert/strict";
import { checkReceipt } from "../../../src/api/index.js";
import { encodeEnvelope, encodeRegistration, VotingProcess } from "../../../src/ballot/index.js";
import { type Hex, readInteger, scalarToHex, toHex } from "../../../src/bytes/index.js";
import { Census, CensusSnapshot, createIdentity, writeSnapshot } from "../../../src/census/index.js";
import { createFacts } from "../../../src/facts/index.js";
import { createProver, createVerifier, type Prover, type Verifier } from "../../../src/groth16/index.js";
import { encodeTransaction, processView, registrations } from "../../../src/ledger/index.js";
import { keyId, Status } from "../../../src/process/index.js";
import { encodeDeal } from "../../../src/seal/index.js";
import { castVote, createRegistration, memberOf, type VoterWallet } from "../../../src/voter/index.js";
import { council, dealOf, thresholdIn } from "../../support/ledger/council.js";
import type { Person } from "../../support/ledger/people.js";
import { ORACLES, testGenesis, World } from "../../support/ledger/world.js";
import { nodeGenesis, until, VOTERS } from "../../support/node/solo.js";
import { proofBytes, rerandomized } from "../../support/rerandomize.js";
import { type CensusCircuit, censusCircuit } from "../../voter/support.js";
import { errorOf, type OpenDoor, openDoor } from "./support.js";

const walletOf = ({ account, address }: Person): VoterWallet => ({
  address,
  signMessage: (message) => account.signMessage({ message }),
  signTypedData: (data) => account.signTypedData(data),
});
const snapshotOf = (census: Census) => new CensusSnapshot(writeSnapshot(census));

const members = VOTERS.slice(0, 3);
const byName = snapshotOf(
  new Census(
    7,
    members.map(({ address }) => ({ commitment: BigInt(address), weight: 5n })),
  ),
);
const group = council(3, 2);

describe("node service: real proofs", function () {
  this.timeout(180_000);
  let circuit: CensusCircuit;
  let prover: Prover;
  let verifier: Verifier;
  let world: World;
  let door: OpenDoor;

  before(async () => {
    circuit = await censusCircuit();
    prover = await createProver(circuit);
    verifier = await createVerifier(circuit.verificationKey);
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    const genesis = testGenesis(
      {
        lists: { ...nodeGenesis().lists, keykeepers: group.keykeepers },
        censusKeys: [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }],
      },
      { dealWindow: 65_000 },
    );
    world = new World(facts, genesis);
    door = await openDoor({ solo: { genesis, facts, interval: 20 } });
  });
  after(async () => {
    await door.close();
    await Promise.all([prover.close(), verifier.close()]);
  });

  /** Declares a process on the node's chain, by its oracles. */
  async function declare(change: Parameters<World["declare"]>[0]): Promise<Hex> {
    const before = world.blocks.length;
    const id = await world.declare(change);
    for (const { transactions } of world.blocks.slice(before))
      for (const bytes of transactions) await door.client.transaction(bytes, { wait: true });
    return id;
  }
  const start = (id: Hex) => processView(door.ordering.state, id)!.start!;

  it("takes registrations, then the anonymous votes of the registered; false proofs beside true ones harm nobody", async () => {
    const censusKey = keyId("census-7", verifier.keyHash);
    const id = await declare({
      censusRoot: scalarToHex(byName.root),
      censusKey,
      mode: { autoStart: false, preRegister: true },
      envelopeType: { anonymous: true },
      blockCount: 0,
      maxVoteOverwrites: 1,
    });
    const identities = members.map(() => createIdentity());
    for (const [i, member] of members.entries()) {
      const asked = {
        genesisHash: world.genesis.hash,
        processId: id,
        identity: identities[i]!,
        ...memberOf(byName, member.address),
      };
      const text = encodeRegistration(await createRegistration(asked, walletOf(member)));
      const answer = await door.client.register(text, { wait: true });
      assert.equal(answer.state, "recorded");
      assert.equal((await door.client.register(text)).state, "recorded", "the same again");
    }
    const { sequence } = processView(door.ordering.state, id)!.record;
    for (const oracle of ORACLES.slice(0, 2)) {
      const word = await world.attestation(id, sequence, { kind: "status", status: Status.READY }, oracle);
      await door.client.transaction(encodeTransaction(word), { wait: true });
    }
    await until(door.ordering, start(id) - 1);
    const { record, declaration } = processView(door.ordering.state, id)!;
    const registered = new Census(7, [...registrations(door.ordering.state, record)]);
    const process = new VotingProcess({
      contract: declaration.contract,
      processId: id,
      censusRoot: registered.root,
      circuit: "census-7",
      censusKey,
      maxVoteOverwrites: 1,
      ballot: { maxCount: 1, maxValue: 3 },
    });
    const vote = (i: number) =>
      castVote(
        { process, identity: identities[i]!, census: snapshotOf(registered), votes: [i], weight: 5n },
        { prover, verifier },
        { insecure: true },
      );
    const envelopes = [(await vote(0)).envelope, (await vote(1)).envelope];
    const [one, two] = envelopes;
    const texts = [
      encodeEnvelope({ ...one!, weight: 6n }),
      encodeEnvelope(one!),
      encodeEnvelope({ ...two!, proof: one!.proof }),
      encodeEnvelope({ ...two!, nullifier: one!.nullifier }),
      encodeEnvelope({ ...two!, processId: toHex(new Uint8Array(32).fill(9)) }),
      encodeEnvelope(two!),
    ];
    const results = await door.client.votes(texts);
    assert.deepEqual(
      results.map((result) => ("error" in result ? result.error.code : result.state)),
      [
        "ledger/proof-refused",
        "verified",
        "ledger/proof-refused",
        "ledger/ballot-mismatch",
        "ledger/no-process",
        "verified",
      ],
    );
    for (const [i, envelope] of envelopes.entries()) {
      const answer = await door.client.vote(encodeEnvelope(envelope), { wait: true });
      assert.ok(answer.state === "recorded");
      const { entry } = checkReceipt(door.ordering.genesis, answer.receipt);
      assert.equal(entry.voterId, scalarToHex(envelope.nullifier));
      assert.ok(entry.weight === 5n && i < 2);
    }
    const words = Array.from({ length: 8 }, (_, i) => readInteger(one!.proof, 32 * i, 32));
    const other = encodeEnvelope({ ...one!, proof: proofBytes(rerandomized(words)) });
    const same = await door.client.vote(other);
    assert.ok(same.state === "recorded", "the same statement with other bytes of its proof");
    assert.equal(same.receipt.voterId, scalarToHex(one!.nullifier));
    const second = await door.client.vote(encodeEnvelope((await vote(0)).envelope)).catch(({ code }) => code);
    assert.equal(second, "ledger/superseded", "another ballot with the same number");
    assert.equal((await door.client.log(id)).size, 2);
  });

  it("shows the key ceremony, and who is missing by when", async () => {
    const id = await declare({
      censusRoot: scalarToHex(byName.root),
      envelopeType: { encryptedVotes: true },
      blockCount: 0,
    });
    const before = await door.client.keys(id);
    assert.deepEqual(
      before.missing.map(({ place, message, by }) => [place, message, by === before.ceremony?.deadline]),
      [1, 2, 3].map((place) => [place, "deal", true]),
    );
    const deal = await dealOf(world, id, group.members[1]!);
    await door.client.transaction(encodeTransaction(deal), { wait: true });
    const { ceremony, missing } = await door.client.keys(id);
    assert.deepEqual([ceremony?.kind, ceremony?.phase, ceremony?.threshold], ["threshold", "deal", 2]);
    assert.deepEqual(
      missing.map(({ place, keykeeper }) => [place, keykeeper]),
      [1, 3].map((place) => [place, group.keykeepers.addresses[place - 1]]),
    );
    await world.take(deal);
    const own = Buffer.from(encodeDeal(thresholdIn(world, id).ceremony.deals[0]!)).toString("base64");
    assert.deepEqual(ceremony?.deals, [{ place: 2, deal: own }]);
    const twice = await door.post(
      "/v1/transactions",
      encodeTransaction(await dealOf(world, id, group.members[1]!)),
      "application/cbor",
    );
    assert.deepEqual([twice.status, errorOf(twice).code], [409, "seal/dealt-twice"]);
  });
});
