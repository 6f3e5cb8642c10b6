/** What the contracts cost: gas used by transactions on a local EVM, the transaction itself and calldata included. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Hex, type TransactionReceipt, zeroHash } from "viem";
import { buildContracts, PROJECT, ROOT, TESTS } from "../scripts/contracts/compile.js";
import { Census, censusInput, createIdentity } from "../src/census/index.js";
import { startLocalEvm } from "../src/cli/evm/index.js";
import { send } from "../src/evm/client.js";
import { deploy } from "../src/evm/deploy.js";
import {
  createProcess,
  type Deployment,
  deployAll,
  openNextQuestion,
  proofVerifiersAbi,
  registerToken,
  reportResults,
  resultsAbi,
  setCensus,
  setStatus,
  type TallyPart,
} from "../src/evm/index.js";
import { createProver } from "../src/groth16/index.js";
import {
  CensusOrigin,
  decodeEnvelopeType,
  decodeMode,
  type ProcessParams,
  Status,
} from "../src/process/index.js";
import {
  compileVerifier,
  prepareDevelopmentKey,
  verifierArguments,
  verifierSource,
} from "../src/setup/index.js";
import { type TestWallet, wallet } from "../test/support/wallet.js";
import { params, URI } from "./support/process.js";
import type { BenchResult } from "./support/result.js";
import { rollupGas } from "./support/rollup-gas.js";

/** Fields × values of a tally, by the number of counts. */
const TALLIES = { 2: [1, 2], 8: [2, 4], 32: [8, 4], 128: [8, 16], 510: [2, 255] } as const;

type Figures = Record<string, number>;

const gas = ({ gasUsed }: TransactionReceipt) => Number(gasUsed);

/** Declaring a process and moving it. */
async function processes(entity: TestWallet, { processes }: Deployment): Promise<Figures> {
  const create = (change?: Partial<ProcessParams>) => createProcess(entity, processes, params(change));
  const first = await create();
  const second = await create();
  const census = { censusRoot: `0x${"2c".repeat(32)}`, censusUri: URI.replace("bafy", "bafz") };
  const serial = await create({ envelopeType: decodeEnvelopeType(3) });
  const named = { envelopeType: decodeEnvelopeType(0), censusKey: zeroHash };
  return {
    "newProcess, an entity's first": gas(first.receipt),
    "newProcess, a later one": gas(second.receipt),
    "newProcess, votes by name": gas((await create(named)).receipt),
    setStatus: gas(await setStatus(entity, processes, second.processId, Status.PAUSED)),
    setCensus: gas(await setCensus(entity, processes, second.processId, census)),
    incrementQuestionIndex: gas(await openNextQuestion(entity, processes, serial.processId)),
  };
}

/** A token census, from the proof of a balance to a process. */
async function tokens(owner: TestWallet, contracts: Deployment): Promise<Figures> {
  const artifact = buildContracts(TESTS).artifacts.find(({ name }) => name === "TestERC20")!;
  const token = await deploy(owner, artifact.abi as never, artifact.bytecode);
  const holder = owner.account.address;
  for (let i = 1; i <= 20; i += 1) {
    const to: Hex = i === 20 ? holder : `0x${i.toString(16).padStart(40, "0")}`;
    const call = { address: token, abi: artifact.abi as never, functionName: "mint" as never };
    await send(owner, { ...call, args: [to, 10n ** 18n] as never });
  }
  await owner.mine({ blocks: 1 });
  const before = await owner.getBlockNumber();
  const entry = { token, origin: CensusOrigin.ERC20, namespace: "", slot: 0n, tokenId: 0n } as const;
  const registered = await registerToken(owner, contracts.tokens, entry, [holder]);
  const census = { censusOrigin: CensusOrigin.ERC20, token, evmBlockHeight: before, censusUri: "" };
  const plain = { mode: decodeMode(1), envelopeType: decodeEnvelopeType(0), censusKey: zeroHash };
  const { receipt } = await createProcess(owner, contracts.processes, params({ ...census, ...plain }));
  return {
    "registerToken (EIP-1186 proof)": gas(registered.receipt!),
    "newProcess, token holders": gas(receipt),
  };
}

