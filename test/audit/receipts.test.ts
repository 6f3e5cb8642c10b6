/** Receipts of a chain whose validators were replaced. */
import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import {
  consensusChainId,
  encodeCommitReceipt,
  encodeReceipt,
  receiptAt,
  signHead,
  validatorKey,
} from "../../src/api/index.js";
import { auditBundle } from "../../src/audit/index.js";
import { toHex } from "../../src/bytes/index.js";
import { checkGenesis } from "../../src/ledger/index.js";
import { bundleOf, fileOf, toldBlocks } from "../support/audit/bundles.js";
import { Elections, VALIDATOR } from "../support/audit/elections.js";
import { people } from "../support/ledger/people.js";
import { namedCensus, namedVote } from "../support/ledger/votes.js";
import { World } from "../support/ledger/world.js";
import { blockOf, seedOf, setOf } from "../support/light/blocks.js";

const key = (name: string) => sha256(utf8ToBytes(name));

describe("audit: a receipt after the validators were replaced", function () {
  this.timeout(60_000);
  let elections: Elections;
  before(async () => {
    elections = await Elections.begin();
  });
  after(() => elections.close());

  it("is signed by a validator of the genesis document, or by one of the present ones", async () => {
    const { facts, genesis } = elections.world;
    const world = new World(facts, genesis);
    const present = key("a validator of later");
    const lists = { ...genesis.lists, validators: [validatorKey(present)] };
    await world.attest(`0x${"00".repeat(32)}`, { kind: "lists", lists });
    const voters = people("voter with a receipt", 2);
    const census = namedCensus(voters);
    const id = await world.declare({ censusRoot: census.root, blockCount: 3 });
    await world.until(world.process(id).start! - 1);
    await world.take(await namedVote(world, id, voters[0]!, census.member(0)));
    await world.until(world.process(id).end!);
    const { height } = world.ledger;
    const stateRoot = toHex(world.ledger.stateRoot);
    const headBy = (secret: Uint8Array) => signHead(genesis.hash, { height, time: 0, stateRoot }, secret);
    const chain = { world, censuses: new Map(), verificationKeyFile: "" } as unknown as Elections;
    const content = { metadata: null, census: null, heads: async () => [headBy(present)] };
    const bundle = await fileOf(await bundleOf(chain, await toldBlocks(chain), id, content));
    const lineOf = async (secret: Uint8Array) => {
      const receipt = encodeReceipt(receiptAt(world.ledger.state, headBy(secret), id, 0));
      const { lines } = await auditBundle(bundle, { receipt });
      return lines.find(({ check }) => check === "receipt")!;
    };
    for (const secret of [present, VALIDATOR]) {
      const { state, text } = await lineOf(secret);
      assert.equal(state, "ok", text);
    }
    assert.equal((await lineOf(key("nobody"))).state, "wrong");
  });

  it("is signed by more than two thirds of the validators that the genesis document names", async () => {
    const { facts, genesis: base } = elections.world;
    const names = ["one", "two", "three", "four"];
    const validators = setOf(...names);
    const lists = { ...base.lists, validators: validators.map((one) => one.key) };
    const genesis = checkGenesis({ ...base, lists });
    const world = new World(facts, genesis);
    const voters = people("voter with a receipt", 2);
    const census = namedCensus(voters);
    const id = await world.declare({ censusRoot: census.root, blockCount: 3 });
    await world.until(world.process(id).start! - 1);
    await world.take(await namedVote(world, id, voters[0]!, census.member(0)));
    await world.until(world.process(id).end!);
    const { height, stateRoot, state } = world.ledger;
    const chain = { world, censuses: new Map(), verificationKeyFile: "" } as unknown as Elections;
    const heads = names.map((name) =>
      signHead(genesis.hash, { height, time: 0, stateRoot: toHex(stateRoot) }, seedOf(name)),
    );
    const content = { metadata: null, census: null, heads: async () => heads };
    const bundle = await fileOf(await bundleOf(chain, await toldBlocks(chain), id, content));
    const lineOf = async (signers: readonly string[]) => {
      const { genesisHash, processId, voterId, envelopeHash, proof } = receiptAt(state, heads[0]!, id, 0);
      const made = { height: height + 1, signers, validators, appHash: toHex(stateRoot) };
      const block = blockOf(consensusChainId(genesis), made);
      const name = { genesisHash, processId, voterId, envelopeHash };
      const receipt = encodeCommitReceipt({ ...name, proof, block, steps: [], recorded: null });
      const { lines } = await auditBundle(bundle, { receipt });
      return lines.find(({ check }) => check === "receipt")!;
    };
    const { state: found, text, figures } = await lineOf(names.slice(0, 3));
    assert.deepEqual([found, figures.counted], ["ok", true], text);
    assert.equal((await lineOf(names.slice(0, 2))).state, "wrong");
  });
});
