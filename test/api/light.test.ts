// Blocks of several validators, checked by the genesis document alone. test/vectors/light has receipts that real engines signed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CommitReceipt,
  checkCommit,
  checkCommitReceipt,
  checkTrust,
  consensusChainId,
  decodeBatch,
  decodeCommitReceipt,
  encodeBatch,
  encodeCommitReceipt,
  genesisValidators,
  MOST_IN_BATCH,
  validatorKey,
} from "../../src/api/index.js";
import { parseGenesis } from "../../src/ledger/index.js";
import { leavesOf, withLeaf } from "../support/json-leaves.js";
import { testGenesis } from "../support/ledger/world.js";
import { blockOf, type Made, seedOf, setOf } from "../support/light/blocks.js";

const VECTORS = join(import.meta.dirname, "../vectors/light");

function vector(name: string) {
  const { genesis, receipt } = JSON.parse(readFileSync(join(VECTORS, `${name}.json`), "utf8"));
  return { genesis: parseGenesis(genesis), text: receipt as string, receipt: decodeCommitReceipt(receipt) };
}

/** Another value of the same kind. */
function changed(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (value === null) return 1;
  const text = value as string;
  if (text.length <= 2) return `${text}11`;
  const middle = Math.max(text.startsWith("0x") ? 2 : 0, Math.floor(text.length / 2));
  return text.slice(0, middle) + (text[middle] === "1" ? "2" : "1") + text.slice(middle + 1);
}

