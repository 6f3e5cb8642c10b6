/** A node says which keykeepers are missing, and by when: in its log, its figures and at its door. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { CeremonyWatch } from "../../../packages/node/src/main/ceremony-watch.js";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import type { MissingAnswer } from "../../../src/api/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { encodeTransaction } from "../../../src/ledger/index.js";
import { sealedBytes } from "../../../src/seal/index.js";
import { council, dealOf, runCeremony, shareOf, thresholdIn } from "../../support/ledger/council.js";
import { namedCensus, namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { testGenesis, World } from "../../support/ledger/world.js";
import { nodeGenesis, temporaryFolder, VOTERS } from "../../support/node/solo.js";
import { type NodeOfChain, startNode } from "../../support/node/written-chain.js";

const WINDOW = 100;
const CENSUS = namedCensus(VOTERS);

interface Line {
  readonly level: "info" | "warn" | "error";
  readonly fields: { readonly event: string; readonly processId: string; readonly missing?: readonly Hex[] };
  readonly message: string;
}

describe("node: keykeepers that are missing", () => {
  const folder = temporaryFolder();
  const group = council(3, 2);
  const lines: Line[] = [];
  const log = Object.fromEntries(
    (["info", "warn", "error"] as const).map((level) => [
      level,
      (fields: object, message: string) =>
        void lines.push({ level, fields: fields as Line["fields"], message }),
    ]),
  ) as unknown as ConstructorParameters<typeof CeremonyWatch>[1];
  let world: World;
  let node: NodeOfChain;
  let watch: CeremonyWatch;
  let service: Awaited<ReturnType<typeof buildService>>;
  /** Ended, and waiting for reveals; waiting for deals. */
  let ended: Hex;
  let dealing: Hex;
  let deadline: number;

  before(async () => {
    const { lists } = nodeGenesis();
    const genesis = testGenesis(
      { lists: { ...lists, keykeepers: group.keykeepers } },
      { dealWindow: WINDOW, complainWindow: 2, confirmWindow: 2 },
    );
    world = new World(ruleFacts(), genesis);
    const sealed = { envelopeType: { encryptedVotes: true }, censusRoot: CENSUS.root };
    ended = await world.declare({ ...sealed, blockCount: 2 });
    await runCeremony(world, ended, group);
    await world.until(world.process(ended).start! - 1);
    const votePackage = new Uint8Array(sealedBytes({ maxCount: 1, maxValue: 3 }));
    const vote = { ...CENSUS.member(0), encryptionKeyIndexes: [0], votePackage };
    await world.take(await namedVote(world, ended, VOTERS[0]!, vote));
    await world.declare({ censusRoot: CENSUS.root });
    dealing = await world.declare(sealed);
    await world.take(await dealOf(world, dealing, group.members[0]!));
    await world.until(world.process(ended).end!);
    deadline = thresholdIn(world, dealing).deadline;
    node = await startNode(folder.path, world, [], 20);
    watch = new CeremonyWatch(node.ordering, log, 0);
    service = await buildService({
      ordering: node.ordering,
      store: node.store,
      content: new ContentFolder(folder.path),
      version: "0",
      missing: () => watch.missing,
    });
  });
  after(async () => {
    watch.close();
    await service.close();
    await node.close();
    folder.remove();
  });

  const missing = async (): Promise<MissingAnswer["missing"]> =>
    (JSON.parse((await service.inject({ url: "/v1/missing" })).body) as MissingAnswer).missing;
  async function until(holds: (now: MissingAnswer["missing"]) => boolean): Promise<MissingAnswer["missing"]> {
    for (const end = Date.now() + 30_000; ; await sleep(5)) {
      const now = await missing();
      if (holds(now)) return now;
      assert.ok(Date.now() < end, JSON.stringify(now));
    }
  }
  const short = (all: MissingAnswer["missing"]) =>
    all.map(({ processId, place, message, by }) => [processId, place, message, by]);

  it("are told at the door, by process, message and height, and counted", async () => {
    assert.deepEqual(short(await missing()), [
      ...[1, 2, 3].map((place) => [ended, place, "reveal", null]),
      ...[2, 3].map((place) => [dealing, place, "deal", deadline]),
    ]);
    const { body } = await service.inject({ url: "/metrics" });
    assert.match(body, /^psephos_keykeepers_missing\{message="deal"\} 2$/m);
    assert.match(body, /^psephos_keykeepers_missing\{message="confirmation"\} 0$/m);
    assert.match(body, /^psephos_keykeepers_missing\{message="reveal"\} 3$/m);
  });

  it("are late when half of the window has passed, or some blocks after the end: the log warns once for each", async () => {
    const both = await until((now) => now.length > 0 && now.every(({ late }) => late));
    assert.equal(both.length, 5);
    assert.ok(node.ordering.head.height < deadline, "the window was still open");
    assert.match((await service.inject({ url: "/metrics" })).body, /^psephos_keykeepers_late 5$/m);
    const warned = lines.filter(({ level }) => level === "warn");
    assert.deepEqual(
      warned.map(({ fields }) => [fields.processId, fields.missing?.length]).sort(),
      [
        [ended, 3],
        [dealing, 2],
      ].sort(),
    );
    assert.ok(warned.some(({ message }) => message.includes(`the window ends at height ${deadline}`)));
  });

  it("are no longer missing when they have come", async () => {
    const [, second] = group.members;
    await node.ordering.submit(encodeTransaction(shareOf(world, ended, second!)));
    const others = await until((now) => now.filter(({ message }) => message === "reveal").length === 2);
    assert.deepEqual(
      others.filter(({ message }) => message === "reveal").map(({ place }) => place),
      [1, 3],
    );
    await node.ordering.submit(encodeTransaction(shareOf(world, ended, group.members[0]!)));
    await until((now) => now.every(({ processId }) => processId !== ended));
    // Too few deals: the next round begins, and all are asked again.
    const again = await until((now) => now.some(({ round }) => round === 1));
    assert.deepEqual(
      short(again).map(([, place]) => place),
      [1, 2, 3],
    );
  });
});
