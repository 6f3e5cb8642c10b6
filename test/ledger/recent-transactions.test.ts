// What is kept of transactions that were read: it never answers for other bytes, and never grows without bound.
import assert from "node:assert/strict";
import fc from "fast-check";
import { givenVote } from "../../bench/support/given-votes.js";
import { integerBytes } from "../../src/ledger/fields.js";
import { encodeTransaction } from "../../src/ledger/index.js";
import { RecentTransactions } from "../../src/ledger/recent-transactions.js";

const ID = `0x${"42".repeat(32)}` as const;

describe("ledger: transactions that were read before", () => {
  it("are the same object, and other bytes are another transaction or its refusal", () => {
    const recent = new RecentTransactions(65_536);
    const bytes = givenVote(ID, 1);
    const first = recent.read(bytes);
    assert.ok("tx" in first);
    assert.equal(recent.read(bytes.slice()), first);
    for (let at = 0; at < bytes.length; at += 7) {
      const other = recent.read(bytes.with(at, bytes[at]! ^ 1));
      if ("tx" in other) {
        assert.notEqual(other.id, first.id);
        assert.deepEqual(encodeTransaction(other.tx), bytes.with(at, bytes[at]! ^ 1));
      } else assert.match(other.error.code, /^(ledger|bytes|ballot)\//);
    }
    assert.equal(recent.read(bytes), first);
  });

  it("are refused above their longest, and forgotten when others came", () => {
    const bytes = givenVote(ID, 0);
    const refused = new RecentTransactions(bytes.length - 1).read(bytes);
    assert.equal("error" in refused && refused.error.code, "ledger/too-long");
    const recent = new RecentTransactions(65_536);
    const first = recent.read(bytes);
    for (let i = 1; i <= 4_096; i++) recent.read(givenVote(ID, i));
    const again = recent.read(bytes);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });
});

describe("ledger: integers as bytes", () => {
  it("have no leading zeros, and are the integer again", () => {
    assert.equal(integerBytes(0n).length, 0);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }), (value) => {
        const bytes = integerBytes(value);
        assert.ok(bytes[0] !== 0);
        assert.equal(BigInt(`0x${Buffer.from(bytes).toString("hex")}`), value);
      }),
    );
  });
});
