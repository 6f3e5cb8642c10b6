import assert from "node:assert/strict";
import { getAddress, type Hex, zeroAddress } from "viem";
import { send, waitForReceipt } from "../../src/evm/client.js";
import { type Deployment, processesAbi, resultsAbi } from "../../src/evm/index.js";
import {
  cast,
  deployment,
  deployTest,
  MODE,
  type Params,
  params,
  processesAs,
  refused,
  table,
} from "./support.js";
import { registerERC20 } from "./tokens.js";

type Case = { name: string; parameters: Params; verdict: string };
const { cases, order, onlyOnChain } = table("process-params") as {
  cases: Case[];
  order: string[];
  onlyOnChain: string[];
};

describe("contracts: parameters of a new process", () => {
  let contracts: Deployment;
  let token: Hex;

  before(async () => {
    contracts = await deployment();
    token = await registerERC20(contracts.tokens, [11, 12, 14]);
  });

  const create = async (change: Partial<Params>, value = 0n) =>
    processesAs((await cast()).entity, contracts.processes).newProcess(change, value);

  for (const { name, parameters, verdict } of cases) {
    it(`${verdict}: ${name}`, async () => {
      const { owner } = await cast();
      const change = {
        ...parameters,
        evmBlockHeight: BigInt(parameters.evmBlockHeight),
        balancePosition: BigInt(parameters.balancePosition),
        tokenId: BigInt(parameters.tokenId),
      };
      if (change.token !== zeroAddress) change.token = token;
      if (change.evmBlockHeight > 0n) change.evmBlockHeight = (await owner.getBlockNumber()) - 1n;
      // The two kinds of token that need a contract of their own are registered in tokens.test.ts.
      const expected =
        verdict === "ok" && [13, 15].includes(change.censusOrigin) ? "TokenNotRegistered" : verdict;
      if (expected === "ok") assert.match(await create(change), /^0x[0-9a-f]{64}$/);
      else await refused(create(change), expected);
    });
  }

  it("has a case for each rule, and the rules are those of the contract", () => {
    const rules = new Set(cases.map(({ verdict }) => verdict));
    for (const rule of order) assert.ok(rules.has(rule), rule);
    const errors = new Set(
      processesAbi.flatMap((item) => (item.type === "error" ? [item.name as string] : [])),
    );
    for (const rule of [...order, ...onlyOnChain]) assert.ok(errors.has(rule), rule);
  });

  describe("what only the chain knows", () => {
    const evmParams = (change: Partial<Params> = {}) => ({
      censusOrigin: 11,
      token,
      evmBlockHeight: 1n,
      censusUri: "",
      ...change,
    });

    it("SnapshotNotPast: this block and later ones, in any number of bits", async () => {
      const { entity } = await cast();
      // Sent without asking first, since a question is answered as of the last block, not the next.
      const at = async (ahead: bigint) => {
        const args = [
          params(evmParams({ evmBlockHeight: (await entity.getBlockNumber()) + ahead })),
        ] as const;
        const call = {
          address: contracts.processes,
          abi: processesAbi,
          functionName: "newProcess",
          args,
        } as const;
        const hash = await entity.writeContract({ ...call, gas: 1_000_000n });
        return (await waitForReceipt(entity, hash)).status;
      };
      assert.equal(await at(0n), "success");
      assert.equal(await at(1n), "reverted");
      for (const evmBlockHeight of [10n ** 9n, 2n ** 64n, 2n ** 64n + 1n, 2n ** 256n - 1n]) {
        await refused(create(evmParams({ evmBlockHeight })), "SnapshotNotPast");
      }
    });

    it("TokenNotRegistered: another token, or this one as another kind", async () => {
      const other = await deployTest("TestERC20");
      await refused(create(evmParams({ token: other.address })), "TokenNotRegistered");
      await refused(create(evmParams({ censusOrigin: 15 })), "TokenNotRegistered");
    });

    it("SettlementNotRegistered: until the owner of the results registers it, and after it is retired", async () => {
      const { owner, stranger } = await cast();
      const settlement = getAddress((await deployTest("TestSettlement")).address);
      const register = (functionName: "registerSettlement" | "retireSettlement", client = owner) =>
        send(client, { address: contracts.results, abi: resultsAbi, functionName, args: [settlement] });
      await refused(create({ settlement }), "SettlementNotRegistered");
      await refused(register("registerSettlement", stranger), "OwnableUnauthorizedAccount");
      const nobody = stranger.account.address;
      const call = {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "registerSettlement",
      } as const;
      await refused(send(owner, { ...call, args: [nobody] }), "InvalidSettlement");
      await register("registerSettlement");
      await refused(register("registerSettlement"), "InvalidSettlement");
      const id = await create({ settlement });
      assert.equal((await processesAs(owner, contracts.processes).get(id)).settlement, settlement);
      await refused(register("retireSettlement", stranger), "OwnableUnauthorizedAccount");
      await register("retireSettlement");
      await refused(register("retireSettlement"), "InvalidSettlement");
      await refused(create({ settlement }), "SettlementNotRegistered");
    });
  });

  it("stores every field, and starts READY or PAUSED as the mode says", async () => {
    const { entity } = await cast();
    for (const mode of [MODE.autoStart, 0]) {
      const change: Partial<Params> = {
        mode: mode | MODE.interruptible | MODE.dynamicCensus | MODE.encryptedMetadata | MODE.preRegister,
        envelopeType: 31,
        censusOrigin: 2,
        startBlock: 4_294_967_295,
        blockCount: 4_294_967_294,
        questionCount: 253,
        maxCount: 100,
        maxValue: 252,
        maxVoteOverwrites: 251,
        maxTotalCost: 65_535,
        costExponent: 65_534,
        censusKey: `0x${"c5".repeat(32)}`,
        metadata: `ipfs://${"m".repeat(100)}`,
      };
      const stored = await processesAs(entity, contracts.processes).get(await create(change));
      const { token: _, evmBlockHeight, ...declared } = params(change);
      assert.deepEqual(stored, {
        ...declared,
        evmBlockHeight,
        entity: entity.account.address,
        status: mode === 0 ? 3 : 0,
        started: mode !== 0,
        questionIndex: 0,
      });
    }
  });
});
