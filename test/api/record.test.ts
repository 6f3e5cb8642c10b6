import assert from "node:assert/strict";
import {
  checkSignedRecord,
  decodeSignedRecord,
  encodeSignedRecord,
  type SignedRecord,
  signHead,
  validatorKey,
} from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { proveRecord } from "../../src/ledger/index.js";
import { changed, leavesOf, withLeaf } from "../support/json-leaves.js";
import { people } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";

const KEY = new Uint8Array(32).fill(7);
const members = people("record", 3);
const census = namedCensus(members);
const { lists } = testGenesis();
const genesis = testGenesis({ lists: { ...lists, validators: [validatorKey(KEY)] } });

describe("api: proofs of records", () => {
  const world = new World(ruleFacts(), genesis);
  let ids: Hex[];
  let signed: SignedRecord;
  let text: string;

  const present = (processId: Hex): SignedRecord => {
    const { height, stateRoot } = world.ledger;
    return {
      genesisHash: toHex(genesis.hash),
      processId,
      head: signHead(genesis.hash, { height, time: 5, stateRoot: toHex(stateRoot) }, KEY),
      proof: proveRecord(world.ledger.state, processId),
    };
  };

  before(async () => {
    ids = [];
    for (let i = 0; i < 3; i++) ids.push(await world.declare({ censusRoot: census.root, blockCount: 5 }));
    await world.until(world.process(ids[2]!).start! - 1);
    await world.take(await namedVote(world, ids[1]!, members[0]!, { ...census.member(0), votes: [2] }));
    await world.until(world.process(ids[1]!).end!);
    signed = present(ids[1]!);
    text = encodeSignedRecord(signed);
  });

  it("have one form, and check with the genesis document alone", () => {
    const decoded = decodeSignedRecord(text);
    assert.equal(encodeSignedRecord(decoded), text);
    const record = checkSignedRecord(genesis, decoded);
    assert.deepEqual(record, world.process(ids[1]!).record);
    assert.equal(record.counted?.size, 1);
    assert.ok(!text.includes("time"), "the node's clock is no part of it");
    for (const id of ids) assert.equal(checkSignedRecord(genesis, present(id)).processId, id);
  });

  it("are refused with any one value changed", () => {
    // The size of the tree of processes is not under the root: another size that the same path fits says nothing else about the record.
    const leaves = leavesOf(JSON.parse(text)).filter((path) => path.join(".") !== "inProcesses.size");
    assert.ok(leaves.length >= 12);
    for (const path of leaves)
      assert.throws(
        () => checkSignedRecord(genesis, decodeSignedRecord(withLeaf(text, path, changed))),
        ({ code }) => /^(?:api\/(?:record|head)|ledger\/(?:proof|cbor|form))$/.test(code),
        path.join("."),
      );
  });

  it("are refused in another form", () => {
    for (const other of ["", "{}", "[]", `${text}\n`, ` ${text}`, text.replace("{", '{"a":1,')])
      assert.throws(() => decodeSignedRecord(other), { code: "api/record" });
  });

  it("are refused for another chain, another process, and with the head of another height", () => {
    const other = testGenesis({ ...genesis, votingChain: 8 });
    assert.throws(() => checkSignedRecord(other, signed), { code: "api/record" });
    assert.throws(() => checkSignedRecord(genesis, { ...signed, processId: ids[0]! }), {
      code: "api/record",
    });
    const { height } = signed.head;
    const proof = { ...signed.proof, height: height - 1 };
    assert.throws(() => checkSignedRecord(genesis, { ...signed, proof }), { code: "api/record" });
    const stranger = signHead(genesis.hash, { ...signed.head, time: 0 }, new Uint8Array(32).fill(8));
    assert.throws(() => checkSignedRecord(genesis, { ...signed, head: stranger }), { code: "api/head" });
  });
});
