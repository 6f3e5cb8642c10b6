/**
 * What a rollup costs, from 64 votes to 10,000: real transactions on a local EVM, in batches of tally-64. The keys are
 * synthetic, whose proofs are real proofs of no circuit: a verifier's gas does not depend on what its key is of.
 */
import { randomBytes } from "node:crypto";
import type { Abi, Hex, TransactionReceipt } from "viem";
import { parseEther } from "viem";
import { type AcceptedVote, envelopeDigests, hashOfDigests } from "../../src/ballot/index.js";
import { scalarToHex } from "../../src/bytes/index.js";
import type { LocalEvm } from "../../src/cli/evm/index.js";
import { rollupInstances } from "../../src/cli/rollup-instances.js";
import {
  type ChainWriter,
  createProcess,
  type Deployment,
  deployAll,
  deployRollup,
  deployVerifier,
  ROLLUP_BOUNDS,
  RollupAccount,
  type RollupBatch,
  type RollupContracts,
  readPostedBatches,
  readTerms,
  registerVerifier,
  setStatus,
  settleProvenResults,
  slotOf,
  type TallyPart,
} from "../../src/evm/index.js";
import { decodeMode, keyId, Status, scope } from "../../src/process/index.js";
import {
  batchSignals,
  openSignals,
  planRollup,
  type RollupPlan,
  shownCastVote,
  TALLY_64,
  voteToInclude,
} from "../../src/rollup/index.js";
import { compileVerifier, verificationKeyHash, verifierSource } from "../../src/setup/index.js";
import { Multiplier } from "../../test/support/synthetic-groth16.js";
import { drawFrom, SyntheticProver } from "../../test/support/synthetic-verifier.js";
import { type TestWallet, wallet } from "../../test/support/wallet.js";
import { params, URI } from "./process.js";

type Figures = Record<string, number>;

/** Batches of one transaction: its input stays below the 128 KiB that nodes pass on. */
const BATCHES_AT_ONCE = 45;
const SIZES = [64, 1024, 10_000];
const BOND = parseEther("1");
const DEMAND_BOND = parseEther("0.05");
const CENSUS_ROOT = 12345n;
const BALLOT = { maxCount: 4, maxValue: 3 };

const gas = ({ gasUsed }: TransactionReceipt) => Number(gasUsed);

interface Setting {
  readonly owner: TestWallet;
  readonly poster: ChainWriter;
  readonly contracts: Deployment;
}

interface Keys {
  readonly census: SyntheticProver;
  readonly batch: SyntheticProver;
  readonly open: SyntheticProver;
}

async function put(
  { owner, contracts }: Setting,
  [circuit, { verificationKey }]: readonly [string, SyntheticProver],
): Promise<Hex> {
  const source = verifierSource({ verificationKey, circuit, batch: circuit === TALLY_64.name });
  const { abi, bytecode } = compileVerifier(source);
  const { address } = await deployVerifier(owner, { abi: abi as Abi, bytecode });
  const signals = verificationKey.nPublic;
  await registerVerifier(owner, contracts.verifiers, { circuit, verifier: address, signals });
  return `0x${verificationKeyHash(verificationKey)}`;
}

/** Digests of an envelope with a random package, and their hash. */
function sentEnvelope() {
  const sent = envelopeDigests({ nonce: 0, encryptionKeyIndexes: [], votePackage: randomBytes(32) });
  return { ...sent, envelopeHash: hashOfDigests(sent) };
}

/** Votes with leaves as random as real ones; their census proofs are not looked at. */
function votesOf(count: number): AcceptedVote[] {
  const draw = drawFrom(`${count} votes`);
  return Array.from({ length: count }, () => ({
    nullifier: draw(),
    weight: 1n,
    voteHash: draw(),
    proof: randomBytes(256),
    ballot: null,
    ...sentEnvelope(),
  }));
}

const batchesOf = (plan: RollupPlan, key: SyntheticProver): RollupBatch[] =>
  plan.batches.map((batch) => ({
    leaves: batch.leaves,
    bitmap: batch.bitmap,
    commitment: batch.commitment,
    stateAfter: batch.stateAfter,
    proof: key.prove(batchSignals(batch)),
  }));

