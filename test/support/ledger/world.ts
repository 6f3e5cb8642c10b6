/** A voting chain for tests, without an EVM: its genesis, its blocks, and oracles who attest what a test says. */
import assert from "node:assert/strict";
import { hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "../../../src/bytes/index.js";
import type { PsephosError } from "../../../src/errors/index.js";
import {
  type Attestation,
  type Attested,
  attestationTypedData,
  type CheckedGenesis,
  chainAddress,
  checkGenesis,
  DEFAULT_PARAMETERS,
  type Declaration,
  encodeTransaction,
  type Facts,
  type Genesis,
  Ledger,
  MemoryStore,
  type Outcome,
  type Parameters,
  processView,
  type Store,
  type Transaction,
  type TransactionResult,
} from "../../../src/ledger/index.js";
import { CensusOrigin, contentHash, type ProcessParams, processId } from "../../../src/process/index.js";
import { type Person, people, person } from "./people.js";

export const bytesOf = (hex: string): Uint8Array => hexToBytes(hex.slice(2));

export const ORACLES = people("oracle", 3);
const ENTITY = person("organiser").address;
const NO_BLOCK: Hex = `0x${"00".repeat(32)}`;

export const CENSUS_KEY = { circuit: "census-7", depth: 7, keyHash: `0x${"ab".repeat(32)}` } as const;

/** A genesis document with three oracles, two of whom agree. */
export const testGenesis = (
  change: Partial<Genesis> = {},
  parameters: Partial<Parameters> = {},
): CheckedGenesis =>
  checkGenesis({
    votingChain: 7,
    evm: null,
    lists: {
      oracles: ORACLES.map(({ address }) => address),
      quorum: 2,
      keykeepers: null,
      validators: [],
    },
    censusKeys: [CENSUS_KEY],
    parameters: { ...DEFAULT_PARAMETERS, ...parameters },
    ...change,
  });

export type ParamsChange = Partial<Omit<ProcessParams, "mode" | "envelopeType">> & {
  readonly mode?: Partial<ProcessParams["mode"]>;
  readonly envelopeType?: Partial<ProcessParams["envelopeType"]>;
};

const URI = `https://example.org/metadata.json!${contentHash(new Uint8Array())}`;

/** The parameters of a process of one question with four values, for 20 blocks. */
export function testParams({ mode = {}, envelopeType = {}, ...change }: ParamsChange = {}): ProcessParams {
  return {
    mode: {
      autoStart: true,
      interruptible: true,
      dynamicCensus: false,
      encryptedMetadata: false,
      preRegister: false,
      ...mode,
    },
    envelopeType: {
      serial: false,
      anonymous: false,
      encryptedVotes: false,
      uniqueValues: false,
      costFromWeight: false,
      ...envelopeType,
    },
    censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
    token: `0x${"00".repeat(20)}`,
    startBlock: 1,
    blockCount: 20,
    questionCount: 1,
    maxCount: 1,
    maxValue: 3,
    maxVoteOverwrites: 0,
    maxTotalCost: 0,
    costExponent: 10_000,
    evmBlockHeight: 0n,
    balancePosition: 0n,
    tokenId: 0n,
    censusKey: NO_BLOCK,
    settlement: `0x${"00".repeat(20)}`,
    paramsSignature: NO_BLOCK,
    metadata: URI,
    censusRoot: `0x${"11".repeat(31)}11`,
    censusUri: "https://example.org/census",
    ...change,
  };
}

export class World {
  readonly genesis: CheckedGenesis;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly facts: Facts;
  /** All blocks so far. */
  readonly blocks: { readonly height: number; readonly transactions: readonly Uint8Array[] }[] = [];
  #declared = 0n;

  constructor(facts: Facts, genesis = testGenesis(), store: Store = new MemoryStore()) {
    this.facts = facts;
    this.genesis = genesis;
    this.store = store;
    this.ledger = new Ledger(genesis, store);
  }

  /** One block more. */
  async block(...transactions: readonly Transaction[]): Promise<readonly TransactionResult[]> {
    const block = { height: this.ledger.height + 1, transactions: transactions.map(encodeTransaction) };
    const applied = await this.ledger.apply(block, this.facts);
    applied.commit();
    this.blocks.push(block);
    return applied.results;
  }

  /** A block of transactions that are all accepted. */
  async take(...transactions: readonly Transaction[]): Promise<Outcome[]> {
    const results = await this.block(...transactions);
    return results.map((result) => {
      if (!result.accepted) throw result.error;
      return result.outcome;
    });
  }

  /** The error with which a transaction is refused: by `check`, and in a block that it is in. */
  async refusal(transaction: Transaction): Promise<PsephosError> {
    const bytes = encodeTransaction(transaction);
    const root = this.ledger.stateRoot;
    const applied = await this.ledger.apply(
      { height: this.ledger.height + 1, transactions: [bytes] },
      this.facts,
    );
    const empty = await this.ledger.apply({ height: this.ledger.height + 1, transactions: [] }, this.facts);
    const [result] = applied.results;
    assert.ok(result && !result.accepted, "the block takes it");
    assert.deepEqual(applied.stateRoot, empty.stateRoot, "a refused transaction changed the state");
    await assert.rejects(this.ledger.check(bytes, this.facts), { code: result.error.code });
    assert.deepEqual(this.ledger.stateRoot, root);
    return result.error;
  }

  /** Empty blocks until the chain has this height. */
  async until(height: number): Promise<void> {
    while (this.ledger.height < height) await this.block();
  }

  async attestation(
    subject: Hex,
    sequence: number,
    statement: Attested,
    oracle: Person,
    { evmBlock = NO_BLOCK, revision = 0 }: { readonly evmBlock?: Hex; readonly revision?: number } = {},
  ): Promise<Attestation> {
    const said = { subject, sequence, revision, evmBlock, statement };
    const signature = await oracle.account.signTypedData(attestationTypedData(this.genesis.hash, said));
    return { kind: "attest", ...said, oracle: oracle.address, signature: bytesOf(signature) };
  }

  /** Two oracles say it, in one block. */
  async attest(subject: Hex, statement: Attested): Promise<Outcome[]> {
    const sequence = processView(this.ledger.state, subject)?.record.sequence ?? 0;
    const words = ORACLES.slice(0, 2).map((oracle) => this.attestation(subject, sequence, statement, oracle));
    return this.take(...(await Promise.all(words)));
  }

  /** The next process of the organiser, or of another entity. */
  declaration(
    params: ProcessParams,
    entity = ENTITY,
  ): { readonly id: Hex; readonly declaration: Declaration } {
    const index = this.#declared++;
    const declaration = { contract: chainAddress(this.genesis), entity, index, params };
    const id = processId({ entity, index, namespace: this.genesis.votingChain, chainId: 0 });
    return { id, declaration };
  }

  /** Declares a process. @returns its id */
  async declare(change: ParamsChange = {}): Promise<Hex> {
    const { id, declaration } = this.declaration(testParams(change));
    await this.attest(id, { kind: "declared", declaration, snapshot: null });
    return id;
  }

  /** What the chain holds of a process. */
  process(id: Hex) {
    const found = processView(this.ledger.state, id);
    assert.ok(found, "no such process");
    return found;
  }
}