describe("api: receipts that the validators signed", () => {
  for (const name of ["four", "seven", "ten", "absent", "nil", "changed"])
    it(`are believed by the genesis document alone: ${name}`, () => {
      const { genesis, text, receipt } = vector(name);
      const { entry, record } = checkCommitReceipt(genesis, receipt);
      assert.equal(entry.voterId, receipt.voterId);
      assert.equal(record.processId, receipt.processId);
      assert.ok(receipt.recorded && receipt.recorded.in.header.height === entry.height);
      assert.equal(encodeCommitReceipt(receipt), text);
    });

  it("are of the kinds that their names say", () => {
    const votes = ({ receipt }: ReturnType<typeof vector>, vote: number) =>
      receipt.block.commit.signatures.filter((one) => one.vote === vote).length;
    assert.equal(vector("seven").receipt.block.validators.length, 7);
    assert.equal(vector("ten").receipt.block.validators.length, 10);
    const absent = vector("absent");
    assert.ok(votes(absent, 1) === 1 && absent.receipt.block.commit.round > 0);
    assert.equal(votes(vector("nil"), 3), 1);
    assert.ok(vector("changed").receipt.steps.length > 1);
  });

  for (const name of ["absent", "nil", "changed"])
    it(`are refused with any value changed: ${name}`, () => {
      const { genesis, text } = vector(name);
      let count = 0;
      for (const path of leavesOf(JSON.parse(text))) {
        // How wide the tree of processes is decides only how its path is read.
        if (path.join() === "inProcesses,size") continue;
        // The other parts are as in the other receipts.
        if (name === "changed" && path[0] !== "steps") continue;
        const forged = withLeaf(text, path, changed);
        assert.throws(
          () => checkCommitReceipt(genesis, decodeCommitReceipt(forged)),
          ({ code }) =>
            /^(?:api\/(?:receipt|commit|trust|batch)|ledger\/(?:proof|cbor|form)|bytes\/hex)$/.test(code),
          path.join("."),
        );
        count += 1;
      }
      assert.ok(count > 80, `${count} values`);
    });

  it("are refused by another chain's genesis document, and without the blocks in which the validators changed", () => {
    const { receipt, genesis } = vector("changed");
    assert.throws(() => checkCommitReceipt(vector("seven").genesis, receipt), { code: "api/receipt" });
    for (const steps of [[], receipt.steps.slice(1), receipt.steps.slice(0, 1), [...receipt.steps].reverse()])
      assert.throws(() => checkCommitReceipt(genesis, { ...receipt, steps }), { code: "api/trust" });
  });

  it("are refused with the block of another vote", () => {
    const [{ genesis, receipt }, other] = [vector("four"), vector("absent")];
    const swapped: CommitReceipt = { ...receipt, recorded: other.receipt.recorded };
    assert.throws(() => checkCommitReceipt(genesis, swapped), { code: /^api\// });
    assert.ok(checkCommitReceipt(genesis, { ...receipt, recorded: null }));
  });
});

describe("api: blocks of several validators", () => {
  const names = ["a", "b", "c", "d"];
  const chain = "psephos-test";
  const block = (change: Partial<Made> = {}) =>
    blockOf(chain, { height: 7, signers: names, validators: setOf(...names), ...change });

  it("need more than two thirds of the votes, not of the validators", () => {
    assert.equal(checkCommit(chain, block({ signers: ["a", "b", "c"] })).size, 3);
    assert.throws(() => checkCommit(chain, block({ signers: ["a", "b"] })), { code: "api/commit" });
    const three = { validators: setOf("a", "b", "c") };
    assert.throws(() => checkCommit(chain, block({ ...three, signers: ["a", "b"] })), { code: "api/commit" });
    const heavy = { validators: setOf(["a", 7], "b", "c", "d") };
    assert.equal(checkCommit(chain, block({ ...heavy, signers: ["a"] })).size, 1);
    assert.throws(() => checkCommit(chain, block({ ...heavy, signers: ["b", "c", "d"] })), {
      code: "api/commit",
    });
    assert.throws(() => checkCommit(chain, { ...block(), validators: [] }), { code: "api/commit" });
  });

  it("are of one chain, one height and one round", () => {
    assert.throws(() => checkCommit("psephos-other", block()), { code: "api/commit" });
    const { commit, ...rest } = block({ round: 3 });
    assert.equal(checkCommit(chain, { ...rest, commit }).size, 4);
    for (const change of [{ round: 2 }, { round: 0 }, { height: 8 }])
      assert.throws(() => checkCommit(chain, { ...rest, commit: { ...commit, ...change } }), {
        code: "api/commit",
      });
  });

  it("have times that exist, each in one text", () => {
    const made = block({ time: "2026-12-01T00:00:00.5Z" });
    const [first, ...others] = made.commit.signatures;
    for (const time of [
      "2026-11-31T00:00:00.5Z", // the same second, by a lenient parser
      "2026-11-30T24:00:00.5Z",
      "2026-13-01T00:00:00.5Z",
      "2026-12-01T00:60:00.5Z",
      "2026-12-00T00:00:00.5Z",
    ]) {
      const header = { ...made.header, time };
      assert.throws(() => checkCommit(chain, { ...made, header }), { code: "api/commit" }, time);
      const signatures = [{ ...first!, time }, ...others];
      assert.throws(() => checkCommit(chain, { ...made, commit: { ...made.commit, signatures } }), {
        code: "api/commit",
      });
    }
    assert.equal(checkCommit(chain, made).size, 4);
  });

  it("have one vote of each validator, at its place", () => {
    const { commit, ...rest } = block();
    const [first, second, ...others] = commit.signatures;
    for (const signatures of [
      [second!, first!, ...others],
      [first!, first!, ...others],
      [first!, second!],
      [...commit.signatures, first!],
    ])
      assert.throws(() => checkCommit(chain, { ...rest, commit: { ...commit, signatures } }), {
        code: "api/commit",
      });
  });

  it("are believed from the genesis document's validators on, as long as more than a third of those before sign", () => {
    const genesis = testGenesis({
      lists: { ...testGenesis().lists, validators: names.map((name) => validatorKey(seedOf(name))) },
    });
    const id = consensusChainId(genesis);
    const made = (change: Made) => blockOf(id, change);
    const first = genesisValidators(genesis);
    assert.deepEqual(first, setOf(...names));
    checkTrust(genesis, [], made({ height: 100, signers: ["a", "b", "c"], validators: first }));
    const half = setOf("a", "b", "e", "f");
    checkTrust(genesis, [], made({ height: 100, signers: ["a", "b", "e"], validators: half }));
    const quarter = setOf("a", "e", "f", "g");
    const later = made({ height: 100, signers: ["a", "e", "f", "g"], validators: quarter });
    assert.throws(() => checkTrust(genesis, [], later), { code: "api/trust" });
    checkTrust(genesis, [made({ height: 50, signers: ["a", "b", "e"], validators: half })], later);
    // Nobody of the old ones is in the next set, but they named it.
    const others = setOf("w", "x", "y", "z");
    const before = made({ height: 98, signers: names, validators: first, next: others });
    const after = made({ height: 99, signers: ["w", "x", "y"], validators: others });
    checkTrust(genesis, [before], after);
    assert.throws(() => checkTrust(genesis, [], after), { code: "api/trust" });
    const skipped = made({ height: 100, signers: ["w", "x", "y"], validators: others });
    assert.throws(() => checkTrust(genesis, [before], skipped), { code: "api/trust" });
    assert.throws(() => checkTrust(genesis, [after], before), { code: "api/trust" });
    const unsigned = made({ height: 98, signers: ["a", "b"], validators: first, next: others });
    assert.throws(() => checkTrust(genesis, [unsigned], after), { code: "api/commit" });
  });
});

describe("api: batches of transactions", () => {
  it("have one form, and bounds", () => {
    const all = [Uint8Array.of(1), Uint8Array.of(2, 3), new Uint8Array(1000)];
    const bytes = encodeBatch(all);
    assert.deepEqual(decodeBatch(bytes), all);
    for (let length = 0; length < bytes.length; length++)
      if (![7, 13].includes(length))
        assert.throws(() => decodeBatch(bytes.subarray(0, length)), { code: "api/batch" }, `${length}`);
    for (const wrong of [
      encodeBatch([]),
      encodeBatch([new Uint8Array()]),
      Uint8Array.of(...bytes, 0),
      Uint8Array.of(0x51, ...bytes.subarray(1)),
      Uint8Array.of(0x50, 2, ...bytes.subarray(2)),
      encodeBatch(Array.from({ length: MOST_IN_BATCH + 1 }, () => Uint8Array.of(1))),
    ])
      assert.throws(() => decodeBatch(wrong), { code: "api/batch" });
    assert.equal(
      decodeBatch(encodeBatch(Array.from({ length: MOST_IN_BATCH }, () => Uint8Array.of(1)))).length,
      256,
    );
  });
});