/** One rollup of so many votes: the gas of each step. */
async function countVotes(
  setting: Setting,
  [rollup, keys, hashes]: readonly [RollupContracts, Keys, { census: Hex; batch: Hex; open: Hex }],
  count: number,
): Promise<Figures> {
  const { owner, poster, contracts } = setting;
  const change = { ...BALLOT, settlement: rollup.rollup, censusRoot: scalarToHex(CENSUS_ROOT) };
  const censusKey = keyId("census-7", hashes.census);
  const declared = params({ ...change, censusKey, mode: decodeMode(2) });
  const { processId } = await createProcess(owner, contracts.processes, declared);
  const account = new RollupAccount(poster, rollup);
  const opened = await new RollupAccount(owner, rollup).open(processId, {
    instance: 0n,
    batchKeyHash: hashes.batch,
    openKeyHash: hashes.open,
    closing: (await owner.getBlockNumber()) + 3n,
    inclusion: ROLLUP_BOUNDS.window,
    opening: ROLLUP_BOUNDS.window,
    posting: 1000,
    challenge: ROLLUP_BOUNDS.window,
    answer: ROLLUP_BOUNDS.window,
    posterBond: BOND,
    demandBond: DEMAND_BOND,
    signatures: 0,
    costTable: [],
  });
  await setStatus(owner, contracts.processes, processId, Status.READY);
  await owner.mine({ blocks: 2 });
  // One vote with a census proof that holds, as voters and posters show them.
  const sent = sentEnvelope();
  const votingScope = scope({ contract: contracts.processes, processId });
  const statement = [7n, CENSUS_ROOT, votingScope, 9n, 1n, sent.envelopeHash];
  const proof = keys.census.prove(statement);
  const published = await account.publishBallot(processId, { nullifier: 7n, packed: 5n, nonce: 6n });
  const words = proof.map((word) => word.toString(16).padStart(64, "0")).join("");
  const real = {
    nullifier: 7n,
    weight: 1n,
    voteHash: 9n,
    proof: Buffer.from(words, "hex"),
    ballot: null,
    ...sent,
  };
  const included = await account.includeVote(processId, voteToInclude(real));
  const votes = [...votesOf(count - 1), real];
  const plan = planRollup(
    TALLY_64,
    { processId, scope: votingScope, ballot: BALLOT, maxVoteOverwrites: 1 },
    votes,
  );
  const batches = batchesOf(plan, keys.batch);
  const { openingEnd } = await readTerms(owner, rollup, processId);
  await owner.mine({ blocks: Number(openingEnd - (await owner.getBlockNumber())) });
  const taken = await account.takeTurn({ processId, votesDigest: plan.votesDigest, voteCount: 0n }, [], BOND);
  let posting = 0;
  for (let first = 0; first < batches.length; first += BATCHES_AT_ONCE) {
    posting += gas(await account.post(processId, first, batches.slice(first, first + BATCHES_AT_ONCE)));
  }
  const posted = await readPostedBatches(owner, rollup, { processId, turn: 0n });
  const slot = slotOf(posted, 0, 0); // the smallest nullifier is the real vote's
  const shown = await account.showIncluded(processId, slot, shownCastVote(real));
  const row = Array<bigint>(4).fill(0n);
  const parts: TallyPart[] = [
    { voteCount: BigInt(count), invalid: BigInt(count), counts: Array(4).fill(row) },
  ];
  const tally = [BigInt(count), BigInt(count), ...Array<bigint>(16).fill(0n)];
  const closed = await account.close(processId, tally, keys.open.prove(openSignals(plan)));
  const demanded = await account.demand(processId, slot, DEMAND_BOND);
  const answered = await account.answer(processId, 0n, shownCastVote(real), proof);
  await owner.mine({ blocks: ROLLUP_BOUNDS.window });
  const settled = await settleProvenResults(poster, contracts.results, processId, parts);
  const total = gas(taken) + posting + gas(closed) + gas(settled);
  const size = count.toLocaleString("en");
  return {
    [`rollup of ${size} votes, all in all`]: total,
    [`rollup of ${size} votes, per vote`]: Math.round(total / count),
    ...(count === 64 && {
      "rollup, opened": gas(opened),
      "rollup, vote included by a voter": gas(included),
      "rollup, ballot published": gas(published),
      "rollup, turn taken": gas(taken),
      "rollup, one batch of 64 posted": posting,
      "rollup, included vote shown": gas(shown),
      "rollup, closed": gas(closed),
      "rollup, slot demanded": gas(demanded),
      "rollup, demand answered": gas(answered),
      "rollup, results settled": gas(settled),
    }),
  };
}

/** The figures of rollups of 64, 1,024 and 10,000 votes, over a deployment of their own on this EVM. */
export async function rollupGas(evm: LocalEvm): Promise<Figures> {
  const owner = wallet(evm, evm.accounts[0]!);
  const contracts = await deployAll(owner, { genesis: URI, validators: [], oracles: [], quorum: 0 });
  const setting: Setting = { owner, poster: owner, contracts };
  const multiplier = await Multiplier.create();
  const keys: Keys = {
    census: new SyntheticProver(multiplier, 6, "census"),
    batch: new SyntheticProver(multiplier, 5, "batch"),
    open: new SyntheticProver(multiplier, 3, "open"),
  };
  const hashes = {
    census: await put(setting, ["census-7", keys.census]),
    batch: await put(setting, [TALLY_64.name, keys.batch]),
    open: await put(setting, [TALLY_64.open, keys.open]),
  };
  const rollup = await deployRollup(owner, contracts, rollupInstances());
  const figures: Figures = {};
  for (const count of SIZES) Object.assign(figures, await countVotes(setting, [rollup, keys, hashes], count));
  return figures;
}
