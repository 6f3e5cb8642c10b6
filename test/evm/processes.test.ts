import assert from "node:assert/strict";
import { createPublicClient, createWalletClient, http, zeroHash } from "viem";
import type { Results } from "../../src/ballot/index.js";
import { resultsBytecode } from "../../src/evm/bytecode/Results.generated.js";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import {
  allInstances,
  complain,
  createProcess,
  type Deployment,
  deployAll,
  deployProcesses,
  genesisAbi,
  openNextQuestion,
  processCount,
  processesAbi,
  readDeployment,
  readInvalidity,
  readProcess,
  readProcessIdParts,
  readResults,
  reportResults,
  resultsAbi,
  resultsHash,
  setCensus,
  setStatus,
  settleResults,
  tallyPart,
} from "../../src/evm/index.js";
import { CensusOrigin, decodeEnvelopeType, decodeMode, processId, Status } from "../../src/process/index.js";
import { afresh, cast, deployment, refused } from "../contracts/support.js";
import { rejectsCode } from "../support/errors.js";
import { evm, type TestWallet } from "../support/evm.js";
import { declared, upgraded } from "./process-support.js";

const DOCUMENT: Results = {
  questions: [
    {
      invalid: "1",
      results: [
        { value: "0", count: "4" },
        { value: "1", count: "2" },
      ],
    },
    {
      invalid: "1",
      results: [
        { value: "0", count: "3" },
        { value: "1", count: "3" },
      ],
    },
  ],
};