/** Reporting results: an oracle's first report, and the one that settles. */
async function results(entity: TestWallet, oracles: TestWallet[], contracts: Deployment): Promise<Figures> {
  const figures: Figures = {};
  const report = async (fields: number, values: number) => {
    const shape = params({ maxCount: fields, maxValue: values - 1 });
    const { processId } = await createProcess(entity, contracts.processes, shape);
    const row = Array.from({ length: values }, (_, value) => 1_234_567n + BigInt(value));
    const parts: TallyPart[] = [{ voteCount: 10_000n, invalid: 12n, counts: Array(fields).fill(row) }];
    const [first, last] = oracles as [TestWallet, TestWallet, ...TestWallet[]];
    const report = { processId, votingHeight: 150n, parts, resultsHash: `0x${"d0".repeat(32)}` as const };
    const one = await reportResults(first, contracts.results, report);
    return [gas(one.receipt), gas((await reportResults(last, contracts.results, report)).receipt)] as const;
  };
  for (const [counts, [fields, values]] of Object.entries(TALLIES)) {
    const [one, settling] = await report(fields, values);
    if (counts === "8") figures["setResults, 8 counts, not yet the quorum"] = one;
    figures[`setResults, ${counts} counts, settling`] = settling;
  }
  [, figures["setResults, document hash alone, settling"]] = await report(8, 256);
  const { processId } = await createProcess(entity, contracts.processes, params());
  const complaint = { address: contracts.results, abi: resultsAbi, functionName: "complain" } as const;
  figures.complain = gas(await send(oracles[0]!, { ...complaint, args: [processId, 1] }));
  return figures;
}

/** Checking a vote's proof on chain: the exported verifier itself, and through the registry. */
async function verifier(owner: TestWallet, contracts: Deployment): Promise<Figures> {
  const name = "census-7";
  const folder = join(ROOT, "build", name);
  const r1cs = readFileSync(join(folder, `${name}.r1cs`));
  const { zkey, verificationKey } = await prepareDevelopmentKey({ folder, name, r1cs });
  const { abi, bytecode } = compileVerifier(verifierSource({ verificationKey, circuit: name }));
  const address = await deploy(owner, abi as never, bytecode);
  const register = {
    address: contracts.verifiers,
    abi: proofVerifiersAbi,
    functionName: "register",
  } as const;
  const registered = await send(owner, { ...register, args: [name, address, 6] });

  const identity = createIdentity();
  const census = new Census(7, [{ commitment: identity.commitment, weight: 7n }]);
  const statement = { scope: 11n, voteHash: 13n, weight: 5n, envelopeHash: 17n };
  const prover = await createProver({ wasm: readFileSync(join(folder, `${name}.wasm`)), zkey });
  const input = censusInput(identity, 7n, census.membership(0), statement);
  const [proof, signals] = verifierArguments(await prover.prove({ ...input }));
  await prover.close();

  const { keyId: id } = (
    await owner.getContractEvents({
      ...register,
      eventName: "VerifierRegistered",
      fromBlock: registered.blockNumber,
    })
  )[0]!.args;
  const direct = { address, abi: abi as never, functionName: "verifyProof", args: [proof, signals] as never };
  const through = { ...register, functionName: "verify", args: [id!, proof as never, signals] } as const;
  return {
    "verifier, a vote's proof (6 signals)": Number(await owner.estimateContractGas(direct as never)),
    "verifier, through the registry": Number(await owner.estimateContractGas(through as never)),
  };
}

export default async function bench(): Promise<BenchResult> {
  const evm = await startLocalEvm();
  try {
    const [owner, entity, ...oracles] = [0, 1, 2, 3, 4].map((index) => wallet(evm, evm.accounts[index]!)) as [
      TestWallet,
      TestWallet,
      ...TestWallet[],
    ];
    const addresses = oracles.map(({ account }) => account.address);
    const chain = { genesis: URI, validators: [], oracles: addresses, quorum: 2 };
    const contracts = await deployAll(owner, chain);
    const blocks = await Promise.all(
      Array.from({ length: Number(await owner.getBlockNumber()) }, (_, i) =>
        owner.getBlock({ blockNumber: BigInt(i + 1) }),
      ),
    );
    const sizes = buildContracts(PROJECT).artifacts.map(({ name, size }) => [`${name}, bytes of code`, size]);
    return {
      name: "gas",
      ratios: {},
      figures: {
        ...(await processes(entity, contracts)),
        ...(await tokens(owner, contracts)),
        ...(await results(entity, oracles, contracts)),
        ...(await verifier(owner, contracts)),
        ...(await rollupGas(evm)),
        "deploying everything": blocks.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0),
        ...Object.fromEntries(sizes),
      },
    };
  } finally {
    await evm.close();
  }
}
