/** `psephos chain dev`, `psephos process …` and `psephos results report`. */

import { once } from "node:events";
import { join } from "node:path";
import { createWalletClient, http, publicActions, toHex } from "viem";
import { foundry } from "viem/chains";
import { resultsFromJson } from "../../ballot/index.js";
import { fixedHex, type Hex, knownWords, quoted } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  createProcess,
  deployAll,
  deployRollup,
  openNextQuestion,
  readDeployment,
  readInvalidity,
  readProcess,
  reportResults,
  resultsHash,
  setCensus,
  setStatus,
  tallyPart,
} from "../../evm/index.js";
import { CensusOrigin, isEvmOrigin, keyId, type ProcessParams, Status } from "../../process/index.js";
import { votingProcess } from "../../voter/index.js";
import { loadVerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { startLocalEvm } from "../evm/index.js";
import { readText, writeWhole } from "../files.js";
import type { Output } from "../output.js";
import { readParams } from "../params-file.js";
import { processToJson } from "../process-file.js";
import { rollupInstances } from "../rollup-instances.js";
import { putVerifier } from "../verifier.js";
import { type ChainOptions, reader, type WriterOptions, writer } from "../wallet.js";
import { checkBeforeDeclaring, checkCensus, type DeclarationFiles } from "./metadata.js";

/** A local EVM with everything deployed, until Ctrl-C. */
export async function runChainDev(
  { output, signal }: Context,
  options: { readonly port: number; readonly keys: string },
): Promise<undefined> {
  const evm = await output.step("Starting a local EVM", () => startLocalEvm({ port: options.port }));
  try {
    const [owner, ...oracles] = evm.accounts;
    const client = createWalletClient({
      account: owner!,
      chain: foundry,
      transport: http(evm.rpcUrl),
    }).extend(publicActions);
    const named = oracles.slice(0, 3);
    const deployed = await output.step("Deploying the contracts", () =>
      deployAll(client, {
        genesis: "ipfs://development",
        validators: [],
        oracles: named.map(({ address }) => address),
        quorum: 2,
      }),
    );
    const rollup = await output.step("Deploying the rollup", () =>
      deployRollup(client, deployed, rollupInstances()),
    );
    const keys: Record<string, string> = {};
    for (const [i, account] of [owner!, ...named].entries()) {
      const name = i === 0 ? "organiser" : `oracle-${i}`;
      keys[name] = join(options.keys, `${name}.key`);
      await writeWhole(keys[name], `${toHex(account.getHdKey().privateKey!)}\n`, { secret: true });
    }
    output.field("rpc", evm.rpcUrl);
    for (const name of ["processes", "results", "genesis", "namespaces", "tokens", "verifiers"] as const) {
      output.field(name, deployed[name]);
    }
    output.field("rollup", rollup.rollup);
    for (const [name, file] of Object.entries(keys)) output.field(`key: ${name}`, file);
    output.line("Keys that everybody knows, for tests alone. Ctrl-C ends it.");
    output.result({ rpc: evm.rpcUrl, chainId: evm.chainId, ...deployed, ...rollup, keys });
    if (!signal.aborted) await once(signal, "abort");
    return undefined;
  } finally {
    await evm.close();
  }
}

/** Puts the verifier of a circuit's key on chain, and says under which key id processes name it. */
export async function runVerifier(
  { output, signal }: Context,
  name: string,
  options: WriterOptions & { readonly artifacts?: string },
): Promise<void> {
  const client = await writer(options);
  const circuit = await loadVerifyingCircuit(name, output, signal, options.artifacts);
  const put = await putVerifier(circuit, { client, verifiers: options.contract, output });
  const id = keyId(name, put.keyHash);
  output.field("verifier", put.address);
  output.field("key id", id);
  output.field("key", circuit.label);
  output.result({
    circuit: name,
    verifier: put.address,
    keyHash: put.keyHash,
    keyId: id,
    key: circuit.label,
  });
}

export function assertProcessId(id: string): Hex {
  fixedHex(id, 32, "the process id");
  return id as Hex;
}

/** The statuses that an entity may set; RESULTS is the results contract's to set. */
const MOVES = ["READY", "ENDED", "CANCELED", "PAUSED"] as const satisfies readonly (keyof typeof Status)[];

const statusName = (status: Status) => Object.entries(Status).find(([, value]) => value === status)![0];

type NamedEntry = Pick<ProcessParams, "censusOrigin" | "balancePosition" | "tokenId" | "evmBlockHeight">;

const originName = (origin: CensusOrigin) =>
  Object.entries(CensusOrigin).find(([, value]) => value === origin)![0];

/** Which entry of a token a process is over: whoever reads it can compare it with `psephos token find`. */
function showEntry(output: Output, params: NamedEntry, token: string): void {
  if (!isEvmOrigin(params.censusOrigin)) return;
  output.field("token", `${token}, as ${originName(params.censusOrigin)}`);
  output.field("balances at", params.balancePosition);
  if (params.censusOrigin === CensusOrigin.ERC1155) output.field("token id", params.tokenId);
  output.field("of block", params.evmBlockHeight);
}

const entryJson = ({ censusOrigin, balancePosition, tokenId, evmBlockHeight }: NamedEntry) =>
  isEvmOrigin(censusOrigin) ? { entry: { censusOrigin, balancePosition, tokenId, evmBlockHeight } } : {};

export async function runCreate(
  { output }: Context,
  file: string,
  options: WriterOptions & DeclarationFiles,
): Promise<void> {
  const params = await readParams(file);
  const checked = await checkBeforeDeclaring(output, params, options);
  const client = await writer(options);
  const { processId, receipt } = await output.step("Declaring the process", () =>
    createProcess(client, options.contract, params),
  );
  output.field("process", processId);
  output.field("block", receipt.blockNumber);
  output.field("gas", receipt.gasUsed);
  showEntry(output, params, params.token);
  output.result({
    processId,
    blockNumber: receipt.blockNumber,
    gas: receipt.gasUsed,
    checked,
    ...entryJson(params),
  });
}

export interface ShowOptions extends ChainOptions {
  /** Where to write the process file; none is written without it. */
  readonly out?: string;
  readonly circuit: string;
}

export async function runShow({ output }: Context, id: string, options: ShowOptions): Promise<void> {
  const client = await reader(options);
  const process = await readProcess(client, options.contract, assertProcessId(id));
  const { results } = await readDeployment(client, process.instance);
  const invalidity = await readInvalidity(client, results, id as Hex);
  const on = (flags: object) =>
    Object.entries(flags)
      .filter(([, set]) => set)
      .map(([name]) => name)
      .join(", ") || "none";
  output.field("status", statusName(process.status));
  output.field("entity", process.entity);
  output.field("instance", process.instance);
  output.field("mode", on(process.mode));
  output.field("envelope", on(process.envelopeType));
  output.field("blocks", `${process.startBlock} + ${process.blockCount}`);
  output.field("question", `${process.questionIndex + 1} of ${process.questionCount}`);
  output.field("ballot", `${process.maxCount} fields, values 0 to ${process.maxValue}`);
  showEntry(output, process, process.entity);
  output.field("census root", process.censusRoot);
  output.field("census", process.censusUri);
  if (process.envelopeType.anonymous) output.field("census key", process.censusKey);
  output.field("metadata", process.metadata);
  if (invalidity !== 0) output.warn(`the oracles have declared this process invalid, reason ${invalidity}`);
  if (options.out !== undefined) {
    const place = { contract: process.instance, processId: id as Hex, circuit: options.circuit };
    await writeWhole(options.out, processToJson(votingProcess(process, place)));
    output.line(`Process file written to ${options.out}`);
  }
  output.result({
    processId: id,
    ...process,
    status: statusName(process.status),
    invalidity,
    file: options.out,
  });
}

export async function runStatus(
  { output }: Context,
  id: string,
  name: string,
  options: WriterOptions,
): Promise<void> {
  const word = MOVES.find((move) => move === name.toUpperCase());
  ensure(word, "cli/usage", () => `${quoted(name)} is no status to set; ${knownWords(name, MOVES)}`);
  const status = Status[word];
  const client = await writer(options);
  const { gasUsed } = await output.step(`Setting the status to ${word}`, () =>
    setStatus(client, options.contract, assertProcessId(id), status),
  );
  output.result({ processId: id, status: word, gas: gasUsed });
}

export async function runNextQuestion(
  { output }: Context,
  id: string,
  options: WriterOptions,
): Promise<void> {
  const client = await writer(options);
  await output.step("Opening the next question", () =>
    openNextQuestion(client, options.contract, assertProcessId(id)),
  );
  const { questionIndex, status } = await readProcess(client, options.contract, id as Hex);
  output.field("status", statusName(status));
  output.field("question", questionIndex + 1);
  output.result({ processId: id, questionIndex, status: statusName(status) });
}

export async function runCensus(
  { output }: Context,
  id: string,
  options: WriterOptions & { readonly root: string; readonly uri: string; readonly census?: string },
): Promise<void> {
  const client = await writer(options);
  const { censusOrigin } = await readProcess(client, options.contract, assertProcessId(id));
  await checkCensus(
    output,
    { censusOrigin, censusRoot: options.root, censusUri: options.uri },
    options.census,
  );
  const { gasUsed } = await output.step("Replacing the census", () =>
    setCensus(client, options.contract, assertProcessId(id), {
      censusRoot: options.root,
      censusUri: options.uri,
    }),
  );
  output.result({ processId: id, censusRoot: options.root, censusUri: options.uri, gas: gasUsed });
}

export async function runReport(
  { output }: Context,
  id: string,
  file: string,
  options: WriterOptions & { readonly votes: string; readonly height: string },
): Promise<void> {
  const whole = /^(0|[1-9][0-9]{0,18})$/;
  ensure(
    whole.test(options.votes) && whole.test(options.height),
    "cli/usage",
    "--votes and --height take whole numbers",
  );
  const results = resultsFromJson(await readText(file));
  const client = await writer(options);
  const { instance } = await readProcess(client, options.contract, assertProcessId(id));
  const { results: contract } = await readDeployment(client, instance);
  const report = {
    processId: id as Hex,
    votingHeight: BigInt(options.height),
    parts: [tallyPart(results, BigInt(options.votes))],
    resultsHash: resultsHash(results),
  };
  const { decided, receipt } = await output.step("Reporting the results", () =>
    reportResults(client, contract, report),
  );
  output.line(
    decided ? "The quorum agrees: these results are settled." : "Reported; the quorum is not there yet.",
  );
  output.field("results hash", report.resultsHash);
  output.result({ processId: id, settled: decided, resultsHash: report.resultsHash, gas: receipt.gasUsed });
}
