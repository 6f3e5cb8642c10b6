// What a rollup takes from the chain: of each voter the vote that counts, with its proof and its ballot.
import assert from "node:assert/strict";
import {
  createVotePackage,
  encodeVotePackage,
  envelopeHash,
  resultsFromJson,
  VotingProcess,
  voteHash,
} from "../../src/ballot/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { tallyParts } from "../../src/evm/index.js";
import {
  type AnonymousVote,
  acceptedVotes,
  type FindTransaction,
  layerTypedData,
  readCeremony,
  transactionId,
} from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { planRollup, TALLY_8 } from "../../src/rollup/index.js";
import { createBoxKeys, sealLayered } from "../../src/seal/index.js";
import { throwsCode } from "../support/errors.js";
import { people, person } from "../support/ledger/people.js";
import { anonymousVote, namedCensus, ruleFacts } from "../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, type ParamsChange, testGenesis, World } from "../support/ledger/world.js";

const ROOT = namedCensus([person("ada")]).root;
const PROCESS = {
  censusRoot: ROOT,
  censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
  envelopeType: { anonymous: true },
  maxVoteOverwrites: 2,
  blockCount: 4,
} as const satisfies ParamsChange;

const findIn =
  ({ blocks }: World): FindTransaction =>
  (id) =>
    blocks.flatMap(({ transactions }) => transactions).find((bytes) => toHex(transactionId(bytes)) === id);

const voteIn = (world: World, id: Hex, secret: bigint, change: Parameters<typeof anonymousVote>[4] = {}) =>
  anonymousVote(world, id, secret, ROOT, change, envelopeHash);

const accepted = (world: World, id: Hex, find = findIn(world), question?: number) =>
  acceptedVotes(world.ledger.state, world.process(id), find, question);

const shown = ({
  nullifier,
  weight,
  nonce,
  proof,
}: Pick<AnonymousVote, "nullifier" | "weight" | "nonce" | "proof">) => ({
  nullifier,
  weight,
  nonce,
  proof: toHex(proof),
});
const byNullifier = (a: { nullifier: bigint }, b: { nullifier: bigint }) =>
  a.nullifier < b.nullifier ? -1 : 1;

