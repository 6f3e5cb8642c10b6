// A process from a node that lies about it: only what a validator signed is believed, and before a vote is made.
import assert from "node:assert/strict";
import { createNodeClient, validatorKey } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { presentRoot, processAtNode } from "../../src/lightclient/index.js";
import { rejectsCode } from "../support/errors.js";
import { council } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";
import { type Change, type ChangingDoor, openProxy } from "../support/node/proxy.js";
import { SECRET_KEY, temporaryFolder } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const BY_NAME = namedCensus([person("member 0")], () => 1n);

describe("lightclient: a process at a node", () => {
  const { path: folder, remove } = temporaryFolder();
  const doors: ChangingDoor[] = [];
  let node: NodeOfChain;
  let url: string;
  let world: World;
  let id: Hex;
  before(async () => {
    const lists = {
      ...testGenesis().lists,
      ...{ keykeepers: council(3, 2, 2).keykeepers, validators: [validatorKey(SECRET_KEY)] },
    };
    world = new World(ruleFacts(), testGenesis({ lists }));
    id = await world.declare({
      ...{ censusRoot: BY_NAME.root, blockCount: 0, maxVoteOverwrites: 1 },
      envelopeType: { encryptedVotes: true },
    });
    node = await startNode(folder, world, [], 1000);
    url = await node.open();
  });
  after(async () => {
    for (const door of doors) door.close();
    await node?.close();
    remove();
  });

  async function shownBy(change: Change) {
    const door = await openProxy(url, change);
    doors.push(door);
    return processAtNode({ client: createNodeClient(door.url), genesis: world.genesis }, id);
  }
  const lying =
    (from: string | RegExp, to: string): Change =>
    (path, text) => {
      if (path !== `/v1/processes/${id}`) return text;
      const changed = text.replace(from, to);
      assert.notEqual(changed, text);
      return changed;
    };

  it("is refused with other rules, other questions, or in the clear", async () => {
    const { params } = world.process(id).declaration;
    const lies: [string | RegExp, string][] = [
      [`"metadata":"${params.metadata}"`, '"metadata":"https://example.org/other"'],
      [/"maxValue":\d+/, '"maxValue":250'],
      ['"encryptedVotes":true', '"encryptedVotes":false'],
      [`"censusUri":"${params.censusUri}"`, '"censusUri":"https://example.org/elsewhere"'],
    ];
    for (const lie of lies) await rejectsCode("lightclient/process", shownBy(lying(...lie)));
  });

  it("has the roots, the phase and the counts of the signed record, whatever the node says beside it", async () => {
    const honest = await shownBy((_, text) => text);
    assert.equal(presentRoot(honest.answer), BY_NAME.root);
    assert.deepEqual(honest.answer, await createNodeClient(url).process(id));
    const other = `0x${"11".repeat(32)}`;
    const lies: [string | RegExp, string][] = [
      [`"roots":[{"root":"${BY_NAME.root}"`, `"roots":[{"root":"${other}"`],
      [/"registeredRoot":"0x[0-9a-f]{64}"/, `"registeredRoot":"${other}"`],
      [/"phase":"\w+"/, '"phase":"canceled"'],
      ['"votes":0', '"votes":7'],
    ];
    for (const lie of lies) assert.deepEqual((await shownBy(lying(...lie))).answer, honest.answer);
  });

  it("is refused if no validator signed its record", async () => {
    const spoilt: Change = (path, text) =>
      path === `/v1/processes/${id}/record`
        ? text.replace(
            /"signature":"0x../,
            (found) => `${found.slice(0, -2)}${found.endsWith("00") ? "01" : "00"}`,
          )
        : text;
    await rejectsCode("lightclient/process", shownBy(spoilt));
  });
});
