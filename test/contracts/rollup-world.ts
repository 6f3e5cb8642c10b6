// One process with its rollup, as the tests use it: votes with proofs, plans of their count, calls as anyone.
import assert from "node:assert/strict";
import { type Hex, numberToHex, parseEther, zeroAddress, zeroHash } from "viem";
import { type AcceptedVote, type BallotRules, packVotes } from "../../src/ballot/index.js";
import type { Hex as ProcessHex } from "../../src/bytes/index.js";
import { send } from "../../src/evm/client.js";
import {
  batchDigest,
  type Deployment,
  genesisAbi,
  type IncludedVote,
  isFinal,
  RollupAccount,
  type RollupBatch,
  type RollupCastVote,
  type RollupContracts,
  type RollupDeclaration,
  type RollupSlot,
  type RollupVote,
  readBond,
  readBurnt,
  readClaim,
  readInbox,
  readTurn,
  resultsAbi,
  votesTypedData,
} from "../../src/evm/index.js";
import { Status, scope } from "../../src/process/index.js";
import {
  batchSignals,
  openSignals,
  paramsVector,
  planRollup,
  type RollupPlan,
  shownCastVote,
  shownVote,
  TALLY_INSTANCES,
  voteToInclude,
} from "../../src/rollup/index.js";
import { evm, type TestWallet } from "../support/evm.js";
import type { Keys, RollupDeployment } from "./rollup-deployment.js";
import { CENSUS_ROOT, type TestVote, type TestVoteChange, testVote } from "./rollup-votes.js";
import { cast, MODE, type Params, processesAs } from "./support.js";

export const POSTER_BOND = parseEther("2");
export const DEMAND_BOND = parseEther("0.05");
/** Lengths of the windows, in blocks. */
export const WINDOWS = { inclusion: 64, opening: 64, posting: 100, challenge: 80, answer: 64 } as const;
const ballot = { maxCount: 2, maxValue: 2 };

/** The people of a rollup's tests. */
export async function rollupCast() {
  const { wallets } = await evm();
  const people = await cast();
  const [poster, watcher, other] = [wallets[6]!, wallets[7]!, wallets[8]!];
  return { ...people, poster, watcher, other };
}

const byAddress = (signers: readonly TestWallet[]): TestWallet[] => {
  const number = ({ account }: TestWallet) => BigInt(account.address);
  return [...signers].sort((a, b) => (number(a) < number(b) ? -1 : 1));
};

/** One process with its rollup, and calls at it as anyone. */
export class RollupWorld {
  readonly #made: RollupDeployment;
  readonly people: Awaited<ReturnType<typeof rollupCast>>;
  readonly processId: ProcessHex;
  readonly closing: bigint;

  private constructor(
    made: RollupDeployment,
    people: Awaited<ReturnType<typeof rollupCast>>,
    [processId, closing]: readonly [ProcessHex, bigint],
  ) {
    this.#made = made;
    this.people = people;
    this.processId = processId;
    this.closing = closing;
  }

  get contracts(): RollupContracts {
    return this.#made.rollup;
  }

  get deployment(): Deployment {
    return this.#made.contracts;
  }

  get scope(): bigint {
    return scope({ contract: this.deployment.processes, processId: this.processId });
  }

  get keys(): Keys {
    return this.#made.keys;
  }

  /** Parameters of a process that a rollup counts. */
  static params(made: RollupDeployment, change: Partial<Params> = {}): Partial<Params> {
    return {
      mode: MODE.interruptible,
      envelopeType: 2,
      censusOrigin: 2,
      maxCount: ballot.maxCount,
      maxValue: ballot.maxValue,
      censusKey: made.censusKey,
      settlement: made.rollup.rollup,
      censusRoot: numberToHex(CENSUS_ROOT, { size: 32 }),
      ...change,
    };
  }

  static declaration(
    made: RollupDeployment,
    closing: bigint,
    change: Partial<RollupDeclaration> = {},
  ): RollupDeclaration {
    return {
      instance: BigInt(TALLY_INSTANCES.indexOf(made.instance)),
      batchKeyHash: made.batchKeyHash,
      openKeyHash: made.openKeyHash,
      closing,
      ...WINDOWS,
      posterBond: POSTER_BOND,
      demandBond: DEMAND_BOND,
      signatures: 2,
      costTable: [],
      ...change,
    };
  }

