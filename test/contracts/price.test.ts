import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, parseEther, zeroAddress } from "viem";
import { send } from "../../src/evm/client.js";
import { type Deployment, processesAbi } from "../../src/evm/index.js";
import type { TestWallet } from "../support/evm.js";
import { afresh, cast, deployment, deployTest, event, params, processesAs, refused } from "./support.js";

const PRICE = parseEther("0.01");

describe("contracts: the price of a process", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;

  const made = afresh(() => deployment({}, PRICE));
  before(async () => {
    people = await cast();
    contracts = made();
  });

  const balance = (address: Hex = contracts.processes) => people.owner.getBalance({ address });
  const call = (client: TestWallet, functionName: "withdraw" | "setProcessPrice", ...args: unknown[]) =>
    send(client, { address: contracts.processes, abi: processesAbi, functionName, args } as never);
  const create = (value: bigint) => processesAs(people.entity, contracts.processes).newProcess({}, value);

  it("is refused below the price, and kept to the wei above it", async () => {
    await refused(create(0n), "PriceNotPaid", PRICE);
    await refused(create(PRICE - 1n), "PriceNotPaid", PRICE);
    assert.equal(await balance(), 0n);
    await create(PRICE);
    assert.equal(await balance(), PRICE);
    await create(PRICE + 1n);
    await create(100n * PRICE);
    assert.equal(await balance(), 3n * PRICE);
  });

  it("gives change to the wei", async () => {
    const { entity } = people;
    const before = await balance(entity.account.address);
    const receipt = await send(entity, {
      address: contracts.processes,
      abi: processesAbi,
      functionName: "newProcess",
      args: [params()],
      value: PRICE + 12345n,
    });
    const fee = receipt.gasUsed * receipt.effectiveGasPrice;
    assert.equal(await balance(entity.account.address), before - PRICE - fee);
  });

  it("takes no money but prices", async () => {
    const { entity } = people;
    const pay = entity.sendTransaction({ to: contracts.processes, value: 1n });
    await assert.rejects(pay, /revert/);
    const args = [`0x${"00".repeat(32)}`, 0] as const;
    const data = encodeFunctionData({ abi: processesAbi, functionName: "setStatus", args });
    await assert.rejects(entity.sendTransaction({ to: contracts.processes, data, value: 1n }), /revert/);
  });

  it("is set by the owner, to another than it was", async () => {
    const { owner, stranger } = people;
    await refused(call(stranger, "setProcessPrice", 0n), "OwnableUnauthorizedAccount");
    await refused(call(owner, "setProcessPrice", PRICE), "PriceUnchanged");
    const updated = event(processesAbi, await call(owner, "setProcessPrice", 7n), "ProcessPriceUpdated");
    assert.deepEqual(updated, { price: 7n });
    await refused(create(6n), "PriceNotPaid", 7n);
    await create(7n);
    await call(owner, "setProcessPrice", 0n);
    await create(0n);
    assert.equal(await balance(), 7n);
  });

  it("is withdrawn by the owner, in parts, to whom the owner says", async () => {
    const { owner, stranger } = people;
    await create(PRICE);
    await create(PRICE);
    const to: Hex = "0x00000000000000000000000000000000000a11ce";
    await refused(call(stranger, "withdraw", stranger.account.address, 1n), "OwnableUnauthorizedAccount");
    await refused(call(owner, "withdraw", zeroAddress, 1n), "InvalidRecipient");
    await refused(
      call(owner, "withdraw", to, 2n * PRICE + 1n),
      "InsufficientBalance",
      2n * PRICE,
      2n * PRICE + 1n,
    );
    const held = await balance(to);
    const withdrawn = event(processesAbi, await call(owner, "withdraw", to, PRICE + 1n), "Withdrawn");
    assert.equal(withdrawn.amount, PRICE + 1n);
    assert.equal(await balance(to), held + PRICE + 1n);
    assert.equal(await balance(), PRICE - 1n);
    await call(owner, "withdraw", to, PRICE - 1n);
    assert.equal(await balance(), 0n);
    await refused(call(owner, "withdraw", to, 1n), "InsufficientBalance", 0n, 1n);
  });

  it("cannot be withdrawn to who does not take it", async () => {
    await create(PRICE);
    await refused(call(people.owner, "withdraw", contracts.processes, PRICE), "FailedCall");
    assert.equal(await balance(), PRICE);
  });

  it("stays exact when the one who gets change comes back for another process", async () => {
    const { owner, stranger } = people;
    const { address, abi } = await deployTest("TestGreedyEntity", [contracts.processes]);
    const run = (again: boolean, value: bigint) =>
      send(stranger, { address, abi, functionName: "create", args: [params(), again], value });
    await run(true, 3n * PRICE);
    assert.equal(await balance(), 2n * PRICE, "two processes paid");
    assert.equal(await balance(address), PRICE, "one price of change");
    const count = { address: contracts.processes, abi: processesAbi, args: [address] } as const;
    assert.equal(await owner.readContract({ ...count, functionName: "getEntityProcessCount" }), 2n);

    await send(stranger, { address, abi, functionName: "setRefusing", args: [true] });
    await refused(run(false, 2n * PRICE), "Error", "no change wanted");
    assert.equal(await balance(), 2n * PRICE);
  });

  it("pays no more than the balance to an owner that asks again while being paid", async () => {
    const { owner, stranger } = people;
    const greedy = await deployTest("TestGreedyOwner");
    await create(PRICE);
    await create(PRICE);
    const base = { address: contracts.processes, abi: processesAbi } as const;
    await send(owner, { ...base, functionName: "transferOwnership", args: [greedy.address] });
    const run = (data: Hex, again: Hex) =>
      send(stranger, { ...greedy, functionName: "run", args: [contracts.processes, data, again] });
    await run(encodeFunctionData({ abi: processesAbi, functionName: "acceptOwnership" }), "0x");
    const take = (amount: bigint) =>
      encodeFunctionData({ abi: processesAbi, functionName: "withdraw", args: [greedy.address, amount] });
    await refused(run(take(2n * PRICE), take(1n)), "InsufficientBalance");
    await run(take(PRICE), take(PRICE));
    assert.equal(await balance(), 0n);
    assert.equal(await balance(greedy.address), 2n * PRICE);
  });
});
