/** The example's chain: a local EVM with every contract, the process declared, and its rollup opened. */
import {
  createTestClient,
  type HttpTransport,
  http,
  type PublicActions,
  publicActions,
  type TestClient,
  type WalletActions,
  walletActions,
} from "viem";
import {
  generatePrivateKey,
  type HDAccount,
  type PrivateKeyAccount,
  privateKeyToAccount,
} from "viem/accounts";
import { foundry } from "viem/chains";
import { type Hex, scalarToHex } from "../../bytes/index.js";
import {
  createProcess,
  type Deployment,
  deployAll,
  deployRollup,
  ROLLUP_BOUNDS,
  RollupAccount,
  type RollupContracts,
  type RollupDeclaration,
  setStatus,
} from "../../evm/index.js";
import { CensusOrigin, decodeEnvelopeType, decodeMode, keyId, Status } from "../../process/index.js";
import { TALLY_8 } from "../../rollup/index.js";
import type { Circuit } from "../circuit.js";
import type { Context } from "../context.js";
import { startLocalEvm } from "../evm/index.js";
import { rollupInstances } from "../rollup-instances.js";
import { putVerifier, type RegisteredVerifier } from "../verifier.js";
import { CENSUS_URI, METADATA_URI, QUESTIONS } from "./poll.js";

/** Windows of the example's rollup, in blocks, and its bonds, in wei. The windows are short, since its chain mines at once. */
const TERMS = {
  inclusion: ROLLUP_BOUNDS.window,
  opening: ROLLUP_BOUNDS.window,
  posting: ROLLUP_BOUNDS.window,
  challenge: ROLLUP_BOUNDS.window,
  answer: ROLLUP_BOUNDS.window,
  posterBond: 2n * 10n ** 18n,
  demandBond: 10n ** 17n,
  signatures: 2,
} as const;
/** Blocks from the rollup's opening to the end of voting. */
const VOTING = 5n;

/** A client of the local EVM that signs as one account. */
export type StageWallet = TestClient<"anvil", HttpTransport, typeof foundry, HDAccount> &
  PublicActions<HttpTransport, typeof foundry, HDAccount> &
  WalletActions<typeof foundry, HDAccount>;

function walletOf(rpcUrl: string, account: HDAccount): StageWallet {
  return createTestClient({
    account,
    chain: foundry,
    mode: "anvil",
    transport: http(rpcUrl),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions);
}

/** Who takes part on chain. */
export interface StagePeople {
  readonly organiser: StageWallet;
  /** They attest on the voting chain and sign counts: they send nothing to the EVM. */
  readonly oracles: readonly PrivateKeyAccount[];
  readonly poster: StageWallet;
  readonly cheat: StageWallet;
  readonly watcher: StageWallet;
}

/** The circuits' files that the example takes. */
export interface StageCircuits {
  readonly census: Circuit;
  readonly batch: Circuit;
  readonly open: Circuit;
}

export interface Stage extends AsyncDisposable {
  readonly people: StagePeople;
  readonly contracts: Deployment;
  readonly rollup: RollupContracts;
  readonly censusVerifier: RegisteredVerifier;
  readonly processId: Hex;
  readonly censusKey: Hex;
  readonly chainId: number;
}

async function declare(
  people: StagePeople,
  contracts: Deployment,
  { settlement, censusKey, censusRoot }: { settlement: Hex; censusKey: Hex; censusRoot: bigint },
): Promise<Hex> {
  const { processId } = await createProcess(people.organiser, contracts.processes, {
    mode: decodeMode(2),
    envelopeType: decodeEnvelopeType(2),
    censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
    token: `0x${"0".repeat(40)}`,
    startBlock: 1,
    blockCount: 100,
    questionCount: QUESTIONS.length,
    maxCount: QUESTIONS.length,
    maxValue: 2,
    maxVoteOverwrites: 0,
    maxTotalCost: 0,
    costExponent: 10_000,
    evmBlockHeight: 0n,
    balancePosition: 0n,
    tokenId: 0n,
    censusKey,
    settlement,
    paramsSignature: `0x${"0".repeat(64)}`,
    metadata: METADATA_URI,
    censusRoot: scalarToHex(censusRoot),
    censusUri: CENSUS_URI,
  });
  return processId;
}

/** Starts the chain and declares the example on it. `await using` ends it. */
export async function openStage(
  { output, signal }: Context,
  circuits: StageCircuits,
  censusRoot: bigint,
): Promise<Stage> {
  const evm = await output.step("Starting a local EVM", () => startLocalEvm());
  try {
    const wallets = evm.accounts.map((account) => walletOf(evm.rpcUrl, account));
    const [organiser, poster, cheat, watcher] = wallets as [
      StageWallet,
      StageWallet,
      StageWallet,
      StageWallet,
    ];
    const oracles = Array.from({ length: 3 }, () => privateKeyToAccount(generatePrivateKey()));
    const people = { organiser, oracles, poster, cheat, watcher };
    const { contracts, rollup } = await output.step("Deploying the contracts", async () => {
      const addresses = oracles.map(({ address }) => address);
      const chain = { genesis: "ipfs://example", validators: [], oracles: addresses, quorum: 2 };
      const contracts = await deployAll(organiser, chain);
      return { contracts, rollup: await deployRollup(organiser, contracts, rollupInstances()) };
    });
    const put = (circuit: Circuit) => {
      signal.throwIfAborted();
      return putVerifier(circuit, { client: organiser, verifiers: contracts.verifiers, output });
    };
    const censusVerifier = await put(circuits.census);
    const batchVerifier = await put(circuits.batch);
    const openVerifier = await put(circuits.open);
    const censusKey = keyId(circuits.census.name, censusVerifier.keyHash);
    const settlement = rollup.rollup;
    const processId = await declare(people, contracts, { settlement, censusKey, censusRoot });
    const declaration: RollupDeclaration = {
      ...TERMS,
      instance: BigInt(rollupInstances().findIndex(({ batchCircuit }) => batchCircuit === TALLY_8.name)),
      batchKeyHash: batchVerifier.keyHash,
      openKeyHash: openVerifier.keyHash,
      closing: (await organiser.getBlockNumber()) + VOTING,
      costTable: [],
    };
    // A rollup can only be opened before the process starts.
    await new RollupAccount(organiser, rollup).open(processId, declaration);
    await setStatus(organiser, contracts.processes, processId, Status.READY);
    const close = () => evm.close();
    const { chainId } = evm;
    return {
      people,
      contracts,
      rollup,
      censusVerifier,
      processId,
      censusKey,
      chainId,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await evm.close();
    throw error;
  }
}
