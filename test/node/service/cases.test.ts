/**
 * test/vectors/ledger/cases.json through the HTTP door of a node whose blocks the test steps: each message gets the answer that the state machine alone gives it, and each
 * height has the same state root.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SoloOrdering } from "../../../packages/node/src/ordering/index.js";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { readEvents } from "../../../src/api/event-stream.js";
import { createNodeClient, type NodeClient, type NodeEvent, validatorKey } from "../../../src/api/index.js";
import { encodeEnvelope, encodeRegistration } from "../../../src/ballot/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import {
  type AnonymousVote,
  decodeTransaction,
  Ledger,
  MemoryStore,
  type Transaction,
} from "../../../src/ledger/index.js";
import { type Case, TABLE } from "../../support/ledger/cases/data.js";
import { answerOf, CaseRun, FACTS } from "../../support/ledger/cases/run.js";
import { SECRET_KEY, temporaryFolder } from "../../support/node/solo.js";
import { StepClock } from "../../support/node/step-clock.js";
import { envelopeOf } from "./support.js";

const ENOUGH = 1_000_000;
/** One in four, in which each kind of process and message is; all of them by hand: PSEPHOS_CASES=all. */
const CASES = TABLE.cases.filter((_, i) => process.env.PSEPHOS_CASES === "all" || i % 4 === 0);

const anonymousEnvelopeOf = ({ kind: _, censusRoot, ...vote }: AnonymousVote): string =>
  encodeEnvelope({ ...vote, ...(censusRoot === null ? {} : { censusRoot: BigInt(censusRoot) }) });

/** A transaction as its route takes it. @throws PsephosError it has no such form */
function formOf(tx: Transaction, bytes: Uint8Array) {
  switch (tx.kind) {
    case "named":
      return { kind: "vote", text: envelopeOf(tx) } as const;
    case "anonymous":
      return { kind: "vote", text: anonymousEnvelopeOf(tx) } as const;
    case "register": {
      const { kind: _, ...registration } = tx;
      return { kind: "register", text: encodeRegistration(registration) } as const;
    }
    default:
      return { kind: "message", bytes } as const;
  }
}

function post(client: NodeClient, form: ReturnType<typeof formOf>) {
  switch (form.kind) {
    case "vote":
      return client.vote(form.text);
    case "register":
      return client.register(form.text);
    case "message":
      return client.transaction(form.bytes);
  }
}

/**
 * Sends a transaction by the route that takes it.
 * @returns the id of what waits, or the answer: `repeated`, the refusal's code, `formless` if no client can send it
 */
async function send(client: NodeClient, bytes: Uint8Array): Promise<{ id: Hex } | { answer: string }> {
  let form: ReturnType<typeof formOf>;
  try {
    form = formOf(decodeTransaction(bytes), bytes);
  } catch (error) {
    assert.ok(error instanceof PsephosError, String(error));
    return { answer: "formless" };
  }
  try {
    const answer = await post(client, form);
    return answer.state === "verified" ? { id: answer.id } : { answer: "repeated" };
  } catch (error) {
    assert.ok(error instanceof PsephosError, String(error));
    return { answer: error.code };
  }
}

/** What the node's stream tells of transactions, and of blocks. */
class Told {
  readonly #events: AsyncGenerator<NodeEvent, void>;

  private constructor(events: AsyncGenerator<NodeEvent, void>) {
    this.#events = events;
  }

  static async open(url: string): Promise<Told> {
    const { body } = await fetch(`${url}/v1/events`);
    return new Told(readEvents(body!));
  }

  /** The answers of these transactions, in a block of this height with this root. */
  async block(height: number, stateRoot: Hex, ids: ReadonlySet<Hex>): Promise<Map<Hex, string>> {
    const answers = new Map<Hex, string>();
    let made = false;
    while (!made || answers.size < ids.size) {
      const { value: event, done } = await this.#events.next();
      assert.ok(!done, "the stream has ended");
      if (event.kind === "block" && event.head.height === height) {
        made = true;
        assert.equal(event.head.stateRoot, stateRoot, `the root of height ${height}`);
      } else if (event.kind === "recorded" && ids.has(event.id)) {
        assert.equal(event.height, height);
        answers.set(event.id, "accepted");
      } else if (event.kind === "refused" && ids.has(event.id)) answers.set(event.id, event.error.code);
    }
    return answers;
  }