describe("ledger: the votes that a rollup takes", () => {
  it("are of each voter the one that counts, ascending, opened, with the proofs of the blocks", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare(PROCESS);
    await world.until(world.process(id).start! - 1);
    const first = [1n, 2n, 3n].map((secret) => voteIn(world, id, secret, { weight: secret, votes: [1] }));
    await world.take(...first);
    throwsCode("ledger/not-counted", () => accepted(world, id));
    const second = voteIn(world, id, 2n, { weight: 2n, votes: [3], nonce: 1 });
    await world.take(second);
    // The same statement with another proof is repeated, and its transaction is not the vote's.
    await world.block({ ...second, proof: new Uint8Array(256) });
    await world.until(world.process(id).end!);
    const votes = accepted(world, id);
    const counting = [first[0]!, second, first[2]!].sort(byNullifier);
    assert.deepEqual(votes.map(shown), counting.map(shown));
    for (const [i, vote] of votes.entries()) {
      assert.deepEqual(vote.ballot?.votes, counting[i] === second ? [3] : [1]);
      assert.equal(vote.voteHash, counting[i]!.voteHash);
      assert.equal(vote.envelopeHash, envelopeHash(counting[i]!));
    }
  });

  it("are refused where a block's transaction is missing or another, and where votes are by name", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare(PROCESS);
    const named = await world.declare({ censusRoot: ROOT, blockCount: 1 });
    await world.until(world.process(id).start! - 1);
    await world.take(voteIn(world, id, 1n));
    await world.until(world.process(id).end!);
    const [declared] = world.blocks[0]!.transactions;
    throwsCode("ledger/no-transaction", () => accepted(world, id, () => undefined));
    throwsCode("ledger/no-transaction", () => accepted(world, id, () => declared));
    throwsCode("ledger/unsupported", () => accepted(world, named));
  });

  it("leave out those that the EVM included: their proofs are in its inbox", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({ ...PROCESS, mode: { autoStart: false } });
    await world.attest(id, { kind: "rollup-opened", oracles: 2 });
    await world.attest(id, { kind: "status", status: 0 });
    await world.until(world.process(id).start!);
    const [ada, bob, eve] = [1n, 2n, 3n].map((secret) => voteIn(world, id, secret));
    await world.take(ada!, bob!);
    const included = [eve!, voteIn(world, id, 2n, { nonce: 1 })].map((vote) => ({
      ...vote,
      envelopeHash: envelopeHash(vote),
    }));
    await world.attest(id, { kind: "included", votes: included });
    await world.until(world.process(id).end!);
    await world.attest(id, { kind: "inclusion-ended" });
    assert.equal(world.process(id).record.counted!.size, 3);
    assert.deepEqual(accepted(world, id).map(shown), [shown(ada!)]);
  });

  it("are of one question of a SERIAL process", async () => {
    const world = new World(ruleFacts());
    const envelopeType = { anonymous: true, serial: true };
    const id = await world.declare({ ...PROCESS, envelopeType, questionCount: 2, blockCount: 8 });
    await world.until(world.process(id).start!);
    const first = voteIn(world, id, 1n);
    await world.take(first);
    await world.attest(id, { kind: "question" });
    const second = voteIn(world, id, 1n);
    await world.take(second);
    await world.until(world.process(id).end!);
    const of = (question: number) => accepted(world, id, findIn(world), question).map(shown);
    assert.deepEqual([of(0), of(1), of(2)], [[shown(first)], [shown(second)], []]);
  });

  it("give a SERIAL process a plan of batches for each question, with the chain's results", async () => {
    const world = new World(ruleFacts());
    const envelopeType = { anonymous: true, serial: true };
    const id = await world.declare({ ...PROCESS, envelopeType, questionCount: 2, blockCount: 8 });
    await world.until(world.process(id).start!);
    await world.take(
      voteIn(world, id, 1n, { weight: 5n, votes: [1] }),
      voteIn(world, id, 2n, { votes: [7] }),
    );
    await world.attest(id, { kind: "question" });
    await world.take(voteIn(world, id, 1n, { weight: 5n, votes: [3] }));
    await world.until(world.process(id).end!);
    const { declaration, results } = world.process(id);
    const { contract, params } = declaration;
    const { maxVoteOverwrites, maxCount, maxValue, costExponent, maxTotalCost } = params;
    const rules = { uniqueValues: false, costFromWeight: false };
    const parts = tallyParts(resultsFromJson(results!, 2), [2n, 1n]);
    assert.deepEqual(
      parts.map(({ invalid }) => invalid),
      [1n, 0n],
    );
    for (const [questionIndex, part] of parts.entries()) {
      const process = new VotingProcess({
        ...{ contract, processId: id, questionIndex, maxVoteOverwrites },
        ...{ circuit: CENSUS_KEY.circuit, censusKey: params.censusKey, censusRoot: BigInt(ROOT) },
        ballot: { maxCount, maxValue, costExponent, maxTotalCost, ...rules },
      });
      const { last } = planRollup(TALLY_8, process, accepted(world, id, findIn(world), questionIndex));
      const counts = last.results.slice(0, maxCount);
      assert.deepEqual({ voteCount: last.voteCount, invalid: last.invalid, counts }, part);
    }
  });

  it("are opened with the keys that were revealed", async () => {
    const keykeepers = people("keykeeper", 2);
    const addresses = keykeepers.map(({ address }) => address);
    const { lists } = testGenesis();
    const genesis = testGenesis({ lists: { ...lists, keykeepers: { kind: "layered", addresses } } });
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ ...PROCESS, envelopeType: { anonymous: true, encryptedVotes: true } });
    const keys = keykeepers.map(() => createBoxKeys());
    for (const [i, { account, address }] of keykeepers.entries()) {
      const deal = { processId: id, round: 0, deal: keys[i]!.publicKey };
      const signature = bytesOf(await account.signTypedData(layerTypedData(genesis.hash, deal)));
      await world.take({ kind: "deal", ...deal, keykeeper: address, signature });
    }
    const { state } = world.ledger;
    const { deadline } = readCeremony(state, state, world.process(id).record)!;
    await world.until(deadline);
    await world.until(world.process(id).start!);
    const content = createVotePackage([2]);
    const { nullifier } = voteIn(world, id, 1n);
    const votePackage = sealLayered(
      bytesOf(`0x${nullifier.toString(16).padStart(64, "0")}`),
      encodeVotePackage(content),
      keys.map(({ publicKey }) => publicKey),
      { maxCount: 1, maxValue: 3 },
    );
    const sealed = {
      encryptionKeyIndexes: [0, 1],
      votePackage,
      voteHash: voteHash(content.votes, content.nonce, nullifier),
    };
    await world.take(voteIn(world, id, 1n, sealed), voteIn(world, id, 2n, { ...sealed }));
    await world.until(world.process(id).end!);
    for (const [i, { secretKey }] of keys.entries())
      await world.take({ kind: "reveal", processId: id, round: 0, place: i + 1, secret: secretKey });
    const votes = accepted(world, id);
    assert.deepEqual(
      votes.map(({ ballot }) => ballot?.votes),
      votes.map((vote) => (vote.nullifier === nullifier ? [2] : undefined)),
      "a copied ballot opens for nobody else",
    );
  });
});