describe("chain: processes from TypeScript", () => {
  let contracts: Deployment;
  let owner: TestWallet;
  let entity: TestWallet;
  let stranger: TestWallet;
  let oracles: readonly TestWallet[];

  const made = afresh(() => deployment({}, 5n));
  before(async () => {
    ({ owner, entity, stranger, oracles } = await cast());
    contracts = made();
  });

  const upgrade = () => upgraded(contracts, owner, stranger);

  it("deploys everything with plain viem clients, and finds it again from one address", async () => {
    const { url } = await evm();
    const transport = http(url);
    const { chain, account } = owner;
    const wallet = createWalletClient({ chain, account, transport, pollingInterval: 5 });
    const there = await deployAll(
      wallet,
      { genesis: "ipfs://g", validators: [], oracles: [], quorum: 0 },
      7n,
    );
    const reader = createPublicClient({ chain, transport, cacheTime: 0 });
    const { namespaceId, ...found } = await readDeployment(reader, there.processes);
    const { verifiers, ...linked } = there;
    assert.deepEqual(found, linked);
    assert.equal(namespaceId, 1);
    assert.notEqual(await reader.getCode({ address: verifiers }), undefined);
    const { receipt } = await createProcess(wallet, there.processes, declared());
    assert.equal(await reader.getBalance({ address: there.processes }), 7n, "paid to the wei");
    assert.equal(receipt.status, "success");
  });

  it("declares a process, pays its price, and reads it back as declared", async () => {
    const params = declared({ mode: decodeMode(3), censusKey: zeroHash });
    const { processId: id } = await createProcess(entity, contracts.processes, params);
    const chainId = 31337;
    const account = entity.account.address;
    assert.equal(id, processId({ entity: account, index: 0n, namespace: 1, chainId } as never));
    const { token: _, ...rest } = params;
    assert.deepEqual(await readProcess(stranger, contracts.processes, id), {
      ...rest,
      entity: account.toLowerCase(),
      status: Status.READY,
      questionIndex: 0,
      instance: contracts.processes,
    });
    assert.equal(await processCount(stranger, contracts.processes, account), 1n);
  });

  it("refuses what the contract would, by its rule and before anything is sent", async () => {
    const nonce = () => entity.getTransactionCount({ address: entity.account.address });
    const before = await nonce();
    await rejectsCode(
      "process/question-count-missing",
      createProcess(entity, contracts.processes, declared({ questionCount: 0 })),
    );
    const token = declared({
      censusOrigin: CensusOrigin.ERC20,
      token: contracts.genesis,
      evmBlockHeight: 1n,
    });
    await refused(createProcess(entity, contracts.processes, token), "TokenNotRegistered");
    const { processId: id } = await createProcess(entity, contracts.processes, declared());
    await refused(setStatus(entity, contracts.processes, id, Status.ENDED), "NotInterruptible");
    await refused(setStatus(stranger, contracts.processes, id, Status.ENDED), "NotEntity");
    await refused(readProcess(owner, contracts.processes, zeroHash), "ProcessNotFound", zeroHash);
    await refused(
      setStatus(entity, contracts.processes, zeroHash, Status.ENDED),
      "ProcessNotFound",
      zeroHash,
    );
    assert.equal(await nonce(), before + 1);
  });

  it("moves a process where it was made, though asked through the last instance", async () => {
    const params = declared({ mode: decodeMode(7), envelopeType: decodeEnvelopeType(1) });
    const { processId: id } = await createProcess(entity, contracts.processes, params);
    await setCensus(entity, contracts.processes, id, { censusRoot: "0x02", censusUri: "ipfs://2" });
    const second = await upgrade();
    const third = await upgrade();
    for (const any of [contracts.processes, second, third]) {
      assert.deepEqual(await allInstances(owner, any), [contracts.processes, second, third]);
    }
    await setStatus(entity, third, id, Status.PAUSED);
    await setStatus(entity, third, id, Status.READY);
    await openNextQuestion(entity, third, id);
    const process = await readProcess(owner, third, id);
    const parts = await readProcessIdParts(owner, third, id, process);
    assert.equal(parts.namespace, 1, "of the instance where it was made");
    assert.equal(processId(parts), id);
    const foreign = readProcessIdParts(owner, third, id, { ...process, entity: owner.account.address });
    await rejectsCode("evm/process-id", foreign);
    assert.deepEqual(
      [process.instance, process.questionIndex, process.censusRoot, process.censusUri],
      [contracts.processes, 1, "0x02", "ipfs://2"],
    );
    await openNextQuestion(entity, third, id);
    assert.equal((await readProcess(owner, third, id)).status, Status.ENDED);
    await refused(
      setCensus(entity, third, id, { censusRoot: "0x03", censusUri: "ipfs://3" }),
      "InstanceInactive",
    );
  });

  it("finds all instances past a successor that was never activated", async () => {
    const fork = await deployProcesses(owner, { ...contracts, predecessor: contracts.processes });
    const onFork = await deployProcesses(owner, { ...contracts, predecessor: fork });
    assert.deepEqual(await allInstances(owner, fork), [contracts.processes]);
    const second = await upgrade();
    for (const any of [contracts.processes, second, fork, onFork])
      assert.deepEqual(await allInstances(owner, any), [contracts.processes, second]);
  });

  it("names a contract that is another, or none", async () => {
    const nobody = `0x${"ab".repeat(20)}` as const;
    for (const wrong of [contracts.results, contracts.genesis, nobody])
      for (const read of [readDeployment, allInstances]) {
        const { message, hint } = await rejectsCode("evm/not-processes", read(owner, wrong));
        assert.match(
          message,
          wrong === nobody ? /there is no contract at 0xab/ : /is not a process contract/,
        );
        assert.ok(hint);
      }
  });

  it("reads an old process's results where they are, though a later instance has a results contract of its own", async () => {
    const { processId: id } = await createProcess(entity, contracts.processes, declared());
    const parts = [tallyPart(DOCUMENT, 6n)];
    const report = { processId: id, votingHeight: 150n, parts, resultsHash: resultsHash(DOCUMENT) };
    const results = await deploy(owner, resultsAbi, resultsBytecode, [
      contracts.genesis,
      contracts.namespaces,
    ]);
    const next = await deployProcesses(owner, { ...contracts, results, predecessor: contracts.processes });
    const call = {
      address: contracts.processes,
      abi: processesAbi,
      functionName: "activateSuccessor",
    } as const;
    await send(owner, { ...call, args: [next] });
    await refused(readResults(owner, next, id), "NoResults", id);
    for (const oracle of oracles.slice(0, 2)) await reportResults(oracle, contracts.results, report);
    for (const any of [contracts.processes, next])
      assert.equal((await readResults(owner, any, id)).resultsHash, report.resultsHash);
    await refused(readResults(owner, next, zeroHash), "ProcessNotFound", zeroHash);
  });

  it("reports results until they are settled, and reads them", async () => {
    const { processId: id } = await createProcess(entity, contracts.processes, declared());
    const parts = [tallyPart(DOCUMENT, 6n)];
    const report = { processId: id, votingHeight: 150n, parts, resultsHash: resultsHash(DOCUMENT) };
    await refused(readResults(owner, contracts.processes, id), "NoResults", id);
    assert.equal((await reportResults(oracles[0]!, contracts.results, report)).decided, false);
    await refused(settleResults(stranger, contracts.results, report), "QuorumNotReached", 1n, 2n);
    const { decided, receipt } = await reportResults(oracles[1]!, contracts.results, report);
    assert.equal(decided, true);
    assert.deepEqual(await readResults(owner, contracts.processes, id), {
      tally: [6n, 1n, 4n, 2n, 3n, 3n],
      resultsHash: resultsHash(DOCUMENT),
      proven: false,
      blockNumber: receipt.blockNumber,
    });
    assert.equal((await readProcess(owner, contracts.processes, id)).status, Status.RESULTS);
    await refused(settleResults(stranger, contracts.results, report), "AlreadySettled");
  });

  it("settles by a call when the quorum falls", async () => {
    const { processId: id } = await createProcess(entity, contracts.processes, declared());
    const report = {
      processId: id,
      votingHeight: 150n,
      parts: [tallyPart(DOCUMENT, 6n)],
      resultsHash: resultsHash(DOCUMENT),
    };
    await reportResults(oracles[0]!, contracts.results, report);
    await send(owner, {
      address: contracts.genesis,
      abi: genesisAbi,
      functionName: "setQuorum",
      args: [1, 1],
    });
    await settleResults(stranger, contracts.results, report);
    assert.equal((await readProcess(owner, contracts.processes, id)).status, Status.RESULTS);
  });

  it("complains until the process is invalid", async () => {
    const { processId: id } = await createProcess(entity, contracts.processes, declared());
    assert.equal((await complain(oracles[0]!, contracts.results, id, 0)).decided, false);
    assert.equal((await complain(oracles[0]!, contracts.results, id, 2)).decided, false);
    assert.equal(await readInvalidity(owner, contracts.results, id), 0);
    assert.equal((await complain(oracles[2]!, contracts.results, id, 2)).decided, true);
    assert.equal(await readInvalidity(owner, contracts.results, id), 2);
    await refused(complain(stranger, contracts.results, id, 1), "NotOracle");
  });
});
