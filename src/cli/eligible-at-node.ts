/** Why an account may vote or register in a process that a node shows: from the census file, a certificate, or the token that it holds. */
import type { ProcessAnswer } from "../api/index.js";
import { addressBytes, type Hex, scalarToHex, toHex } from "../bytes/index.js";
import { CensusSnapshot } from "../census/index.js";
import { ensure, ensureAble } from "../errors/index.js";
import { proveHolding, type TokenOrigin } from "../evm/index.js";
import { createFacts } from "../facts/index.js";
import type { CheckedGenesis, Declaration } from "../ledger/index.js";
import type { NodeProcess } from "../lightclient/index.js";
import { CensusOrigin, isTreeOrigin } from "../process/index.js";
import { type Eligible, memberOf } from "../voter/index.js";
import { certified } from "./by-name.js";
import type { Context } from "./context.js";
import { readBytes } from "./files.js";
import type { OpenedNode } from "./node-door.js";
import { readerOf } from "./wallet.js";

export interface EligibilityOptions {
  /** The census file; the node's if left out. */
  readonly census?: string;
  /** The authority's certificate. */
  readonly certificate?: string;
  /** An Ethereum node, for holders of a token. */
  readonly rpc?: string;
}

/** Milliseconds for a census file. */
const PATIENCE = 600_000;

/** The census file; whoever uses it compares its root. */
export async function censusAtNode(
  { output }: Context,
  { client }: OpenedNode,
  { answer: { processId } }: NodeProcess,
  file: string | undefined,
): Promise<CensusSnapshot> {
  if (file !== undefined) return new CensusSnapshot(await readBytes(file));
  return output.step(
    "Fetching the census",
    async () => new CensusSnapshot(await client.census(processId, { timeout: PATIENCE })),
  );
}

/** The census that addresses vote or register by. */
const rootByName = ({ roots, params }: ProcessAnswer): string =>
  (roots.find(({ until }) => until === 0) ?? roots.at(-1))?.root ?? params.censusRoot;

/** A holder's balance, proved from the token's storage, and checked under the root that the process names. */
async function holderOf(
  { output }: Context,
  { evm }: CheckedGenesis,
  { params }: Declaration,
  [address, rpc]: readonly [Hex, string | undefined],
): Promise<Eligible> {
  ensureAble(
    rpc !== undefined,
    "cli/usage",
    "the holders of a token vote in this process: give an Ethereum node with --rpc, for the proof of your balance",
  );
  const client = await readerOf(rpc);
  ensureAble(
    client.chain?.id === evm?.chainId,
    "cli/usage",
    `--rpc is a node of chain ${client.chain?.id}, but the contracts of the voting chain are on chain ${evm?.chainId}`,
  );
  const { token, tokenId, balancePosition: position, evmBlockHeight: blockNumber, censusRoot } = params;
  const origin = params.censusOrigin as TokenOrigin;
  const held = { token, origin, position, tokenId, blockNumber };
  const holder = toHex(addressBytes(address, "the account"));
  const { weight, proofs } = await output.step("Asking for the proof of the balance", () =>
    proveHolding(client, held, holder),
  );
  const storageRoot = censusRoot as Hex;
  const [holds] = await createFacts({ verifiers: [] }).ask([
    { kind: "balance", storageRoot, origin, position, tokenId, address: holder, weight, proofs },
  ]);
  ensure(
    holds,
    "voter/census-root",
    "the proof of the balance is not for the storage that the process names",
    "Give another Ethereum node with --rpc.",
  );
  return { weight, eligibility: { kind: "holder", proofs } };
}

/**
 * Why an account may vote or register.
 * @throws PsephosError `cli/usage`, `cli/certificate`, `voter/not-in-census`, `voter/census-root`, `evm/no-balance`, and those of the Ethereum node
 */
export async function eligibleAtNode(
  context: Context,
  node: OpenedNode,
  shown: NodeProcess,
  address: Hex,
  { census: file, certificate, rpc }: EligibilityOptions,
): Promise<Eligible> {
  const { answer, declaration } = shown;
  const { censusOrigin } = declaration.params;
  if (censusOrigin === CensusOrigin.OFF_CHAIN_CA) {
    ensureAble(
      certificate !== undefined,
      "cli/usage",
      "an authority decides who votes in this process: give its certificate with --certificate",
    );
    return certified(address, certificate);
  }
  if (!isTreeOrigin(censusOrigin)) return holderOf(context, node.genesis, declaration, [address, rpc]);
  const census = await censusAtNode(context, node, shown, file);
  ensure(
    scalarToHex(census.root) === rootByName(answer),
    "voter/census-root",
    "this census file is not the one that the process names",
    "Download the census from the address given by the process.",
  );
  return memberOf(census, address);
}
