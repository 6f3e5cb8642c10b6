import assert from "node:assert/strict";
import { type Hex, zeroAddress } from "viem";
import { send } from "../../src/evm/client.js";
import { type Deployment, genesisAbi, namespacesAbi } from "../../src/evm/index.js";
import type { TestWallet } from "../support/evm.js";
import { afresh, cast, deployment, event, refused } from "./support.js";

describe("contracts: voting chains and namespaces", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;
  const CHAIN = 1;

  const made = afresh(() => deployment());
  before(async () => {
    people = await cast();
    contracts = made();
  });

  type Setter =
    | "newChain"
    | "setGenesis"
    | "addValidator"
    | "removeValidator"
    | "addOracle"
    | "removeOracle"
    | "setQuorum";
  const call = (functionName: Setter, args: readonly unknown[], client: TestWallet = people.owner) =>
    send(client, { address: contracts.genesis, abi: genesisAbi, functionName, args } as never);
  const read = (functionName: string, ...args: unknown[]) =>
    people.owner.readContract({ address: contracts.genesis, abi: genesisAbi, functionName, args } as never);
  const address = (n: number): Hex => `0x${n.toString(16).padStart(40, "0")}`;

  it("registers chains with all that belongs to them, numbered from 1", async () => {
    const oracles = [address(1), address(2), address(3)];
    await call("newChain", ["ipfs://second", ["0xaa", "0xbbbb"], oracles, 2]);
    assert.equal(await read("count"), 2);
    assert.deepEqual(await read("get", 2), ["ipfs://second", ["0xaa", "0xbbbb"], oracles, 2]);
    assert.deepEqual(await read("oraclesOf", 2), [oracles, 2]);
    assert.equal(await read("isOracle", 2, address(3)), true);
    assert.equal(await read("isOracle", 1, address(3)), false, "of its own chain only");
    assert.equal(await read("isValidator", 2, "0xbbbb"), true);
    assert.equal(await read("isValidator", 2, "0xbb"), false);
    for (const [chain, exists] of [
      [0, false],
      [1, true],
      [2, true],
      [3, false],
    ] as const) {
      assert.equal(await read("exists", chain), exists);
    }
    await call("newChain", ["ipfs://empty", [], [], 0]);
    assert.deepEqual(await read("get", 3), ["ipfs://empty", [], [], 0]);
  });

  it("changes one thing at a time, each with its event", async () => {
    const last = async (functionName: Setter, args: unknown[], name: string) =>
      event(genesisAbi, await call(functionName, args), name);
    const chain = CHAIN;
    assert.deepEqual(await last("setGenesis", [1, "ipfs://b"], "GenesisUpdated"), {
      chain,
      genesis: "ipfs://b",
    });
    assert.deepEqual(await last("addValidator", [1, "0x03"], "ValidatorAdded"), { chain, publicKey: "0x03" });
    assert.deepEqual(await last("removeValidator", [1, "0x01"], "ValidatorRemoved"), {
      chain,
      publicKey: "0x01",
    });
    assert.deepEqual(await last("addOracle", [1, address(9)], "OracleAdded"), { chain, oracle: address(9) });
    assert.deepEqual(await last("setQuorum", [1, 3], "QuorumUpdated"), { chain, quorum: 3 });
    const [first, ...others] = people.oracles.map(({ account }) => account.address) as [Hex, ...Hex[]];
    assert.deepEqual(await last("removeOracle", [1, first], "OracleRemoved"), { chain, oracle: first });
    const [genesis, validators, oracles, quorum] = (await read("get", 1)) as [string, Hex[], Hex[], number];
    assert.deepEqual([genesis, quorum], ["ipfs://b", 3]);
    assert.deepEqual([...validators].sort(), ["0x02", "0x03"]);
    assert.deepEqual([...oracles].sort(), [...others, address(9)].sort());
  });

  const refusals: [string, Setter, unknown[]][] = [
    ["GenesisMissing", "newChain", ["", [], [], 0]],
    ["ValidatorMissing", "newChain", ["ipfs://", ["0x"], [], 0]],
    ["ValidatorPresent", "newChain", ["ipfs://", ["0x01", "0x01"], [], 0]],
    ["OracleMissing", "newChain", ["ipfs://", [], [zeroAddress], 0]],
    ["OraclePresent", "newChain", ["ipfs://", [], [address(1), address(1)], 0]],
    ["QuorumTooLarge", "newChain", ["ipfs://", [], [address(1)], 2]],
    ["TooManyOracles", "newChain", ["ipfs://", [], Array.from({ length: 65 }, (_, i) => address(i + 1)), 1]],
    ["ChainNotFound", "setGenesis", [0, "ipfs://b"]],
    ["ChainNotFound", "setGenesis", [2, "ipfs://b"]],
    ["GenesisMissing", "setGenesis", [1, ""]],
    ["GenesisUnchanged", "setGenesis", [1, "ipfs://genesis"]],
    ["ChainNotFound", "addValidator", [2, "0x03"]],
    ["ValidatorMissing", "addValidator", [1, "0x"]],
    ["ValidatorPresent", "addValidator", [1, "0x01"]],
    ["ChainNotFound", "removeValidator", [2, "0x01"]],
    ["ValidatorAbsent", "removeValidator", [1, "0x03"]],
    ["ChainNotFound", "addOracle", [2, address(1)]],
    ["OracleMissing", "addOracle", [1, zeroAddress]],
    ["ChainNotFound", "removeOracle", [2, address(1)]],
    ["OracleAbsent", "removeOracle", [1, address(1)]],
    ["ChainNotFound", "setQuorum", [2, 1]],
    ["QuorumUnchanged", "setQuorum", [1, 2]],
    ["QuorumTooLarge", "setQuorum", [1, 4]],
  ];
  for (const [rule, setter, args] of refusals) {
    const shown = JSON.stringify(args);
    it(`${rule}: ${setter}(${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown})`, () =>
      refused(call(setter, args), rule));
  }

  it("keeps at most 64 oracles, and as many as the quorum needs", async () => {
    const many = Array.from({ length: 64 }, (_, i) => address(i + 1));
    await call("newChain", ["ipfs://", [], many, 64]);
    await refused(call("addOracle", [2, address(65)]), "TooManyOracles");
    await refused(call("addOracle", [2, address(1)]), "TooManyOracles");
    await refused(call("removeOracle", [2, address(1)]), "QuorumTooLarge");
    await call("setQuorum", [2, 63]);
    await call("removeOracle", [2, address(1)]);
    await refused(call("addOracle", [2, address(2)]), "OraclePresent");
    await refused(call("setQuorum", [2, 64]), "QuorumTooLarge");
    await call("setQuorum", [2, 0]);
    assert.deepEqual(((await read("oraclesOf", 2)) as [Hex[], number])[1], 0);
  });

  it("obeys its owner alone", async () => {
    const { stranger } = people;
    const calls: [Setter, unknown[]][] = [
      ["newChain", ["ipfs://", [], [], 0]],
      ["setGenesis", [1, "ipfs://b"]],
      ["addValidator", [1, "0x03"]],
      ["removeValidator", [1, "0x01"]],
      ["addOracle", [1, stranger.account.address]],
      ["removeOracle", [1, people.oracles[0].account.address]],
      ["setQuorum", [1, 1]],
    ];
    for (const client of [stranger, people.oracles[0]]) {
      for (const [setter, args] of calls)
        await refused(call(setter, args, client), "OwnableUnauthorizedAccount");
    }
  });

  describe("namespaces", () => {
    const register = (votingChain: number, client: TestWallet) =>
      send(client, {
        address: contracts.namespaces,
        abi: namespacesAbi,
        functionName: "register",
        args: [votingChain],
      });
    const namespace = (functionName: string, ...args: unknown[]) =>
      people.owner.readContract({
        address: contracts.namespaces,
        abi: namespacesAbi,
        functionName,
        args,
      } as never);

    it("numbers instances from 1 and ties each to its voting chain", async () => {
      await call("newChain", ["ipfs://second", [], [], 0]);
      const { entity, stranger } = people;
      const receipt = await register(2, stranger);
      const instance = stranger.account.address;
      const registered = event(namespacesAbi, receipt, "NamespaceRegistered");
      assert.deepEqual(registered, { namespaceId: 2, instance, votingChain: 2 });
      assert.deepEqual(await namespace("get", 2), [instance, 2]);
      assert.equal(await namespace("namespaceOf", instance), 2);
      assert.equal(await namespace("namespaceOf", contracts.processes), 1);
      await register(1, entity);
      assert.equal(await namespace("count"), 3);
    });

    it("gives each caller one, over a chain that exists", async () => {
      const { stranger } = people;
      await refused(register(0, stranger), "ChainNotFound", 0);
      await refused(register(2, stranger), "ChainNotFound", 2);
      await register(1, stranger);
      await refused(register(1, stranger), "AlreadyRegistered");
      for (const id of [0, 3]) await assert.rejects(namespace("get", id), /NamespaceNotFound/);
      const unknown = people.entity.account.address;
      await assert.rejects(namespace("namespaceOf", unknown), /NamespaceNotFound/);
    });
  });
});
