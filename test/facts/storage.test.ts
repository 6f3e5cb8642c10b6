// Storage proofs: the table that the contract answers too (test/contracts/storage-proofs.test.ts), blocks and accounts.
import assert from "node:assert/strict";
import { hexToBytes, keccak256, numberToHex, toRlp } from "viem";
import type { Hex } from "../../src/bytes/index.js";
import { isAccount, isBalance } from "../../src/facts/index.js";
import { slotValue, storageRootOf } from "../../src/facts/storage.js";
import type { AccountStatement } from "../../src/ledger/index.js";
import { balanceStatement, nodesOf, STORAGE_PROOFS } from "../support/storage-proofs.js";

describe("facts: storage proofs", () => {
  for (const it_ of STORAGE_PROOFS)
    it(it_.name, async () => {
      if (it_.kind === "slot") {
        const value = await slotValue(it_.root, it_.slot, nodesOf(it_.proof));
        assert.equal(value, it_.value === null ? undefined : BigInt(it_.value));
      } else if (it_.kind === "account") {
        const root = await storageRootOf(hexToBytes(it_.root), it_.account, nodesOf(it_.proof));
        assert.equal(root, it_.storageRoot ?? undefined);
      } else assert.equal(await isBalance(balanceStatement(it_)), it_.answer);
    });

  it("has enough cases of each kind, true and false", () => {
    const count = (kind: string, isTrue: boolean) =>
      STORAGE_PROOFS.filter(
        (it) =>
          it.kind === kind &&
          isTrue ===
            (it.kind === "balance" ? it.answer : (it.kind === "slot" ? it.value : it.storageRoot) !== null),
      ).length;
    for (const [kind, trues, falses] of [
      ["slot", 25, 60],
      ["account", 2, 10],
      ["balance", 11, 18],
    ] as const) {
      assert.ok(count(kind, true) >= trues, `${kind}: ${count(kind, true)} true`);
      assert.ok(count(kind, false) >= falses, `${kind}: ${count(kind, false)} false`);
    }
  });

  it("is false of lists nested as deep as a node or a header can have them", async () => {
    let nested: Hex = "0xc0";
    for (let i = 0; i < 900; i++)
      nested = toRlp([nested]).length > 2040 ? nested : toRlp([hexToBytes(nested)]);
    const deep = `0x${"c1".repeat(1023)}c0` as Hex;
    const lists = wrapped(900);
    for (const node of [nested, deep, lists])
      assert.equal(
        await slotValue(keccak256(node), numberToHex(7, { size: 32 }), nodesOf([node])),
        undefined,
      );
    const header = hexToBytes(wrapped(1500));
    const statement = { kind: "account", blockHash: keccak256(header), blockNumber: 1n, header } as const;
    assert.equal(
      await isAccount({
        ...statement,
        token: `0x${"11".repeat(20)}`,
        storageRoot: keccak256("0x"),
        proof: [],
      }),
      false,
    );
  });
});

/** An empty list in a list in a list. */
function wrapped(times: number): Hex {
  type Lists = Lists[];
  let list: Lists = [];
  for (let i = 0; i < times; i++) list = [list];
  return toRlp(list as never);
}

describe("facts: a token's account in a block", () => {
  const given = STORAGE_PROOFS.find((it) => it.name === "account: with storage");
  assert.ok(given?.kind === "account" && given.storageRoot);
  const { root, account, storageRoot, proof } = given;
  const word = (digits: string) => `0x${digits.repeat(32)}` as Hex;

  /** A header with these fields in their places. */
  const headerOf = (number: Hex, stateRoot: Hex = root) => {
    const fields: Hex[] = Array.from({ length: 20 }, () => "0x01");
    fields[0] = word("aa");
    fields[3] = stateRoot;
    fields[8] = number;
    return hexToBytes(toRlp(fields));
  };
  const statementOf = (header: Uint8Array, change: Partial<AccountStatement> = {}): AccountStatement => ({
    kind: "account",
    blockHash: keccak256(header),
    blockNumber: 300n,
    header,
    token: account,
    storageRoot,
    proof: nodesOf(proof),
    ...change,
  });
  const good = headerOf("0x012c");

  it("has the storage root that the account proof shows", async () => {
    assert.equal(await isAccount(statementOf(good)), true);
    assert.equal(await isAccount(statementOf(headerOf("0x"), { blockNumber: 0n })), true);
  });

  it("is false of another block, number, token, root or proof", async () => {
    for (const change of [
      { blockHash: word("bb") },
      { blockHash: keccak256(good).toUpperCase().replace("0X", "0x") as Hex },
      { blockNumber: 299n },
      { token: `0x${"22".repeat(20)}` as Hex },
      { token: account.toUpperCase().replace("0X", "0x") as Hex },
      { token: "0x" as Hex },
      { storageRoot: word("bb") },
      { storageRoot: storageRoot.toUpperCase().replace("0X", "0x") as Hex },
      { proof: [] },
      { proof: nodesOf(proof).slice(1) },
      { proof: nodesOf(proof).toReversed() },
      { header: headerOf("0x012d") },
      { header: new Uint8Array() },
    ])
      assert.equal(await isAccount(statementOf(good, change)), false, Object.keys(change).join());
  });

  it("is false of a header in another form", async () => {
    const rlp = Buffer.from(good).toString("hex");
    for (const header of [
      headerOf("0x00012c"),
      headerOf("0x012c", "0x56"),
      hexToBytes(`0x${rlp}00`),
      hexToBytes(toRlp([])),
      hexToBytes(toRlp(word("11"))),
      new Uint8Array(),
    ])
      assert.equal(await isAccount(statementOf(header)), false, Buffer.from(header).toString("hex"));
  });
});
