import assert from "node:assert/strict";
import {
  checkReceipt,
  decodeReceipt,
  encodeReceipt,
  type Receipt,
  receiptOf,
  signHead,
  validatorKey,
} from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { type LogEntry, loggedVote } from "../../src/ledger/index.js";
import { changed, leavesOf, withLeaf } from "../support/json-leaves.js";
import { people } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";

const KEY = new Uint8Array(32).fill(7);
const members = people("receipt", 5);
const census = namedCensus(members);
const base = testGenesis();
const genesis = testGenesis({ lists: { ...base.lists, validators: [validatorKey(KEY)] } });

describe("api: receipts", () => {
  const world = new World(ruleFacts(), genesis);
  let ids: Hex[];
  let receipt: Receipt;
  let text: string;

  const head = () =>
    signHead(
      genesis.hash,
      { height: world.ledger.height, time: 5, stateRoot: toHex(world.ledger.stateRoot) },
      KEY,
    );
  const entryAt = (id: Hex, index: number): LogEntry =>
    loggedVote(world.ledger.state, world.process(id), index)!.entry;
  const receiptAt = (processId: Hex, index: number): Receipt | undefined => {
    const { voterId, envelopeHash } = entryAt(processId, index);
    return receiptOf(world.ledger.state, head(), { processId, voterId, envelopeHash });
  };

  before(async () => {
    ids = [
      await world.declare({ censusRoot: census.root, maxVoteOverwrites: 1 }),
      await world.declare({ censusRoot: census.root }),
    ];
    await world.until(world.process(ids[1]!).start! - 1);
    for (const id of ids) {
      const votes = members.map((member, i) =>
        namedVote(world, id, member, { ...census.member(i), votes: [i % 4] }),
      );
      await world.take(...(await Promise.all(votes)));
    }
    receipt = receiptAt(ids[0]!, 2)!;
    text = encodeReceipt(receipt);
  });

  it("have one form, and check with the genesis document alone", () => {
    assert.deepEqual(decodeReceipt(text), receipt);
    assert.equal(encodeReceipt(decodeReceipt(text)), text);
    const { entry, record } = checkReceipt(genesis, decodeReceipt(text));
    assert.deepEqual(
      [entry.voterId, entry.weight, record.processId, record.logSize],
      [receipt.voterId, 3n, ids[0], 5],
    );
    assert.ok(!text.includes("time"), "the node's clock is no part of a receipt");
  });

  it("are given for each vote of each process", () => {
    for (const id of ids)
      for (const [index] of members.entries()) {
        const { entry } = checkReceipt(genesis, receiptAt(id, index)!);
        assert.deepEqual(entry, entryAt(id, index));
      }
  });

  it("are refused with any one value changed: by their form, the signature or the proof", () => {
    const leaves = leavesOf(JSON.parse(text));
    assert.ok(leaves.length > 20);
    for (const path of leaves) {
      const forged = withLeaf(text, path, changed);
      assert.throws(
        () => checkReceipt(genesis, decodeReceipt(forged)),
        ({ code }) => /^(?:api\/(?:receipt|head)|ledger\/(?:proof|cbor|form))$/.test(code),
        path.join("."),
      );
    }
  });

  it("are refused in another form, and with any value of another type, as api/receipt", () => {
    const other: unknown[] = [null, true, "", "0x", -1, 1.5, 2 ** 53, [], {}, "\u0000", "0X00"];
    for (const path of leavesOf(JSON.parse(text)))
      for (const value of other)
        assert.throws(
          () => checkReceipt(genesis, decodeReceipt(withLeaf(text, path, () => value))),
          ({ code }) => code === "api/receipt" || (path[0] === "record" && code === "ledger/proof"),
          `${path.join(".")}: ${JSON.stringify(value)}`,
        );
    const twice = text.replace("{", `{"entry":${JSON.stringify(JSON.parse(text).entry)},`);
    for (const form of ["", "{}", "[]", `${text}\n`, ` ${text}`, twice, text.slice(0, -1), `${text}${text}`])
      assert.throws(() => decodeReceipt(form), { code: "api/receipt" }, form.slice(0, 40));
    assert.throws(() => decodeReceipt(text.replace('"version":1', '"more":1,"version":1')), {
      code: "api/receipt",
    });
    assert.throws(() => decodeReceipt("[".repeat(100_000)), { code: "api/receipt" });
  });

  it("are refused when parts of two true ones are put together", () => {
    const other = receiptAt(ids[0]!, 3)!;
    const elsewhere = receiptAt(ids[1]!, 2)!;
    const mixtures: Receipt[] = [
      { ...receipt, proof: other.proof },
      { ...receipt, proof: elsewhere.proof },
      { ...receipt, voterId: other.voterId },
      { ...receipt, envelopeHash: other.envelopeHash },
      { ...receipt, processId: elsewhere.processId },
      { ...receipt, proof: { ...receipt.proof, inclusion: other.proof.inclusion } },
      { ...receipt, proof: { ...receipt.proof, process: elsewhere.proof.process } },
      { ...receipt, proof: { ...receipt.proof, process: { ...receipt.proof.process, height: 1 } } },
    ];
    for (const [i, mixed] of mixtures.entries())
      assert.throws(
        () => checkReceipt(genesis, mixed),
        ({ code }) => /^(?:api\/receipt|ledger\/proof)$/.test(code),
        `mixture ${i}`,
      );
    const foreign = testGenesis({ lists: genesis.lists, votingChain: 8 });
    assert.throws(() => checkReceipt(foreign, receipt), { code: "api/receipt" });
    const unsigned = testGenesis({ lists: { ...genesis.lists, validators: [] } });
    assert.throws(() => checkReceipt(unsigned, { ...receipt, genesisHash: toHex(unsigned.hash) }), {
      code: "api/head",
    });
  });

  it("are not given to who does not know the envelope's hash, nor without the head of the state", () => {
    const { voterId, envelopeHash } = entryAt(ids[0]!, 0);
    const ask = (processId: Hex, voter: Hex, hash: bigint) =>
      receiptOf(world.ledger.state, head(), { processId, voterId: voter, envelopeHash: hash });
    assert.equal(ask(ids[0]!, voterId, envelopeHash + 1n), undefined);
    assert.equal(ask(ids[0]!, `0x${"11".repeat(32)}`, envelopeHash), undefined);
    assert.equal(ask(ids[1]!, voterId, envelopeHash), undefined);
    assert.equal(ask(`0x${"22".repeat(32)}`, voterId, envelopeHash), undefined);
    const old = { ...head(), height: 1 };
    const name = { processId: ids[0]!, voterId, envelopeHash };
    assert.throws(() => receiptOf(world.ledger.state, old, name), { code: "api/other-head" });
  });

  it("name the vote that counts after an overwrite, and no longer the one before", async () => {
    const before = entryAt(ids[0]!, 1);
    const name = {
      processId: ids[0]!,
      voterId: before.voterId,
      envelopeHash: before.envelopeHash,
    };
    const kept = receiptOf(world.ledger.state, head(), name)!;
    const vote = { ...census.member(1), nonce: 1, votes: [3] };
    await world.take(await namedVote(world, ids[0]!, members[1]!, vote));
    assert.equal(receiptOf(world.ledger.state, head(), name), undefined);
    assert.equal(checkReceipt(genesis, kept).entry.nonce, 0);
    const [last] = [entryAt(ids[0]!, 5)];
    const again = receiptOf(world.ledger.state, head(), { ...name, envelopeHash: last.envelopeHash })!;
    assert.equal(checkReceipt(genesis, again).entry.nonce, 1);
  });
});
