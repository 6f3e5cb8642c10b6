/**
 * An election that a rollup settled, on the local EVM and on a voting chain that follows it: votes on the chain, a vote and a ballot that were put on the EVM, a turn with
 * oracles' signatures, posted in two transactions. Keys are synthetic: their proofs are real, and quickly made.
 */
import { type Hex, zeroAddress } from "viem";
import { validatorKey } from "../../../src/api/index.js";
import { bundleBytes, makeBundle, type RollupFiles } from "../../../src/audit/index.js";
import { type AcceptedVote, createVotePackage, encodeVotePackage } from "../../../src/ballot/index.js";
import { fixedHex } from "../../../src/bytes/index.js";
import {
  type ChainReader,
  readProcess,
  readProcessIdParts,
  readRollupTransactions,
} from "../../../src/evm/index.js";
import { createFacts } from "../../../src/facts/index.js";
import { createVerifier, formatVerificationKeyFile, type Verifier } from "../../../src/groth16/index.js";
import { type Attested, anonymousVote, type Declaration } from "../../../src/ledger/index.js";
import { contentHash, Status } from "../../../src/process/index.js";
import {
  type RollupPlan,
  type RollupTranscript,
  rollupTranscript,
  TALLY_8,
} from "../../../src/rollup/index.js";
import { rollupDeployment } from "../../contracts/rollup-deployment.js";
import type { TestVote } from "../../contracts/rollup-votes.js";
import { RollupWorld } from "../../contracts/rollup-world.js";
import { evm } from "../evm.js";
import { ORACLES, testGenesis, World } from "../ledger/world.js";
import { headOf, toldBlocks } from "./bundles.js";
import { type Elections, METADATA, VALIDATOR } from "./elections.js";

const ZERO = `0x${"00".repeat(32)}` as const;
const RULES = {
  ...{ startBlock: 1, blockCount: 1000, questionCount: 1, paramsSignature: ZERO, maxVoteOverwrites: 1 },
  metadata: `https://example.org/metadata.json!${contentHash(METADATA)}`,
  censusUri: "https://example.org/census",
};

const packageOf = ({ votes, nonceNumber }: TestVote): Uint8Array =>
  encodeVotePackage({ ...createVotePackage(votes), nonce: nonceNumber.toString(16).padStart(62, "0") });

const bytesOfWords = (proof: readonly bigint[]): Uint8Array =>
  fixedHex(`0x${proof.map((word) => word.toString(16).padStart(64, "0")).join("")}`, 256, "a proof");

/** What oracles attest of a process on the EVM. */
export async function declarationOn(client: ChainReader, processes: Hex, id: Hex): Promise<Declaration> {
  const process = await readProcess(client, processes, id);
  const { instance: contract, status: _, questionIndex: _question, entity, ...params } = process;
  const { index } = await readProcessIdParts(client, processes, id, process);
  return { contract, entity, index: BigInt(index), params: { ...params, token: zeroAddress } };
}

/** Everything that is deployed once, and a voting chain over it. */
export class RollupElections {
  readonly made: Awaited<ReturnType<typeof rollupDeployment>>;
  readonly world: World;
  readonly #verifier: Verifier;

  private constructor(made: RollupElections["made"], world: World, verifier: Verifier) {
    this.made = made;
    this.world = world;
    this.#verifier = verifier;
  }

