/** `--rpc`: what the contracts say of the process: its declaration, its results, and the verifier of its key. */
import type { AuditedElection, FurtherCheck } from "../../audit/index.js";
import { type Results, resultsFromJson } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  ContractRefusal,
  decodeTally,
  readProcess,
  readResults,
  type SettledResults,
} from "../../evm/index.js";
import { Status } from "../../process/index.js";
import type { Context } from "../context.js";
import { reader } from "../wallet.js";
import { checkRollupCode } from "./rollup-code.js";

export interface ContractOptions {
  readonly rpc?: string;
  /** The process contract; the one that the declaration names if left out. */
  readonly contract?: Hex;
}

/** What never changes of a process. */
const FIXED = [
  ...(["mode", "envelopeType", "censusOrigin", "startBlock", "blockCount", "questionCount"] as const),
  ...(["maxCount", "maxValue", "maxVoteOverwrites", "maxTotalCost", "costExponent", "censusKey"] as const),
  ...(["evmBlockHeight", "balancePosition", "tokenId", "settlement", "paramsSignature", "metadata"] as const),
];
/** What changes only with a dynamic census. */
const CENSUS = ["censusRoot", "censusUri"] as const;

const shown = (value: unknown) =>
  JSON.stringify(value, (_, it) => (typeof it === "bigint" ? it.toString() : it));

/** @throws PsephosError `audit/contract` */
async function checkDeclaration(client: ChainReader, contract: Hex, { declaration, view }: AuditedElection) {
  const { processId, status } = view.record;
  const found = await readProcess(client, contract, processId);
  const { params } = declaration;
  const fixed = params.mode.dynamicCensus ? FIXED : [...FIXED, ...CENSUS];
  const differs = fixed.find((key) => shown(found[key]) !== shown(params[key]));
  ensure(
    differs === undefined,
    "audit/contract",
    () => `the contract has another ${differs} for the process than the oracles attested`,
  );
  ensure(
    found.instance === declaration.contract && found.entity === declaration.entity,
    "audit/contract",
    "the process was made by another contract or entity than the oracles attested",
  );
  ensure(
    (found.status === Status.CANCELED) === (status === Status.CANCELED),
    "audit/contract",
    found.status === Status.CANCELED
      ? "the process was canceled on the contract: its results do not count"
      : "the bundle has a canceled process, and the contract does not",
  );
}

/** The settled results; undefined before that. */
async function settledResults(client: ChainReader, contract: Hex, processId: Hex) {
  try {
    return await readResults(client, contract, processId);
  } catch (error) {
    if (error instanceof ContractRefusal && error.rule === "NoResults") return undefined;
    throw error;
  }
}

/** The sums of a results document, in the order of a tally. */
const countsOf = ({ questions }: Results): string =>
  JSON.stringify(questions.map(({ invalid, results }) => [invalid, results.map(({ count }) => count)]));

/** @throws PsephosError `audit/contract` */
function checkResults(settled: SettledResults, { declaration, view }: AuditedElection): string {
  const { counted } = view.record;
  ensure(
    counted && view.results,
    "audit/contract",
    "the contract has results of a process that the chain did not count",
  );
  if (!settled.proven) {
    ensure(
      settled.resultsHash === counted.resultsHash,
      "audit/contract",
      "the oracles settled other results on the contract than the chain counted",
    );
    return "The results that its oracles settled are these";
  }
  const { serial } = declaration.params.envelopeType;
  const { questionCount, maxCount, maxValue } = declaration.params;
  const shape = { parts: serial ? questionCount : 1, fields: maxCount, values: maxValue + 1 };
  const parts = decodeTally(settled.tally, shape);
  if (parts === undefined) return "Its results were proved, and are too long to be on the contract";
  const proved = parts.flatMap(({ invalid, counts }) =>
    counts.map((row) => [invalid.toString(), row.map((count) => count.toString())]),
  );
  ensure(
    JSON.stringify(proved) === countsOf(resultsFromJson(view.results, shape.parts)),
    "audit/contract",
    "the results that were proved to the contract are others than the chain counted",
  );
  return "The results that were proved to it are these";
}

/** The check of the contracts, if it was asked for. */
export function contractChecks(_: Context, { rpc, contract }: ContractOptions): FurtherCheck[] {
  if (rpc === undefined) return [];
  return [
    {
      check: "contract",
      async run(election) {
        const { genesis, declaration, view } = election;
        if (!genesis.evm)
          return { text: "The chain has no EVM: there are no contracts.", figures: { contracts: false } };
        const at = contract ?? declaration.contract;
        const client = await reader({ rpc, contract: at });
        ensure(
          client.chain?.id === genesis.evm.chainId,
          "audit/contract",
          `the address of --rpc is a node of another EVM chain than ${genesis.evm.chainId}`,
        );
        await checkDeclaration(client, at, election);
        const settled = await settledResults(client, at, view.record.processId);
        const { dynamicCensus } = declaration.params.mode;
        const census = dynamicCensus
          ? "; its census may change there, and was not compared"
          : " and this census";
        const code = await checkRollupCode(client, at, election);
        const said = settled ? checkResults(settled, election) : "No results are settled on it yet";
        return {
          text: `The contract ${at} has the process with these rules${census}. ${said}.${code}`,
          figures: { settled: settled !== undefined, proven: settled?.proven ?? false },
        };
      },
    },
  ];
}
