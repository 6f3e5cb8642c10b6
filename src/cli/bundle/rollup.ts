/** What a bundle has of a rollup: its transcript from a file, its keys from the artifacts, and its transactions from an Ethereum node. */
import type { RollupFiles } from "../../audit/index.js";
import { ensure } from "../../errors/index.js";
import { readRollupTransactions } from "../../evm/index.js";
import { formatVerificationKeyFile, verificationKeyHash } from "../../groth16/index.js";
import type { ProcessView } from "../../ledger/index.js";
import { parseJson } from "../../process/index.js";
import {
  checkRollupEvidence,
  parseRollupTranscript,
  readNamedRollup,
  tallyInstance,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { reader } from "../wallet.js";

export interface RollupSource extends Pick<CensusKeyOptions, "artifacts"> {
  /** The transcript's file. */
  readonly rollup: string;
  readonly rpc?: string;
}

const MOST_TRANSCRIPT = 2 ** 28;

/** @throws PsephosError `rollup/other-process`, `rollup/evidence`, `evm/not-final`, `rollup/no-rollup` and those of the node */
export async function rollupOf(
  { output, signal }: Context,
  { declaration, record }: ProcessView,
  { rollup, rpc, artifacts }: RollupSource,
): Promise<RollupFiles> {
  const { contract, entity, params } = declaration;
  const { processId } = record;
  const transcript = await readBytes(rollup);
  const parsed = parseRollupTranscript(parseJson(transcript, { maxBytes: MOST_TRANSCRIPT }));
  ensure(parsed.processId === processId, "rollup/other-process", "the transcript is of another process");
  const instance = tallyInstance(parsed.instance);
  const key = (circuit: string) => loadVerifyingCircuit(circuit, output, signal, artifacts);
  const [batch, open] = [await key(instance.name), await key(instance.open)];
  const client = await reader({ rpc: rpc!, contract });
  const contracts = await readNamedRollup(client, params);
  const transactions = await readRollupTransactions(client, contracts, processId);
  await checkRollupEvidence(transactions, parsed, {
    chainId: client.chain!.id,
    settlement: params.settlement,
    entity,
    batchKeyHash: `0x${verificationKeyHash(batch.verificationKey)}`,
    openKeyHash: `0x${verificationKeyHash(open.verificationKey)}`,
  });
  return {
    transcript,
    batchKey: formatVerificationKeyFile(batch.verificationKey),
    openKey: formatVerificationKeyFile(open.verificationKey),
    transactions,
  };
}
