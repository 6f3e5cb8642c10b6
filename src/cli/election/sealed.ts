/** A short vote with sealed ballots, on a voting chain of its own without an EVM: nobody can read a ballot before the end. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { zeroAddress, zeroHash } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type Results, resultsFromJson } from "../../ballot/index.js";
import { type Hex, scalarToHex } from "../../bytes/index.js";
import { Census, CensusSnapshot, writeSnapshot } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { createFacts } from "../../facts/index.js";
import {
  attestationTypedData,
  chainAddress,
  checkGenesis,
  DEFAULT_PARAMETERS,
  type KeyCeremony,
  namedVote,
  readCeremony,
  type Transaction,
} from "../../ledger/index.js";
import { CensusOrigin, type ProcessParams, processId as processIdOf, scope } from "../../process/index.js";
import {
  type CeremonyKey,
  type CheckedDeal,
  confirmationTypedData,
  createDeal,
  createKeykeeperKeys,
  dealTypedData,
  encodeDeal,
  keyShare,
  revealShare,
} from "../../seal/index.js";
import { castNamedVote, memberOf, thresholdSealing } from "../../voter/index.js";
import { voterWallet } from "../account.js";
import type { Context } from "../context.js";
import { counted, showResults } from "../show.js";
import { expectRefusal } from "./attacks.js";
import { METADATA_URI } from "./poll.js";
import { SoloChain } from "./solo-chain.js";
import { tellDone, tellHeading, tellRefused } from "./tell.js";

const KEYKEEPERS = 3;
const THRESHOLD = 2;
/** What the voters choose; one more copies the first one's sealed ballot. */
const BALLOTS = [1, 0, 1, 1];
const QUESTION = [{ title: "Should the minutes be public?", choices: ["No", "Yes"] }] as const;
const RULES = { maxCount: 1, maxValue: 1 };

/** What the sealed vote showed. */
export interface SealedReport {
  readonly keykeepers: number;
  readonly threshold: number;
  readonly ballots: number;
  /** Bytes of each sealed ballot. */
  readonly bytes: number;
  readonly results: Results;
}

const addressOf = ({ address }: PrivateKeyAccount): Hex => address.toLowerCase() as Hex;
const bytesOf = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2));
const newAccounts = (count: number): PrivateKeyAccount[] =>
  Array.from({ length: count }, () => privateKeyToAccount(generatePrivateKey()));

const NO_FLAGS = {
  mode: {
    autoStart: true,
    interruptible: false,
    dynamicCensus: false,
    encryptedMetadata: false,
    preRegister: false,
  },
  envelopeType: {
    serial: false,
    anonymous: false,
    encryptedVotes: true,
    uniqueValues: false,
    costFromWeight: false,
  },
} as const;

const paramsOf = (census: CensusSnapshot): ProcessParams => ({
  ...NO_FLAGS,
  ...RULES,
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE,
  token: zeroAddress,
  startBlock: 1,
  blockCount: 4,
  questionCount: QUESTION.length,
  maxVoteOverwrites: 0,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: zeroHash,
  settlement: zeroAddress,
  paramsSignature: zeroHash,
  metadata: METADATA_URI,
  censusRoot: scalarToHex(census.root),
  censusUri: "https://example.org/council.psc",
});