  /** Declares a process, opens its rollup, closing ten blocks later, and starts it. */
  static async open(
    made: RollupDeployment,
    change: Partial<RollupDeclaration> = {},
    params: Partial<Params> = {},
  ): Promise<RollupWorld> {
    const people = await rollupCast();
    const entity = processesAs(people.entity, made.contracts.processes);
    const processId = await entity.newProcess(RollupWorld.params(made, params));
    const closing = (await people.owner.getBlockNumber({ cacheTime: 0 })) + 10n;
    const account = new RollupAccount(people.entity, made.rollup);
    await account.open(processId, RollupWorld.declaration(made, closing, change));
    await entity.setStatus(processId, Status.READY);
    return new RollupWorld(made, people, [processId as ProcessHex, closing]);
  }

  as(client: TestWallet): RollupAccount {
    return new RollupAccount(client, this.contracts);
  }

  /** A vote whose census proof holds. @param index also its place among the nullifiers */
  vote(index: number, change: TestVoteChange = {}): TestVote {
    return testVote(this, index, change);
  }

  /** A vote that nobody cast: another vote's proof under a nullifier beside it. */
  inventedVote(index: number): TestVote {
    const honest = this.vote(index);
    return { ...honest, nullifier: honest.nullifier + 1n, ballot: null };
  }

  votes(count: number): TestVote[] {
    return Array.from({ length: count }, (_, i) => this.vote(i));
  }