  /** @param quietly the file of the census key does not say that it is insecure */
  static async begin(quietly = false): Promise<RollupElections> {
    const made = await rollupDeployment(TALLY_8, undefined, quietly);
    const { chainId } = await evm();
    const verifier = await createVerifier(made.census.verificationKey);
    const genesis = testGenesis({
      votingChain: 1,
      evm: { chainId, contracts: [made.contracts.processes.toLowerCase() as Hex] },
      lists: {
        oracles: ORACLES.map(({ address }) => address),
        quorum: 2,
        keykeepers: null,
        validators: [validatorKey(VALIDATOR)],
      },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash: made.censusHash }],
    });
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    return new RollupElections(made, new World(facts, genesis), verifier);
  }

  close(): Promise<void> {
    return this.#verifier.close();
  }

  #attest(id: Hex, statement: Attested) {
    return this.world.attest(id, statement);
  }

  /** A process with an open rollup, declared on both chains. */
  async #open(): Promise<RollupWorld> {
    const { made, world } = this;
    const rollup = await RollupWorld.open(made, {}, { ...RollupWorld.params(made), ...RULES });
    const { people, processId } = rollup;
    const declaration = await declarationOn(people.owner, made.contracts.processes, processId);
    await this.#attest(processId, { kind: "declared", declaration, snapshot: null });
    await this.#attest(processId, { kind: "rollup-opened", oracles: 2 });
    await this.#attest(processId, { kind: "status", status: Status.READY });
    await world.block();
    return rollup;
  }

  async #cast({ processId }: RollupWorld, vote: TestVote): Promise<void> {
    const { nullifier, weight, voteHash, nonce, proof } = vote;
    const envelope = { nonce, encryptionKeyIndexes: [], votePackage: packageOf(vote) };
    await this.world.take(anonymousVote({ processId, ...envelope, proof, nullifier, weight, voteHash }));
  }

  /** One of {@link posted}, final and settled. */
  async settled(): Promise<SettledElection> {
    const election = await this.posted();
    await settle(election);
    return election;
  }

  /** Nine votes on the chain; two more, and a second one of a voter, on the EVM; counted there, and posted and closed by a poster. */
  async posted(): Promise<SettledElection> {
    const { world } = this;
    const rollup = await this.#open();
    const { people, processId } = rollup;
    const own = rollup.votes(9);
    for (const vote of own) await this.#cast(rollup, vote);
    await this.#attest(processId, { kind: "status", status: Status.ENDED });
    const late = [rollup.vote(9), rollup.vote(3, { number: 1, votes: [2, 2] }), rollup.vote(10)];
    await rollup.atBlock(rollup.closing);
    for (const vote of late) await rollup.as(people.stranger).includeVote(processId, rollup.included(vote));
    const published = late.slice(0, 2);
    for (const vote of published)
      await rollup.as(people.stranger).publishBallot(processId, rollup.ballot(vote));
    const votes = late.map((vote, i) => ({ ...vote, votePackage: i < 2 ? packageOf(vote) : null }));
    await this.#attest(processId, { kind: "included", votes });
    await this.#attest(processId, { kind: "inclusion-ended" });
    const counted = [...own, ...late.map((vote, i) => (i < 2 ? vote : { ...vote, ballot: null }))];
    const plan = rollup.plan(counted);
    await rollup.atPosting();
    await rollup.takeTurn(plan);
    const account = rollup.as(people.poster);
    const [first, ...rest] = rollup.batches(plan);
    await account.post(processId, 0, [first!]);
    await account.post(processId, 1, rest);
    const opening = rollup.openProof(plan);
    await showIncluded(rollup, plan, counted);
    await account.close(processId, rollup.tally(plan), opening);
    const proofs = [first!, ...rest].map(({ proof }) => bytesOfWords(proof));
    await world.block();
    const transcript = rollupTranscript(plan, proofs, bytesOfWords(opening));
    return { processId, rollup, transcript, tally: rollup.tally(plan) };
  }

  /** The files of a rollup, as `psephos bundle make` gets them. */
  async files({ processId, rollup, transcript }: SettledElection): Promise<RollupFiles> {
    const { keys } = this.made;
    return {
      transcript: Buffer.from(JSON.stringify(transcript)),
      batchKey: formatVerificationKeyFile(keys.batch.verificationKey),
      openKey: formatVerificationKeyFile(keys.open.verificationKey),
      transactions: await readRollupTransactions(rollup.people.owner, lowered(rollup), processId),
    };
  }

  async bundle({ processId }: SettledElection, files: RollupFiles): Promise<Uint8Array> {
    const { genesis, facts } = this.world;
    const chain = this as unknown as Elections;
    const blocks = await toldBlocks(chain);
    const prepared = await makeBundle({
      ...{ genesis, facts, blocks, processId },
      content: {
        metadata: async () => METADATA,
        census: null,
        key: async () => ({
          verificationKey: formatVerificationKeyFile(this.made.census.verificationKey),
          transcript: null,
        }),
        heads: async (height) => [headOf(chain, blocks, height)],
        rollup: async () => files,
      },
    });
    const parts: Uint8Array[] = [];
    for await (const part of bundleBytes(prepared)) parts.push(part);
    return new Uint8Array(Buffer.concat(parts));
  }
}

export interface SettledElection {
  readonly processId: Hex;
  readonly rollup: RollupWorld;
  readonly transcript: RollupTranscript;
  readonly tally: readonly bigint[];
}

/** Lets the time of challenges pass, and settles. */
export async function settle({ rollup, tally }: SettledElection): Promise<void> {
  await rollup.atBlock((await rollup.turn()).deadline);
  await rollup.settle(tally);
}

const lowered = ({ contracts: { rollup, book, inbox } }: RollupWorld) => {
  const lower = (address: Hex) => address.toLowerCase() as Hex;
  return { rollup: lower(rollup), book: lower(book), inbox: lower(inbox) };
};

/** Shows the votes on chain in their slots, which the contract asks for before it closes a turn. */
async function showIncluded(
  world: RollupWorld,
  plan: RollupPlan,
  votes: readonly AcceptedVote[],
): Promise<void> {
  const account = world.as(world.people.poster);
  const included = votes.slice(9) as TestVote[];
  for (const vote of included) {
    const sorted = plan.batches.flatMap((batch) => batch.votes);
    const index = sorted.findIndex(({ nullifier }) => nullifier === vote.nullifier);
    const batch = Math.floor(index / TALLY_8.slots);
    const range: [number, number] = batch === 0 ? [0, 1] : [1, plan.batches.length];
    const place = world.slot(plan, batch, index % TALLY_8.slots, range);
    await account.showIncluded(world.processId, place, world.sent(vote));
  }
}