  async close(): Promise<void> {
    await this.#events.return();
  }
}

const isRefusal = (answer: string): boolean => answer.includes("/");

/** What a message would be answered alone in the next block. */
const checked = (ledger: Ledger, bytes: Uint8Array): Promise<string> =>
  ledger.check(bytes, FACTS).then(
    (outcome) => (outcome.repeated ? "repeated" : "accepted"),
    (error: PsephosError) => error.code,
  );

/** The table's word for what a client hears: it does not hear whether an attestation was the last one that was missing. */
const heard = (answer: string): string => (answer === "final" ? "accepted" : answer);

describe("node service: the ledger's table of cases", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** @returns the height before which it ended, if it did not run to its end */
  async function run(one: Case, place: string): Promise<number | undefined> {
    const pure = new CaseRun(one, [validatorKey(SECRET_KEY)]);
    await pure.run();
    const { genesis, blocks } = pure.world;
    const expected = new Ledger(genesis, new MemoryStore());
    const clock = new StepClock();
    const store = NodeStore.open(join(place, "store"));
    const ordering = new SoloOrdering({
      genesis,
      store,
      facts: FACTS,
      secretKey: SECRET_KEY,
      interval: 1000,
      clock,
      gather: { delay: 0, most: 1 },
    });
    await ordering.start();
    const limits = { requests: ENOUGH, processRate: ENOUGH, falseVotes: ENOUGH };
    const content = new ContentFolder(join(place, "content"));
    const service = await buildService({ ordering, store, content, version: "0.0.0-test", limits });
    const url = await service.listen({ host: "127.0.0.1", port: 0 });
    const client = createNodeClient(url);
    const told = await Told.open(url);
    try {
      for (const block of blocks) {
        const applied = await expected.apply(block, FACTS);
        const inBlock = applied.results.map(answerOf);
        const alone = await Promise.all(block.transactions.map((bytes) => checked(expected, bytes)));
        // A node checks a message when it comes, before those that wait are in a block: a block of this kind is never made.
        if (alone.some((answer, i) => isRefusal(answer) && !isRefusal(inBlock[i]!))) return block.height;
        const pending = new Map<number, Hex>();
        const answers: string[] = [];
        for (const [i, bytes] of block.transactions.entries()) {
          const sent = await send(client, bytes);
          if ("answer" in sent) answers[i] = sent.answer;
          // It waits already: its sender gets the answer of the first.
          else if ([...pending.values()].includes(sent.id)) answers[i] = "waits";
          else pending.set(i, sent.id);
        }
        await clock.step();
        const root = toHex(applied.stateRoot);
        const settled = await told.block(block.height, root, new Set(pending.values()));
        for (const [i, id] of pending) answers[i] = settled.get(id)!;
        for (const [i, answer] of answers.entries()) {
          const where = `height ${block.height}, message ${i}: ${answer}`;
          if (answer === "waits") assert.notEqual(heard(inBlock[i]!), "accepted", where);
          else if (answer === "formless") assert.ok(isRefusal(inBlock[i]!), where);
          else {
            // The node answers when the message comes, or else by the block.
            const early = alone[i] === "accepted" ? [] : [alone[i]!];
            assert.ok([...early, heard(inBlock[i]!)].includes(answer), `${where}, not ${inBlock[i]}`);
          }
        }
        applied.commit();
      }
      return undefined;
    } finally {
      await told.close();
      await service.close();
      await ordering.stop();
      await store.close();
    }
  }

  let cut = 0;
  for (const [i, one] of CASES.entries())
    it(one.name, async () => {
      if ((await run(one, join(folder.path, String(i)))) !== undefined) cut += 1;
    });

  it("seldom ends early: where a message needs another one of its own block", () =>
    assert.ok(cut <= CASES.length / 8, `${cut} of ${CASES.length}`));
});
