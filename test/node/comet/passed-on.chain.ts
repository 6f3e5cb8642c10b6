// A validator whose engine is cut off, and whose gateway others can still reach: what it took before it knew, and what it is given while it is cut off, reaches a block through the others.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type PassingOptions, startPassing } from "../../../packages/node/src/main/gossip.js";
import type { Gossip } from "../../../packages/node/src/network/index.js";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import { createNodeClient, GatewayBook, type NodeClient } from "../../../src/api/index.js";
import { decodeNamedEnvelope } from "../../../src/ballot/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, namedVote as namedVoteOf, transactionId } from "../../../src/ledger/index.js";
import { seedOf as gossipSeedOf, recordOf } from "../../gateways/support.js";
import { rejectsCode } from "../../support/errors.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { accepting, type CometNode, cometGenesis, seedOf, startChain } from "../../support/node/comet.js";
import { CENSUS, replay, tell, temporaryFolder, VOTERS } from "../../support/node/solo.js";
import { envelopeOf } from "../service/support.js";
import { until } from "../until.js";

const genesis = cometGenesis(4);
const PATIENCE = 60_000;
const log = { info: () => {}, warn: () => {} };

describe("comet: votes given to a node whose validator is cut off", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let nodes: CometNode[] = [];
  let world: World;
  let id: Hex;
  let door: NodeClient;
  let service: Awaited<ReturnType<typeof buildService>>;
  const gossips: Gossip[] = [];

  /** Gossip of a node, as it starts it, with shorter times. */
  async function startGossip(i: number, peers: readonly string[]): Promise<Gossip> {
    const { ordering, store } = nodes[i]!;
    const options: PassingOptions = {
      ordering,
      book: new GatewayBook(() => genesis),
      own: () => recordOf({ genesis }, seedOf(i)),
      isRecorded: (one) => store.transaction(one) !== undefined,
      first: 3_000,
      gossip: {
        ...{
          seed: gossipSeedOf(`cut off ${i}`),
          listen: ["/ip4/127.0.0.1/tcp/0"],
          peers,
          known: () => [],
          log,
        },
        ...{ allowPrivate: true, interval: 500, remembered: 1_000 },
      },
    };
    const gossip = await startPassing(options);
    gossips.push(gossip);
    return gossip;
  }

  before(async () => {
    nodes = await startChain(folder.path, 4);
    for (const node of nodes) await accepting(node);
    world = new World(ruleFacts(), genesis);
    id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    const { ordering, store } = nodes[0]!;
    await tell(
      ordering,
      id,
      world.blocks.flatMap(({ transactions }) => transactions),
    );
    const gossip = await startGossip(0, []);
    service = await buildService({
      ...{ ordering, store, version: "0.0.0-test", passOn: gossip.transaction },
      content: new ContentFolder(join(folder.path, "content"), () => store.censusUris()),
    });
    door = createNodeClient(await service.listen({ host: "127.0.0.1", port: 0 }));
  });
  after(async () => {
    for (const gossip of gossips) await gossip.stop();
    await service?.close();
    for (const node of nodes) await node.close();
    folder.remove();
  });

  const vote = async (i: number) => {
    const envelope = envelopeOf(await namedVote(world, id, VOTERS[i]!, CENSUS.member(i)));
    const bytes = encodeTransaction(namedVoteOf(decodeNamedEnvelope(envelope)));
    return { envelope, id: toHex(transactionId(bytes)) };
  };
  const isAt = (node: CometNode, one: Hex) => node.store.transaction(one) !== undefined;

  it("are passed on until the others have them in a block, and are recorded once", async () => {
    const [cut, ...others] = nodes as [CometNode, ...CometNode[]];
    process.kill(cut.engine.pid, "SIGSTOP");
    const early = await vote(0);
    assert.equal((await door.vote(early.envelope)).state, "verified");
    await until("it knows", () => !cut.ordering.status.accepting, PATIENCE);
    const late = await vote(1);
    // Nobody could have it: whoever sent it is told, and asks another gateway.
    await rejectsCode("api/failed", door.vote(late.envelope, { timeout: 1_000 }));
    const to = gossips[0]!.addresses;
    for (const i of [1, 2, 3]) await startGossip(i, to);
    await until("the others have what it took before", () => isAt(others[0]!, early.id), PATIENCE);
    assert.equal(isAt(cut, early.id), false);
    assert.equal((await door.vote(late.envelope)).state, "verified");
    await until("the others have what it is given now", () => isAt(others[2]!, late.id), PATIENCE);
    assert.equal(isAt(cut, late.id), false);
    process.kill(cut.engine.pid, "SIGCONT");
    await until("it has both", () => isAt(cut, early.id) && isAt(cut, late.id), PATIENCE);
    await until("nothing waits there", () => cut.ordering.waiting === 0, PATIENCE);
    for (const { store } of nodes) await replay(store, ruleFacts(), genesis);
  });
});
