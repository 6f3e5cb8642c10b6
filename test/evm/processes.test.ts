import assert from "node:assert/strict";
import { createPublicClient, createWalletClient, type Hex, http, zeroAddress, zeroHash } from "viem";
import type { Results } from "../../src/ballot/index.js";
import { resultsBytecode } from "../../src/evm/bytecode/Results.generated.js";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import {
  allInstances,
  type ChainEvent,
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
  readEvents,
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
  watchEvents,
} from "../../src/evm/index.js";
import {
  CensusOrigin,
  decodeEnvelopeType,
  decodeMode,
  type ProcessParams,
  processId,
  Status,
} from "../../src/process/index.js";
import { afresh, cast, deployment, refused } from "../contracts/support.js";
import { rejectsCode } from "../support/errors.js";
import { evm, type TestWallet } from "../support/evm.js";

const declared = (change: Partial<ProcessParams> = {}): ProcessParams => ({
  mode: decodeMode(1),
  envelopeType: decodeEnvelopeType(0),
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  token: zeroAddress,
  startBlock: 100,
  blockCount: 50,
  questionCount: 2,
  maxCount: 2,
  maxValue: 1,
  maxVoteOverwrites: 0,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: zeroHash,
  settlement: zeroAddress,
  paramsSignature: zeroHash,
  metadata: "ipfs://metadata",
  censusRoot: `0x${"1b".repeat(32)}`,
  censusUri: "ipfs://census",
  ...change,
});

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

  const upgrade = async () => {
    const [last] = (await allInstances(owner, contracts.processes)).slice(-1) as [Hex];
    const next = await deployProcesses(owner, { ...contracts, predecessor: last });
    const call = { address: last, abi: processesAbi, functionName: "activateSuccessor" } as const;
    await send(owner, { ...call, args: [next] });
    await send(stranger, {
      address: contracts.results,
      abi: resultsAbi,
      functionName: "addInstance",
      args: [next],
    });
    return next;
  };

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

  describe("events", () => {
    const told = (event: ChainEvent) => [event.eventName, (event.args as { processId?: Hex }).processId];

    it("are read from the logs of several contracts, in order", async () => {
      const from = (await owner.getBlockNumber()) + 1n;
      const { processId: first } = await createProcess(
        entity,
        contracts.processes,
        declared({ mode: decodeMode(3) }),
      );
      await setStatus(entity, contracts.processes, first, Status.PAUSED);
      const second = await upgrade();
      const { processId: other } = await createProcess(entity, second, declared());
      await complain(oracles[0]!, contracts.results, other, 0);
      const addresses = [contracts.processes, second, contracts.results];
      const events = await readEvents(owner, addresses, from, await owner.getBlockNumber());
      const moves = events.map(told).filter(([, id]) => id !== undefined);
      assert.deepEqual(moves, [
        ["NewProcess", first],
        ["StatusUpdated", first],
        ["NewProcess", other],
        ["Complaint", other],
      ]);
    });

    it("come as they happen, from a block on, once each, until the watch is ended", async () => {
      const { processId: id } = await createProcess(
        entity,
        contracts.processes,
        declared({ mode: decodeMode(3) }),
      );
      const ended = new AbortController();
      const options = { addresses: [contracts.processes], signal: ended.signal, range: 2n };
      const watch = watchEvents(owner, { ...options, fromBlock: (await owner.getBlockNumber()) - 3n });
      const heard: unknown[] = [];
      const listening = (async () => {
        for await (const event of watch)
          if ((event.args as { processId?: Hex }).processId === id) heard.push(event.eventName);
      })();
      await setStatus(entity, contracts.processes, id, Status.PAUSED);
      await setStatus(entity, contracts.processes, id, Status.ENDED);
      const end = Date.now() + 120_000;
      while (heard.length < 3 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.deepEqual(heard, ["NewProcess", "StatusUpdated", "StatusUpdated"]);
      ended.abort();
      await listening;
      await setStatus(
        entity,
        contracts.processes,
        (await createProcess(entity, contracts.processes, declared({ mode: decodeMode(3) }))).processId,
        Status.PAUSED,
      );
      assert.equal(heard.length, 3);
    });

    it("wait for confirmations", async () => {
      const ended = new AbortController();
      const fromBlock = (await owner.getBlockNumber()) + 1n;
      const options = { addresses: [contracts.processes], signal: ended.signal, fromBlock, confirmations: 3 };
      const watch = watchEvents(owner, options);
      await createProcess(entity, contracts.processes, declared());
      let heard: string | undefined;
      const first = watch.next().then(({ value }) => {
        heard = value?.eventName;
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(heard, undefined);
      await owner.mine({ blocks: 3 });
      await first;
      assert.equal(heard, "NewProcess");
      ended.abort();
      assert.equal((await watch.next()).done, true);
    });

    it("go on after an error that is taken, and stop at one that is not", async () => {
      const { url } = await evm();
      let down = true;
      const transport = http(url, {
        retryCount: 0,
        onFetchRequest: () => {
          if (down) throw new Error("the node is away");
        },
      });
      const shaky = createPublicClient({ chain: owner.chain, transport, cacheTime: 0, pollingInterval: 5 });
      const fromBlock = (await owner.getBlockNumber()) + 1n;
      await createProcess(entity, contracts.processes, declared());
      const addresses = [contracts.processes];
      await assert.rejects(watchEvents(shaky, { addresses, fromBlock }).next(), /the node is away/);
      const errors: unknown[] = [];
      const onError = (error: unknown) => {
        errors.push(error);
        if (errors.length === 3) down = false;
      };
      const watch = watchEvents(shaky, { addresses, fromBlock, onError });
      assert.equal((await watch.next()).value?.eventName, "NewProcess");
      assert.equal(errors.length, 3);
      await watch.return(undefined);
    });
  });
});
