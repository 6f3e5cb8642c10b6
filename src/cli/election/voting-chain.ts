/** The example's voting chain follows the example's contracts: oracles read them, and attest what they find. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { zeroAddress } from "viem";
import { type Hex, toHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import { readInbox, readProcess, readProcessIdParts, readTerms } from "../../evm/index.js";
import {
  type Attested,
  attestationTypedData,
  checkGenesis,
  DEFAULT_PARAMETERS,
  type Facts,
} from "../../ledger/index.js";
import { Status } from "../../process/index.js";
import type { Context } from "../context.js";
import { dim, styled } from "../style.js";
import { CENSUS_CIRCUIT, CENSUS_DEPTH } from "./poll.js";
import { SoloChain } from "./solo-chain.js";
import type { Stage } from "./stage.js";
import { tellHeading } from "./tell.js";

/** As many oracles must say the same. */
export const ORACLE_QUORUM = 2;

/** What is asked of the contracts, and of the same block. */
async function readDeclared({ people, contracts, processId }: Stage) {
  const client = people.watcher;
  const process = await readProcess(client, contracts.processes, processId);
  const parts = await readProcessIdParts(client, contracts.processes, processId, process);
  const { entity, status, questionIndex: _, instance, ...rest } = process;
  const params = { ...rest, token: zeroAddress };
  const declaration = { contract: instance, entity, index: BigInt(parts.index), params };
  return { declaration, status, votingChain: parts.namespace, chainId: parts.chainId };
}

/** As many oracles as must agree attest what they found on the EVM, in one block of the chain. */
async function attest(chain: SoloChain, { people, processId: subject }: Stage, statement: Attested) {
  const { hash: evmBlock } = await people.watcher.getBlock();
  const sequence = statement.kind === "declared" ? 0 : chain.process(subject).record.sequence;
  const said = { subject, sequence, revision: 0, evmBlock, statement };
  const data = attestationTypedData(chain.genesis.hash, said);
  const words = people.oracles.slice(0, ORACLE_QUORUM).map(async (oracle) => ({
    kind: "attest" as const,
    ...said,
    oracle: oracle.address.toLowerCase() as Hex,
    signature: hexToBytes((await oracle.signTypedData(data)).slice(2)),
  }));
  await chain.take(...(await Promise.all(words)));
}

/** Begins a voting chain for the example's process, and makes its blocks up to the one before the first that takes votes. */
export async function beginChain(stage: Stage, facts: Facts): Promise<SoloChain> {
  const { people, rollup, processId, censusVerifier } = stage;
  const { declaration, status, votingChain, chainId } = await readDeclared(stage);
  const genesis = checkGenesis({
    votingChain,
    evm: { chainId, contracts: [declaration.contract] },
    lists: {
      oracles: people.oracles.map(({ address }) => address.toLowerCase() as Hex),
      quorum: ORACLE_QUORUM,
      keykeepers: null,
      validators: [],
    },
    censusKeys: [{ circuit: CENSUS_CIRCUIT, depth: CENSUS_DEPTH, keyHash: censusVerifier.keyHash }],
    parameters: DEFAULT_PARAMETERS,
  });
  const chain = new SoloChain(genesis, facts);
  await attest(chain, stage, { kind: "declared", declaration, snapshot: null });
  const { signatures } = await readTerms(people.watcher, rollup, processId);
  await attest(chain, stage, { kind: "rollup-opened", oracles: signatures });
  ensureAble(status === Status.READY, "cli/chain-disagrees", "the process on the EVM is not ready");
  await attest(chain, stage, { kind: "status", status });
  await chain.until(chain.process(processId).start! - 1);
  return chain;
}

/**
 * Makes blocks until the process has ended, waits on the EVM until no vote can be included any more, and has that attested: with it the chain
 * counts.
 * @returns the results document of the process's record
 */
export async function endChain(chain: SoloChain, stage: Stage): Promise<string> {
  const { people, rollup, processId } = stage;
  await chain.until(chain.process(processId).end!);
  const { inclusionEnd } = await readTerms(people.watcher, rollup, processId);
  const blocks = Number(inclusionEnd - (await people.organiser.getBlockNumber()));
  if (blocks > 0) await people.organiser.mine({ blocks });
  const { count } = await readInbox(people.watcher, rollup).inclusions(processId);
  ensureAble(count === 0n, "cli/chain-disagrees", "the EVM has a vote that nobody sent to it");
  await attest(chain, stage, { kind: "inclusion-ended" });
  const { results } = chain.process(processId);
  ensureAble(results, "cli/chain-disagrees", "the voting chain did not count the process");
  return results;
}

/** The voting chain as it is after the count. */
export interface ChainReport {
  readonly genesisHash: Hex;
  readonly blocks: number;
  readonly transactions: number;
  readonly stateRoot: Hex;
}

/** Shows the chain's roots, and how others replay it. @param file where it was written, if it was */
export function tellChain({ output }: Context, chain: SoloChain, file: string | undefined): ChainReport {
  const report = {
    genesisHash: toHex(chain.genesis.hash),
    blocks: chain.height,
    transactions: chain.size,
    stateRoot: chain.stateRoot,
  };
  tellHeading(output, `The voting chain: ${report.blocks} blocks, ${report.transactions} transactions`);
  output.line(styled`  ${dim("genesis".padEnd(11))} ${report.genesisHash}`);
  output.line(styled`  ${dim("state root".padEnd(11))} ${report.stateRoot}`);
  output.paragraph(
    file === undefined
      ? "--keep <folder> writes it to a file, and `psephos ledger replay` runs it again."
      : `Run it again: psephos ledger replay ${file} --insecure`,
    { indent: 2 },
  );
  return report;
}
