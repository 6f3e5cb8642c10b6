// An engine's RPC that lies, behind the receipts of a node of four validators: whatever value of an answer is changed, what a voter believes with the genesis document alone is
// what the validators signed.
import assert from "node:assert/strict";
import { EngineRpc } from "../../../packages/node/src/ordering/comet/index.js";
import { CommitReceipts } from "../../../packages/node/src/ordering/comet/receipts.js";
import {
  type CommitReceipt,
  checkCommitReceipt,
  decodeCommitReceipt,
  encodeCommitReceipt,
} from "../../../src/api/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { encodeTransaction, loggedVote, processView } from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { accepting, type CometNode, cometGenesis, hasEngine, startChain } from "../../support/node/comet.js";
import { CENSUS, tell, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** The places of an answer's values. */
function places(value: Json, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, one]) => places(one, [...at, key]));
}

/** Another value of the same kind, mostly in the same form. */
function lieInstead(value: Json): Json {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return value === null ? "AAAA" : !value;
  if (/^\d+$/.test(value)) return String(Number(value) + 1);
  const at = value.search(/[0-8A-Ya-y]/);
  if (at < 0) return `${value}A`;
  return `${value.slice(0, at)}${String.fromCharCode(value.charCodeAt(at) + 1)}${value.slice(at + 1)}`;
}

function changed(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined) return lieInstead(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    Json
  >;
  copy[key] = changed(copy[key]!, rest);
  return copy as Json;
}

/** Answers as the real one did when it was asked first, but for one value. */
class LyingRpc extends EngineRpc {
  readonly #known: Map<string, Json>;
  readonly #lie: { readonly about: string; readonly at: Path } | undefined;

  constructor(url: string, known: Map<string, Json>, lie?: { readonly about: string; readonly at: Path }) {
    super(url);
    this.#known = known;
    this.#lie = lie;
  }

  override async call<T>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const about = `${method} ${JSON.stringify(params)}`;
    const answer = this.#known.get(about) ?? (await super.call<Json>(method, params));
    this.#known.set(about, answer);
    return (this.#lie?.about === about ? changed(answer, this.#lie.at) : answer) as T;
  }
}

describe("comet: an RPC that lies", function () {
  this.timeout(600_000);
  const genesis = cometGenesis(4);
  const folder = temporaryFolder();
  let nodes: CometNode[] = [];
  before(async function () {
    if (!hasEngine) {
      console.log("      skipped: there is no engine (npm run build:cometbft)");
      return this.skip();
    }
    nodes = await startChain(folder.path, 4);
    for (const node of nodes) await accepting(node);
  });
  after(async () => {
    for (const node of nodes) await node.close();
    folder.remove();
  });

  it("makes nobody believe anything that the validators did not sign", async () => {
    const { ordering, store, place } = nodes[0]!;
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    await tell(
      ordering,
      id,
      world.blocks.flatMap(({ transactions }) => transactions),
    );
    const sent = await Promise.all(
      VOTERS.slice(0, 6).map(async (voter, i) =>
        encodeTransaction(await namedVote(world, id, voter, CENSUS.member(i))),
      ),
    );
    await Promise.all(sent.map(async (bytes) => (await ordering.submit(bytes)).recorded));
    const pinned = store.pin();
    await until(ordering, pinned.height + 3);
    const held = { height: pinned.height, state: pinned.state, close: () => undefined };
    const known = new Map<string, Json>();
    const url = `http://127.0.0.1:${place.rpcPort}`;
    const state = { ...ordering.state, get: (key: string) => held.state.get(key) };
    const { entry } = loggedVote(state, processView(state, id)!, 3)!;
    const name = { processId: id, voterId: entry.voterId, envelopeHash: entry.envelopeHash };

    async function receiptBy(lie?: { readonly about: string; readonly at: Path }): Promise<CommitReceipt> {
      const receipts = new CommitReceipts({
        genesis,
        store: { pin: () => held, height: held.height, notes: store.notes },
        rpc: new LyingRpc(url, known, lie),
        state: () => ordering.state,
      });
      receipts.committed(false);
      receipts.committed(false);
      const receipt = await receipts.of(name);
      assert.ok(receipt, "the vote is not there");
      const received = decodeCommitReceipt(encodeCommitReceipt(receipt)); // as a voter has it
      checkCommitReceipt(genesis, received);
      return received;
    }

    const honest = await receiptBy();
    assert.ok(honest.recorded, "the receipt has the block that recorded the vote");
    const [whole, bare] = [honest, { ...honest, recorded: null }].map(encodeCommitReceipt);
    const ends = { refused: 0, bare: 0, same: 0 };
    for (const [about, answer] of [...known])
      for (const at of places(answer)) {
        try {
          const text = encodeCommitReceipt(await receiptBy({ about, at }));
          assert.ok(text === whole || text === bare, `believed: ${about} ${at.join("/")}`);
          ends[text === whole ? "same" : "bare"] += 1;
        } catch (error) {
          if (!(error instanceof PsephosError)) throw error;
          ends.refused += 1;
        }
      }
    pinned.close();
    console.log(`      ${JSON.stringify(ends)}`);
    assert.ok(ends.refused > 50 && ends.bare > 0);
  });
});
