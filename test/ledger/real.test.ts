// Votes of the voter's room through the real checks: registration by name, then anonymous votes with proofs, sealed for a ceremony's key.
import assert from "node:assert/strict";
import { decodeEnvelope, encodeEnvelope, VotingProcess } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { Census, CensusSnapshot, createIdentity, writeSnapshot } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import { createProver, createVerifier, type Prover, type Verifier } from "../../src/groth16/index.js";
import { anonymousVote, namedVote, registration, registrations } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import {
  castNamedVote,
  castVote,
  createRegistration,
  memberOf,
  type VoterWallet,
} from "../../src/voter/index.js";
import { type Person, people, person } from "../support/ledger/people.js";
import { scopeIn } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";
import { type CensusCircuit, censusCircuit } from "../voter/support.js";

const walletOf = ({ account, address }: Person): VoterWallet => ({
  address,
  signMessage: (message) => account.signMessage({ message }),
  signTypedData: (data) => account.signTypedData(data),
});

const members = people("member", 3);
const snapshotOf = (census: Census) => new CensusSnapshot(writeSnapshot(census));

describe("ledger: votes with real proofs", function () {
  this.timeout(120_000);
  let circuit: CensusCircuit;
  let prover: Prover;
  let verifier: Verifier;
  let world: World;
  const byName = snapshotOf(
    new Census(
      7,
      members.map(({ address }, i) => ({ commitment: BigInt(address), weight: BigInt(10 + i) })),
    ),
  );
  const root: Hex = `0x${byName.root.toString(16).padStart(64, "0")}`;

  before(async () => {
    circuit = await censusCircuit();
    prover = await createProver(circuit);
    verifier = await createVerifier(circuit.verificationKey);
    const censusKeys = [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }];
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    world = new World(facts, testGenesis({ censusKeys }));
  });
  after(async () => {
    await Promise.all([prover.close(), verifier.close()]);
  });

  it("registers by name, and takes an anonymous vote of the registered census", async () => {
    const censusKey = keyId("census-7", verifier.keyHash);
    const id = await world.declare({
      censusRoot: root,
      censusKey,
      mode: { preRegister: true },
      envelopeType: { anonymous: true },
      startBlock: world.ledger.height + 6,
      blockCount: 4,
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
      await world.take(registration(await createRegistration(asked, walletOf(member))));
    }
    const stranger = await createRegistration(
      {
        genesisHash: world.genesis.hash,
        processId: id,
        identity: createIdentity(),
        ...memberOf(byName, members[0]!.address),
      },
      walletOf(person("stranger")),
    );
    assert.equal((await world.refusal(registration(stranger))).code, "ledger/not-eligible");
    await world.until(world.process(id).start!);
    const { record } = world.process(id);
    const registered = new Census(7, [...registrations(world.ledger.state, record)]);
    assert.equal(registered.root, BigInt(record.registry.censusRoot), "the chain's tree is the census's");
    const process = new VotingProcess({
      contract: world.process(id).declaration.contract,
      processId: id,
      censusRoot: registered.root,
      circuit: "census-7",
      censusKey,
      maxVoteOverwrites: 1,
      ballot: { maxCount: 1, maxValue: 3 },
    });
    const vote = {
      process,
      identity: identities[1]!,
      census: snapshotOf(registered),
      votes: [2],
      weight: 5n,
    };
    const { envelope } = await castVote(vote, { prover, verifier }, { insecure: true });
    const sent = anonymousVote(decodeEnvelope(encodeEnvelope(envelope)));
    assert.equal((await world.refusal({ ...sent, weight: 6n })).code, "ledger/proof-refused");
    await world.take(sent);
    await world.until(world.process(id).end!);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[2].count, "5");
  });

  it("takes a vote by name, signed by a wallet", async () => {
    const id = await world.declare({ censusRoot: root, blockCount: 3 });
    await world.until(world.process(id).start! - 1);
    const scope = scopeIn(world, id);
    const process = { processId: id, scope, maxVoteOverwrites: 0, ballot: { maxCount: 1, maxValue: 3 } };
    const envelope = await castNamedVote(
      { process, votes: [3], ...memberOf(byName, members[2]!.address) },
      walletOf(members[2]!),
    );
    await world.take(namedVote(envelope));
    await world.until(world.process(id).end!);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[3].count, "12");
  });
});