/** The people and the chain of the sealed vote. */
class SealedVote {
  readonly #oracle = newAccounts(1)[0]!;
  readonly #keykeepers = newAccounts(KEYKEEPERS).map((account) => ({ account, ...createKeykeeperKeys() }));
  readonly voters = newAccounts(BALLOTS.length + 1);
  readonly census = new CensusSnapshot(
    writeSnapshot(
      new Census(
        2,
        this.voters.map((voter) => ({ commitment: BigInt(voter.address), weight: 1n })),
      ),
    ),
  );
  readonly chain = new SoloChain(
    checkGenesis({
      votingChain: 1,
      evm: null,
      lists: {
        oracles: [addressOf(this.#oracle)],
        quorum: 1,
        keykeepers: {
          kind: "threshold",
          addresses: this.#keykeepers.map(({ account }) => addressOf(account)),
          publicKeys: this.#keykeepers.map(({ publicKey }) => publicKey),
          threshold: THRESHOLD,
          confirmations: KEYKEEPERS,
        },
        validators: [],
      },
      censusKeys: [],
      parameters: { ...DEFAULT_PARAMETERS, dealWindow: 2, complainWindow: 2, confirmWindow: 2 },
    }),
    createFacts({ verifiers: [] }),
  );
  readonly #contract = chainAddress(this.chain.genesis);
  readonly #entity = addressOf(this.#oracle);
  readonly processId = processIdOf({ entity: this.#entity, index: 0n, namespace: 1, chainId: 0 });
  readonly scope = scope({ contract: this.#contract, processId: this.processId });

  async declare(): Promise<void> {
    const params = paramsOf(this.census);
    const declaration = { contract: this.#contract, entity: this.#entity, index: 0n, params };
    const said = {
      subject: this.processId,
      sequence: 0,
      revision: 0,
      evmBlock: zeroHash,
      statement: { kind: "declared", declaration, snapshot: null },
    } as const;
    const data = attestationTypedData(this.chain.genesis.hash, said);
    const signature = bytesOf(await this.#oracle.signTypedData(data));
    await this.chain.take({ kind: "attest", ...said, oracle: addressOf(this.#oracle), signature });
  }

  #ceremony(): Extract<KeyCeremony, { kind: "threshold" }> {
    const { record } = this.chain.process(this.processId);
    const state = readCeremony(this.chain.state, this.chain.state, record);
    ensureAble(state?.kind === "threshold", "cli/chain-disagrees", "the process has no key ceremony");
    return state;
  }

  async #untilWindowEnds(): Promise<void> {
    await this.chain.until(this.#ceremony().deadline);
  }

  /** The whole ceremony. @returns the key, with the keykeepers' signatures over it, and the deals that it is made of */
  async makeKey(): Promise<{ key: CeremonyKey; confirmations: Hex[]; deals: readonly CheckedDeal[] }> {
    const { processId } = this;
    const { plan } = this.#ceremony().ceremony;
    const round = plan.context.round;
    const deals = this.#keykeepers.map(async ({ account }, i): Promise<Transaction> => {
      const deal = createDeal(plan, i + 1);
      const signature = bytesOf(await account.signTypedData(dealTypedData(plan.context, deal)));
      return {
        kind: "deal",
        processId,
        round,
        keykeeper: addressOf(account),
        deal: encodeDeal(deal),
        signature,
      };
    });
    await this.chain.take(...(await Promise.all(deals)));
    await this.#untilWindowEnds();
    await this.#untilWindowEnds();
    const { ceremony } = this.#ceremony();
    const key = ceremony.key!;
    const data = confirmationTypedData(plan.context, key);
    const confirmations = await Promise.all(
      this.#keykeepers.map(({ account }) => account.signTypedData(data)),
    );
    await this.chain.take(
      ...this.#keykeepers.map(
        ({ account }, i): Transaction => ({
          kind: "confirm",
          processId,
          round,
          keykeeper: addressOf(account),
          signature: bytesOf(confirmations[i]!),
        }),
      ),
    );
    await this.#untilWindowEnds();
    await this.chain.until(this.chain.process(processId).start! - 1);
    return { key, confirmations, deals: ceremony.deals };
  }

  /** The addresses that voters' software checks the key against. */
  get keykeepers(): readonly Hex[] {
    return this.#keykeepers.map(({ account }) => addressOf(account));
  }

  /** What a keykeeper publishes after the end. */
  reveal(deals: readonly CheckedDeal[], index: number): Transaction {
    const { plan } = this.#ceremony().ceremony;
    const self = { place: index + 1, secretKey: this.#keykeepers[index]!.secretKey };
    const { share } = revealShare(self.place, keyShare(plan, deals, self));
    return {
      kind: "reveal",
      processId: this.processId,
      round: plan.context.round,
      place: self.place,
      secret: share,
    };
  }
}

/** Votes, sealed for the key that the keykeepers confirmed; the last voter casts a copy of the first one's ballot. */
async function castAll(vote: SealedVote, made: Awaited<ReturnType<SealedVote["makeKey"]>>): Promise<number> {
  const { chain, census, voters, processId } = vote;
  const process = { processId, scope: vote.scope, maxVoteOverwrites: 0, ballot: RULES };
  const context = { genesisHash: chain.genesis.hash, processId: bytesOf(processId), round: 0 };
  const sealing = await thresholdSealing({
    election: { context, scope: vote.scope, rules: RULES },
    key: made.key,
    confirmations: made.confirmations,
    keykeepers: vote.keykeepers,
    needed: KEYKEEPERS,
  });
  const cast = (i: number, seal = sealing) => {
    const wallet = voterWallet(voters[i]!);
    const votes = [BALLOTS[i % BALLOTS.length]!];
    return castNamedVote({ process, votes, sealing: seal, ...memberOf(census, wallet.address) }, wallet);
  };
  const envelopes = await Promise.all(BALLOTS.map((_, i) => cast(i)));
  const copied = { ...sealing, seal: () => envelopes[0]!.votePackage };
  await chain.take(...[...envelopes, await cast(BALLOTS.length, copied)].map(namedVote));
  return envelopes[0]!.votePackage.length;
}

/**
 * Holds the sealed vote, and shows what keeps its ballots secret until the end.
 * @throws PsephosError `cli/attack-accepted` if a ballot could be opened too early or by too few, or a copied ballot counts
 */
export async function holdSealedVote({ output, signal }: Context): Promise<SealedReport> {
  tellHeading(
    output,
    `A vote with sealed ballots: ${THRESHOLD} of ${KEYKEEPERS} keykeepers open them after the end`,
  );
  const vote = new SealedVote();
  await vote.declare();
  const made = await output.step("Making a key that no keykeeper has alone", () => vote.makeKey());
  signal.throwIfAborted();
  const bytes = await castAll(vote, made);
  const ballots = BALLOTS.length + 1;
  tellDone(
    output,
    `${counted(ballots, "sealed ballot")} accepted: each has ${bytes} bytes, whatever it says`,
  );
  const { chain, processId } = vote;
  const early = await expectRefusal({
    name: "a keykeeper who reveals a share before the end",
    run: () => chain.send(vote.reveal(made.deals, 0)),
  });
  tellRefused(output, early.attempt, early.reason, early.code);
  await chain.until(chain.process(processId).end!);
  await chain.take(vote.reveal(made.deals, 0));
  ensureAble(
    chain.process(processId).phase === "ended",
    "cli/attack-accepted",
    "one share opened the ballots",
  );
  await chain.take(vote.reveal(made.deals, KEYKEEPERS - 1));
  const text = chain.process(processId).results;
  ensureAble(text, "cli/chain-disagrees", "the voting chain did not count the sealed vote");
  const results = resultsFromJson(text);
  ensureAble(results.questions[0]!.invalid === "1", "cli/attack-accepted", "a copied ballot counts");
  tellDone(output, "a copy of another voter's sealed ballot did not count: the ballot names its owner");
  tellDone(output, "one share opened nothing; with two the ballots were opened and counted");
  showResults(output, results, QUESTION);
  return { keykeepers: KEYKEEPERS, threshold: THRESHOLD, ballots, bytes, results };
}
