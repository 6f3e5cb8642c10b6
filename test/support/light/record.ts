/**
 * Records receipts from chains with real engines: `npx tsx test/support/light/record.ts [NAME …]` writes test/vectors/light/*.json. It takes about two minutes, and needs
 * the engine (npm run build:cometbft).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommitReceipt, encodeCommitReceipt } from "../../../src/api/index.js";
import { envelopeHash } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { encodeTransaction, genesisText } from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../ledger/votes.js";
import { ORACLES, World } from "../ledger/world.js";
import { accepting, CometNode, cometGenesis, keyOf, placeOf, seedOf } from "../node/comet.js";
import { CENSUS, tell, temporaryFolder, until, VOTERS } from "../node/solo.js";

const OUT = join(import.meta.dirname, "../../vectors/light");
const names = process.argv.slice(2);
const LISTS: Hex = `0x${"00".repeat(32)}`;

interface Scene {
  readonly validators: number;
  readonly nodes?: number;
  /** Before the votes. */
  readonly prepare?: (nodes: readonly CometNode[], world: World) => Promise<void>;
  readonly wanted: (receipt: CommitReceipt) => boolean;
  /** Changes the settings of the last node's engine. */
  readonly lastSettings?: (toml: string) => string;
}

async function record(
  name: string,
  { validators, nodes: count = validators, ...scene }: Scene,
): Promise<void> {
  if (names.length > 0 && !names.includes(name)) return;
  const genesis = cometGenesis(validators);
  const folder = temporaryFolder();
  const places = await Promise.all(
    Array.from({ length: count }, (_, i) => placeOf(join(folder.path, `${i}`))),
  );
  const nodes = places.map(
    (place, i) => new CometNode(place, genesis, seedOf(i), places, { blockTime: 200 }),
  );
  try {
    for (const [i, node] of nodes.entries())
      await node.start((file) => {
        if (i === count - 1 && scene.lastSettings)
          writeFileSync(file, scene.lastSettings(readFileSync(file, "utf8")));
      });
    for (const node of nodes) await accepting(node);
    const world = new World(ruleFacts(), genesis);
    const { ordering } = nodes[0]!;
    const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    await tell(
      ordering,
      id,
      world.blocks.flatMap(({ transactions }) => transactions),
    );
    await scene.prepare?.(nodes, world);
    for (const [i, voter] of VOTERS.entries()) {
      const vote = await namedVote(world, id, voter, CENSUS.member(i));
      const { height, outcome } = await (await ordering.submit(encodeTransaction(vote))).recorded;
      await until(ordering, height + 1);
      if (outcome.kind !== "vote") throw new Error("not a vote");
      const receipt = await ordering.commitReceipt({
        processId: id,
        voterId: outcome.voterId,
        envelopeHash: envelopeHash(vote),
      });
      if (!receipt || !scene.wanted(receipt)) continue;
      const vector = { genesis: genesisText(genesis), receipt: encodeCommitReceipt(receipt) };
      writeFileSync(join(OUT, `${name}.json`), `${JSON.stringify(vector, null, 1)}\n`);
      console.log(`${name}: block ${receipt.block.header.height}, round ${receipt.block.commit.round}`);
      return;
    }
    throw new Error(`${name}: no block had what is wanted`);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    folder.remove();
  }
}

const votesOf = ({ block }: CommitReceipt, vote: number) =>
  block.commit.signatures.filter((one) => one.vote === vote).length;

await record("four", { validators: 4, wanted: (receipt) => votesOf(receipt, 2) >= 3 });
await record("seven", { validators: 7, wanted: (receipt) => votesOf(receipt, 2) >= 5 });
await record("ten", { validators: 10, wanted: (receipt) => votesOf(receipt, 2) >= 7 });
await record("absent", {
  validators: 4,
  prepare: async (nodes) => nodes.at(-1)!.close(),
  wanted: (receipt) => votesOf(receipt, 1) === 1 && receipt.block.commit.round > 0,
});
await record("nil", {
  validators: 4,
  // It waits for nobody, so it often signs that it saw no block.
  lastSettings: (toml) =>
    toml.replace(
      /^timeout_(propose|prevote)(_delta)? = .*$/gm,
      (_, what, delta = "") => `timeout_${what}${delta} = "1ms"`,
    ),
  wanted: (receipt) => votesOf(receipt, 3) === 1,
});
await record("changed", {
  validators: 4,
  nodes: 7,
  prepare: async ([first], world) => {
    const lists = { ...world.genesis.lists, validators: [0, 4, 5, 6].map(keyOf) };
    for (const oracle of ORACLES.slice(0, 2)) {
      const said = await world.attestation(LISTS, 0, { kind: "lists", lists }, oracle);
      const { height } = await (await first!.ordering.submit(encodeTransaction(said))).recorded;
      await until(first!.ordering, height + 4);
    }
  },
  wanted: (receipt) => receipt.steps.length > 1,
});
