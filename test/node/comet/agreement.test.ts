// Four applications that differ in everything but the blocks: how many threads check, how late the answers come, in which order the engine's mempool heard of the
// transactions, who proposed, and when they were started again. The state root and each result are the same. TRANSACTIONS=10000 for the long run.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ThreadFacts, threadFacts } from "../../../packages/node/src/main/thread-facts.js";
import { encodeBatch } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, type Facts, processView } from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { type OpenApplication, openApplication } from "../../support/node/abci.js";
import { cometGenesis } from "../../support/node/comet.js";
import { CENSUS, temporaryFolder, VOTERS } from "../../support/node/solo.js";

const TRANSACTIONS = Number(process.env.TRANSACTIONS ?? 200);
const WORKER = new URL("../../../scripts/check-worker.mjs", import.meta.url);
const MOST_OVERWRITES = 255;
const ACCEPT = 1;
const MOST_BYTES = 2 ** 20;
const NODES = [
  { threads: 0, late: 0 },
  { threads: 1, late: 1 },
  { threads: 2, late: 3 },
  { threads: 0, late: 8 },
] as const;

describe("comet: four applications of one chain", () => {
  const genesis = cometGenesis(1);
  const folder = temporaryFolder();
  const threads: ThreadFacts[] = [];
  let nodes: OpenApplication[] = [];
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };

  function shuffled<T>(values: readonly T[]): T[] {
    const left = [...values];
    return values.map(() => left.splice(random(left.length), 1)[0]!);
  }

  /** Facts from other threads, that come late. */
  function factsOf({ threads: count, late }: (typeof NODES)[number]): Facts {
    let facts = ruleFacts();
    if (count > 0) {
      const checks = threadFacts({ threads: count, keys: [], insecure: true, worker: WORKER });
      threads.push(checks);
      facts = checks;
    }
    return {
      ask: async (statements) => {
        await new Promise((resolve) => setTimeout(resolve, random(late + 1)));
        return facts.ask(statements);
      },
    };
  }

  const facts = NODES.map(factsOf);
  const open = (i: number) => openApplication(join(folder.path, `${i}`), genesis, facts[i]!);
  before(async () => {
    for (const i of NODES.keys()) mkdirSync(join(folder.path, `${i}`));
    nodes = await Promise.all(NODES.map((_, i) => open(i)));
  });
  after(async () => {
    for (const node of nodes) await node.close();
    for (const one of threads) await one.close();
    folder.remove();
  });

  it(`find the same root and results for ${TRANSACTIONS} random transactions`, async function () {
    this.timeout(3_600_000);
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({
      censusRoot: CENSUS.root,
      blockCount: 0,
      maxVoteOverwrites: MOST_OVERWRITES,
    });
    for (const { transactions } of world.blocks)
      for (const { block } of nodes) await block(transactions.map((one) => encodeBatch([one])));
    for (let i = 0; i < 3; i++) for (const { block } of nodes) await block([]);
    const sent: Uint8Array[] = [];
    const last = VOTERS.map(() => -1);
    let blocks = 0;
    for (let made = 0; made < TRANSACTIONS; blocks++) {
      const batches: Uint8Array[] = [];
      for (let i = random(6); i >= 0; i--) {
        const transactions: Uint8Array[] = [];
        for (let j = random(8); j >= 0; j--, made++) transactions.push(await transaction());
        sent.push(...transactions);
        batches.push(encodeBatch(transactions));
      }
      await agree(batches, blocks);
      if (random(40) === 0) await startAgain(random(nodes.length));
    }
    assert.equal(new Set(nodes.map(({ store }) => store.height)).size, 1);
    const { logSize } = processView(nodes[0]!.ordering.state, id)!.record;
    assert.ok(logSize > TRANSACTIONS / 4 && logSize < TRANSACTIONS, `${logSize} votes`);
    console.log(`      ${blocks} blocks, ${logSize} votes in the log`);

    /** A vote with the voter's next number, mostly; one that was sent before; or one with a bit changed. */
    async function transaction(): Promise<Uint8Array> {
      if (sent.length > 0 && random(9) === 0) return sent[random(sent.length)]!;
      const voter = random(VOTERS.length);
      const nonce = Math.min(Math.max(last[voter]! + random(3), 0), MOST_OVERWRITES);
      last[voter] = Math.max(last[voter]!, nonce);
      const vote = await namedVote(world, id, VOTERS[voter]!, {
        ...CENSUS.member(voter),
        nonce,
        votes: [random(4)],
      });
      const bytes = encodeTransaction(vote);
      if (random(9) === 0) bytes[random(bytes.length)]! ^= 1 << random(8);
      return bytes;
    }
  });

  /** Each hears of the batches in an order of its own, or of some alone; one of them proposes, or a stranger does, who takes all of them. */
  async function agree(batches: readonly Uint8Array[], number: number): Promise<void> {
    await Promise.all(
      nodes.map(async ({ client }, i) => {
        for (const tx of shuffled(batches).slice(0, (batches.length * i) / 3))
          await client.ask("checkTx", { tx });
      }),
    );
    const height = BigInt(nodes[0]!.store.height + 1);
    const honest = random(2) === 0;
    const { client } = nodes[number % nodes.length]!;
    const { txs } = honest
      ? await client.ask("prepareProposal", { height, txs: [...batches], maxTxBytes: BigInt(MOST_BYTES) })
      : { txs: [...batches] };
    const verdicts = await Promise.all(
      nodes.map(async (one) => (await one.client.ask("processProposal", { height, txs })).status),
    );
    assert.equal(new Set(verdicts).size, 1, `block ${height}: ${verdicts}`);
    if (honest) assert.equal(verdicts[0], ACCEPT);
    const found = await Promise.all(nodes.map(({ block }) => block(txs)));
    const [first, ...others] = found.map(({ appHash, txResults }) =>
      [toHex(appHash), ...txResults.map(({ code, data }) => `${code} ${toHex(data)}`)].join(),
    );
    for (const other of others) assert.equal(other, first, `block ${height}`);
  }

  async function startAgain(i: number): Promise<void> {
    await nodes[i]!.close();
    nodes[i] = await open(i);
  }
});