  plan(votes: readonly AcceptedVote[], rules: Partial<BallotRules> = {}): RollupPlan {
    // Whatever number a vote has: a cheat plans it all the same.
    const { processId, scope } = this;
    const process = { processId, scope, ballot: { ...ballot, ...rules }, maxVoteOverwrites: 255 };
    return planRollup(this.#made.instance, process, votes);
  }

  /** The batches of a plan, proved. */
  batches(plan: RollupPlan): RollupBatch[] {
    return plan.batches.map((batch) => ({
      leaves: batch.leaves,
      bitmap: batch.bitmap,
      commitment: batch.commitment,
      stateAfter: batch.stateAfter,
      proof: this.keys.batch.prove(batchSignals(batch)),
    }));
  }

  /** The tally as the results contract has it. */
  tally({ last }: RollupPlan): bigint[] {
    const counts = last.results.slice(0, ballot.maxCount).flatMap((row) => row.slice(0, ballot.maxValue + 1));
    return [last.voteCount, last.invalid, ...counts];
  }

  openProof(plan: RollupPlan): bigint[] {
    return this.keys.open.prove(openSignals(plan));
  }

  /** The seal over what was included, made now if nobody has. */
  async seal(): Promise<Hex> {
    const { inclusions } = readInbox(this.people.owner, this.contracts);
    const account = this.as(this.people.stranger);
    if ((await inclusions(this.processId)).seal === zeroHash) await account.sealInclusion(this.processId);
    return (await inclusions(this.processId)).seal;
  }

  /** Signatures of oracles, in the order of their addresses. */
  signatures(plan: RollupPlan, count = 2, processId: Hex = this.processId): Promise<Hex[]> {
    return this.signaturesOf(plan, byAddress(this.people.oracles).slice(0, count), processId);
  }

  async signaturesOf(
    plan: RollupPlan,
    signers: readonly TestWallet[],
    processId: Hex = this.processId,
  ): Promise<Hex[]> {
    const { chainId } = await evm();
    const inclusionSeal = await this.seal();
    const message = { ...this.statement(plan), processId, inclusionSeal };
    const data = votesTypedData({ rollup: this.contracts.rollup, chainId }, message);
    return Promise.all(byAddress(signers).map((signer) => signer.signTypedData(data)));
  }

  async removeOracle(oracle: TestWallet): Promise<void> {
    const call = { address: this.deployment.genesis, abi: genesisAbi } as const;
    const { owner } = this.people;
    await send(owner, { ...call, functionName: "setQuorum", args: [1, 1] }).catch(() => undefined);
    await send(owner, { ...call, functionName: "removeOracle", args: [1, oracle.account.address] });
  }

  statement(plan: RollupPlan) {
    return {
      processId: this.processId,
      votesDigest: plan.votesDigest,
      voteCount: plan.last.voteCount,
    };
  }

  async takeTurn(plan: RollupPlan, client = this.people.poster) {
    const bond = await readBond(client, this.contracts, this.processId);
    return this.as(client).takeTurn(this.statement(plan), await this.signatures(plan), bond);
  }

  /** Posts a whole plan and closes it. */
  async postAll(plan: RollupPlan, client = this.people.poster): Promise<void> {
    await this.takeTurn(plan, client);
    await this.as(client).post(this.processId, 0, this.batches(plan));
    await this.as(client).close(this.processId, this.tally(plan), this.openProof(plan));
  }

  /** A slot of a plan whose batches `first` up to `end` were posted in one transaction: all of them unless told. */
  slot(
    { batches, params }: RollupPlan,
    batch: number,
    slot: number,
    [first, end] = [0, batches.length],
  ): RollupSlot {
    const { leaves, bitmap } = batches[batch]!;
    const digests = batches
      .slice(first, end)
      .map(({ leaves, bitmap }) => batchDigest(leaves, bitmap, paramsVector(params)));
    return { first: BigInt(first!), digests, batch: BigInt(batch), slot: BigInt(slot), leaves, bitmap };
  }

  /** A vote as its leaf hides it. */
  shown(vote: TestVote): RollupVote {
    return shownVote(vote);
  }

  /** A vote with what its envelope's hash hides. */
  sent(vote: TestVote): RollupCastVote {
    return shownCastVote(vote);
  }

  /** The same with its proof, as it is put on chain. */
  included(vote: TestVote): IncludedVote {
    return { ...voteToInclude(vote), proof: vote.words };
  }

  /** A vote's ballot, as it is published. */
  ballot({ nullifier, votes, nonceNumber }: TestVote) {
    const packed = packVotes(votes)[0]! % (1n << 200n);
    return { nullifier, packed, nonce: nonceNumber };
  }

  /** Answers the demand for a slot. */
  answer(client: TestWallet, index: number, vote: TestVote, proof = vote.words) {
    return this.as(client).answer(this.processId, BigInt(index), this.sent(vote), proof);
  }

  /** Demands a vote that nobody can show, and ends the turn over it. @returns what the watcher then may withdraw */
  async voidOver(plan: RollupPlan, index: number, watcher = this.people.watcher): Promise<void> {
    const { slots } = this.#made.instance;
    const place = this.slot(plan, Math.floor(index / slots), index % slots);
    await this.as(watcher).demand(this.processId, place, DEMAND_BOND);
    await this.people.owner.mine({ blocks: WINDOWS.answer });
    await this.as(watcher).challengeUnanswered(this.processId, BigInt(index));
  }

  /** Posts these votes when turns begin. */
  async postVotes(votes: readonly AcceptedVote[]): Promise<RollupPlan> {
    const plan = this.plan(votes);
    await this.atPosting();
    await this.postAll(plan);
    return plan;
  }

  /** Holds that the first turn is void and that half of its bond is the challenger's. */
  async assertVoided(challenger = this.people.watcher, reward = POSTER_BOND / 2n): Promise<void> {
    const { number, poster, batches } = await this.turn();
    assert.deepEqual([number, poster, batches], [1, zeroAddress, 0]);
    assert.equal(await this.claim(challenger), reward);
    assert.equal(await this.claim(this.people.poster), 0n);
    assert.equal(await this.burnt(), POSTER_BOND / 2n, "the other half is nobody's");
    assert.equal(await this.balance(), reward + POSTER_BOND / 2n, "and stays");
    assert.equal(await this.isFinal(), false);
  }

  /**
   * Mines up to this block. A call is asked what it would do in this very block, and then sent in the next: so this is
   * the first block in which it may be allowed, and one before the last.
   */
  async atBlock(number: bigint): Promise<void> {
    const { owner } = this.people;
    const blocks = Number(number - (await owner.getBlockNumber({ cacheTime: 0 })));
    if (blocks < 0) throw new Error(`block ${number} is over by ${-blocks}`);
    if (blocks > 0) await owner.mine({ blocks });
  }

  atPosting(): Promise<void> {
    return this.atBlock(this.closing + BigInt(WINDOWS.inclusion + WINDOWS.opening));
  }

  turn() {
    return readTurn(this.people.owner, this.contracts, this.processId);
  }

  isFinal() {
    return isFinal(this.people.owner, this.contracts, this.processId);
  }

  readonly demandBond = DEMAND_BOND;

  claim(client: TestWallet): Promise<bigint> {
    return readClaim(this.people.owner, this.contracts, client.account.address);
  }

  burnt(): Promise<bigint> {
    return readBurnt(this.people.owner, this.contracts);
  }

  settle(tally: readonly bigint[]) {
    return send(this.people.watcher, {
      address: this.deployment.results,
      abi: resultsAbi,
      functionName: "settleProven",
      args: [this.processId, tally],
    });
  }

  balance(): Promise<bigint> {
    return this.people.owner.getBalance({ address: this.contracts.rollup });
  }
}
