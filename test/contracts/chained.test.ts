import assert from "node:assert/strict";
import { encodePacked, type Hex, keccak256, zeroAddress } from "viem";
import { resultsBytecode } from "../../src/evm/bytecode/Results.generated.js";
import { send } from "../../src/evm/client.js";
import { type Deployment, deploy, deployProcesses } from "../../src/evm/deploy.js";
import { processesAbi, resultsAbi } from "../../src/evm/index.js";
import { evm, type TestWallet } from "../support/evm.js";
import {
  afresh,
  cast,
  deployment,
  deployTest,
  ENDED,
  ENVELOPE,
  event,
  MODE,
  processesAs,
  READY,
  RESULTS,
  refused,
} from "./support.js";

const idOf = (entity: Hex, index: number, namespaceId: number) =>
  keccak256(
    encodePacked(["address", "uint256", "uint32", "uint32"], [entity, BigInt(index), namespaceId, 31337]),
  );

describe("contracts: chained instances", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;

  const made = afresh(() => deployment());
  before(async () => {
    people = await cast();
    contracts = made();
  });

  const successorOf = (predecessor: Hex) => deployProcesses(people.owner, { ...contracts, predecessor });
  const activate = (from: Hex, to: Hex, client: TestWallet = people.owner) =>
    send(client, { address: from, abi: processesAbi, functionName: "activateSuccessor", args: [to] });
  const read = (address: Hex, functionName: string, ...args: unknown[]) =>
    people.owner.readContract({
      address,
      abi: processesAbi,
      functionName,
      args,
    } as never) as Promise<unknown>;

  it("hands over twice: three instances, one history", async () => {
    const { entity } = people;
    const me = entity.account.address;
    const first = contracts.processes;
    const made: Hex[] = [await processesAs(entity, first).newProcess({ metadata: "ipfs://0" })];
    made.push(await processesAs(entity, first).newProcess({ metadata: "ipfs://1" }));

    const second = await successorOf(first);
    const third = await successorOf(second);
    await refused(processesAs(entity, second).newProcess(), "InstanceInactive");
    assert.equal(await read(third, "getEntityProcessCount", me), 2n, "read through before activation");

    const handed = await activate(first, second);
    assert.equal(event(processesAbi, handed, "SuccessorActivated").successor, await read(first, "successor"));
    assert.equal(((await read(first, "successor")) as Hex).toLowerCase(), second);
    assert.equal(await read(second, "activationBlock"), handed.blockNumber);
    await refused(processesAs(entity, first).newProcess(), "InstanceInactive");
    made.push(await processesAs(entity, second).newProcess({ metadata: "ipfs://2" }));
    await activate(second, third);
    await refused(processesAs(entity, second).newProcess(), "InstanceInactive");
    made.push(await processesAs(entity, third).newProcess({ metadata: "ipfs://3" }));

    assert.deepEqual(made, [idOf(me, 0, 1), idOf(me, 1, 1), idOf(me, 2, 2), idOf(me, 3, 3)]);
    assert.equal(await read(third, "getNextProcessId", me), idOf(me, 4, 3));
    const counts = await Promise.all(
      [first, second, third].map((it) => read(it, "getEntityProcessCount", me)),
    );
    assert.deepEqual(counts, [2n, 3n, 4n]);

    const homes = [first, first, second, third];
    for (const [i, id] of made.entries()) {
      assert.equal((await processesAs(entity, third).get(id)).metadata, `ipfs://${i}`);
      assert.equal(((await read(third, "getCreationInstance", id)) as Hex).toLowerCase(), homes[i]);
      assert.equal(await read(third, "getParamsSignature", id), `0x${"5a".repeat(32)}`);
      assert.deepEqual(await read(third, "getTerms", id), await read(homes[i]!, "getTerms", id));
    }
    await assert.rejects(processesAs(entity, third).get(`0x${"00".repeat(32)}`), /ProcessNotFound/);
    await assert.rejects(processesAs(entity, first).get(made[2]!), /ProcessNotFound/, "no look ahead");
  });

  it("writes only where the process was made", async () => {
    const { entity } = people;
    const mode = MODE.autoStart | MODE.interruptible | MODE.dynamicCensus;
    const id = await processesAs(entity, contracts.processes).newProcess({
      mode,
      envelopeType: ENVELOPE.serial,
    });
    const second = await successorOf(contracts.processes);
    await activate(contracts.processes, second);
    const later = processesAs(entity, second);
    await refused(later.setStatus(id, ENDED), "ProcessNotHere", id);
    await refused(later.incrementQuestionIndex(id), "ProcessNotHere", id);
    await refused(later.setCensus(id), "ProcessNotHere", id);
    const results = processesAs(await (await evm()).as(contracts.results), second);
    await refused(results.settle(id, 2n ** 40n), "ProcessNotHere", id);
  });

  it("once deactivated: moves of its own processes work, and nothing else on them does", async () => {
    const { entity, owner } = people;
    const old = processesAs(entity, contracts.processes);
    const mode = MODE.autoStart | MODE.interruptible | MODE.dynamicCensus;
    const id = await old.newProcess({ mode, envelopeType: ENVELOPE.serial });
    const over = await old.newProcess();
    await activate(contracts.processes, await successorOf(contracts.processes));

    await refused(old.newProcess(), "InstanceInactive");
    await refused(old.setCensus(id), "InstanceInactive");
    const price = {
      address: contracts.processes,
      abi: processesAbi,
      functionName: "setProcessPrice",
      args: [1n],
    } as const;
    await refused(send(owner, price), "InstanceInactive");
    await old.setStatus(id, 3);
    await old.setStatus(id, READY);
    await old.incrementQuestionIndex(id);
    await old.incrementQuestionIndex(id);
    assert.equal((await old.get(id)).status, ENDED);
    await processesAs(await (await evm()).as(contracts.results), contracts.processes).settle(over, 150n);
    assert.equal((await old.get(over)).status, RESULTS);
  });

  it("is activated by its predecessor alone, and once", async () => {
    const { owner, stranger } = people;
    const second = await successorOf(contracts.processes);
    const call = { address: second, abi: processesAbi, functionName: "activate", args: [] } as const;
    await refused(send(owner, call), "NotPredecessor");
    await refused(send(stranger, call), "NotPredecessor");
    await refused(activate(contracts.processes, second, stranger), "OwnableUnauthorizedAccount");
    await activate(contracts.processes, second);
    const predecessor = await (await evm()).as(contracts.processes);
    await refused(send(predecessor, call), "AlreadyActive");
    await refused(send(predecessor, { ...call, address: contracts.processes }), "NotPredecessor");
  });

  it("hands over once, to an instance that names it", async () => {
    const { owner, stranger } = people;
    const second = await successorOf(contracts.processes);
    const other = await successorOf(second);
    const apart = await deployProcesses(owner, contracts);
    for (const wrong of [other, apart, contracts.processes]) {
      await refused(activate(contracts.processes, wrong), "InvalidSuccessor");
    }
    for (const wrong of [zeroAddress, stranger.account.address]) {
      await refused(activate(contracts.processes, wrong), "InvalidSuccessor");
    }
    const idle = await deployTest("TestIdleSuccessor", [contracts.processes]);
    await refused(activate(contracts.processes, idle.address), "InvalidSuccessor");
    assert.equal(await read(contracts.processes, "successor"), zeroAddress);
    assert.equal(await read(contracts.processes, "isActive"), true);
    await refused(activate(second, other), "InstanceInactive");

    await activate(contracts.processes, second);
    const rival = await successorOf(contracts.processes);
    await refused(activate(contracts.processes, rival), "InstanceInactive");
  });

  it("refuses a predecessor that is no contract", async () => {
    await refused(successorOf(people.stranger.account.address), "InvalidPredecessor");
    await refused(deployProcesses(people.owner, { ...contracts, votingChain: 2 }), "ChainNotFound", 2);
  });

  it("refuses registries that are no contracts, and results over other namespaces", async () => {
    const { owner, stranger } = people;
    const nobody = stranger.account.address;
    await refused(deployProcesses(owner, { ...contracts, tokens: nobody }), "InvalidTokens");
    await refused(deployProcesses(owner, { ...contracts, tokens: zeroAddress }), "InvalidTokens");
    await refused(deployProcesses(owner, { ...contracts, results: nobody }), "InvalidResults");
    await refused(deployProcesses(owner, { ...contracts, results: zeroAddress }), "InvalidResults");
    const { results } = await deployment();
    await refused(deployProcesses(owner, { ...contracts, results }), "InvalidResults");
  });

  it("changes owners in two steps", async () => {
    const { owner, stranger, entity } = people;
    const base = { address: contracts.processes, abi: processesAbi } as const;
    const give = { ...base, functionName: "transferOwnership", args: [stranger.account.address] } as const;
    const accept = { ...base, functionName: "acceptOwnership", args: [] } as const;
    await refused(send(entity, give), "OwnableUnauthorizedAccount");
    await send(owner, give);
    await refused(send(entity, accept), "OwnableUnauthorizedAccount");
    const price = { ...base, functionName: "setProcessPrice", args: [5n] } as const;
    await refused(send(stranger, price), "OwnableUnauthorizedAccount");
    await send(stranger, accept);
    await refused(send(owner, price), "OwnableUnauthorizedAccount");
    await send(stranger, price);
  });

  describe("known to the results contract", () => {
    const add = (instance: Hex, client: TestWallet) =>
      send(client, {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "addInstance",
        args: [instance],
      });

    it("takes the active successor of the last one, from anyone", async () => {
      const { stranger, owner } = people;
      const second = await successorOf(contracts.processes);
      const apart = await deployProcesses(owner, contracts);
      await refused(add(second, stranger), "InvalidInstance");
      await activate(contracts.processes, second);
      for (const wrong of [apart, contracts.processes, zeroAddress]) {
        await refused(add(wrong, owner), "InvalidInstance");
      }
      const added = event(resultsAbi, await add(second, stranger), "InstanceAdded").instance as Hex;
      assert.equal(added.toLowerCase(), second);
      await refused(add(second, stranger), "InvalidInstance");
    });

    it("takes the first one from its owner, if it has a namespace", async () => {
      const { owner, stranger } = people;
      const results = await deploy(owner, resultsAbi, resultsBytecode, [
        contracts.genesis,
        contracts.namespaces,
      ]);
      const first = (instance: Hex, client: TestWallet) =>
        send(client, { address: results, abi: resultsAbi, functionName: "addInstance", args: [instance] });
      await refused(first(contracts.processes, stranger), "OwnableUnauthorizedAccount");
      await refused(first(stranger.account.address, owner), "InvalidInstance");
      await refused(first(contracts.tokens, owner), "NamespaceNotFound");
      await first(contracts.processes, owner);
      const instances = { address: results, abi: resultsAbi, functionName: "instances" } as const;
      const known = await owner.readContract(instances);
      assert.deepEqual(
        known.map((it) => it.toLowerCase()),
        [contracts.processes],
      );
    });

    it("finds a process where it was first, whatever a later instance says", async () => {
      const { entity, stranger, oracles } = people;
      const id = await processesAs(entity, contracts.processes).newProcess();
      const impostor = await deployTest("TestImpostor", [contracts.processes, contracts.namespaces, 1]);
      await activate(contracts.processes, impostor.address);
      await add(impostor.address, stranger);
      const report = {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "report",
        args: [id, 150n, [1n, 0n, 1n, 0n, 0n, 1n], `0x${"01".repeat(32)}`],
      } as const;
      await send(oracles[0], report);
      await send(oracles[1], report);
      assert.equal((await processesAs(entity, contracts.processes).get(id)).status, RESULTS);
    });
  });
});
