/** Oracles who are few, change their minds, were removed, flood the chain, or say what the contracts forbid. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Hex } from "../../src/bytes/index.js";
import { type Attested, type Lists, processView } from "../../src/ledger/index.js";
import { readListsRecord } from "../../src/ledger/lists.js";
import { CensusOrigin, keyId, Status } from "../../src/process/index.js";
import { type Person, people } from "../support/ledger/people.js";
import { ruleFacts } from "../support/ledger/votes.js";
import {
  CENSUS_KEY,
  ORACLES,
  type ParamsChange,
  testGenesis,
  testParams,
  World,
} from "../support/ledger/world.js";

const LISTS: Hex = `0x${"00".repeat(32)}`;
const [first, second, third] = ORACLES as [Person, Person, Person];
const addressesOf = (oracles: readonly Person[]) => oracles.map(({ address }) => address);
const ROOT = (digit: string): Hex => `0x${digit.repeat(63).padStart(64, "0")}`;

const code = async (world: World, word: Promise<Parameters<World["refusal"]>[0]>) =>
  (await world.refusal(await word)).code;

/** A process with a census that may change, and words about its next census. */
async function dynamic() {
  const world = new World(ruleFacts());
  const id = await world.declare({ mode: { dynamicCensus: true } });
  const say = (oracle: Person, root: Hex, revision = 0, sequence = 1) =>
    world.attestation(id, sequence, { kind: "census", root, uri: "https://example.org/next" }, oracle, {
      revision,
    });
  const roots = () => world.process(id).record.roots.map(({ root }) => root);
  return { world, id, say, roots };
}

describe("ledger: words of oracles", () => {
  it("needs more than a minority, however often it speaks", async () => {
    const { world, say, roots } = await dynamic();
    const [outcome] = await world.take(await say(first, ROOT("2")));
    assert.equal(outcome?.kind === "attest" && outcome.final, false);
    const again = await world.take(await say(first, ROOT("2")), await say(first, ROOT("2"), 1));
    assert.deepEqual(
      again.map((one) => one.repeated),
      [true, true],
    );
    assert.equal(roots().length, 1);
    const [agreed] = await world.take(await say(second, ROOT("2")));
    assert.equal(agreed?.kind === "attest" && agreed.final, true);
    assert.deepEqual(roots().at(-1), ROOT("2"));
  });

  it("takes an oracle's last word, and no earlier one that a stranger sends again", async () => {
    const { world, say, roots } = await dynamic();
    await world.take(await say(first, ROOT("2")));
    assert.equal(await code(world, say(first, ROOT("3"))), "ledger/old-word");
    await world.take(await say(first, ROOT("3"), 1));
    assert.equal(await code(world, say(first, ROOT("2"))), "ledger/old-word");
    await world.take(await say(second, ROOT("2")));
    assert.equal(roots().length, 1, "the first oracle's earlier word does not count");
    await world.take(await say(first, ROOT("2"), 2));
    assert.equal(roots().at(-1), ROOT("2"));
  });

  it("refuses words of another place in the sequence", async () => {
    const { world, id, say } = await dynamic();
    await world.attest(id, { kind: "census", root: ROOT("2"), uri: "https://example.org/next" });
    assert.equal(await code(world, say(third, ROOT("2"))), "ledger/attested");
    assert.equal(await code(world, say(third, ROOT("2"), 0, 3)), "ledger/sequence");
    assert.equal(
      await code(
        world,
        say(third, ROOT("2"), 0, 2).then((tx) => ({ ...tx, sequence: 3 })),
      ),
      "ledger/sequence",
    );
    const moved = say(third, ROOT("3"), 0, 1).then((tx) => ({ ...tx, sequence: 2 }));
    assert.equal(await code(world, moved), "ledger/signature");
  });

  it("refuses whoever is no oracle, and one who signs for another", async () => {
    const { world, say } = await dynamic();
    const [stranger] = people("stranger", 1);
    assert.equal(await code(world, say(stranger!, ROOT("2"))), "ledger/not-oracle");
    const forged = say(stranger!, ROOT("2")).then((tx) => ({ ...tx, oracle: first.address }));
    assert.equal(await code(world, forged), "ledger/signature");
  });

  it("refuses statements that do not fit their subject", async () => {
    const { world, id } = await dynamic();
    const lists: Attested = { kind: "lists", lists: world.genesis.lists };
    const { declaration } = world.process(id);
    const declared: Attested = { kind: "declared", declaration, snapshot: null };
    const unknown: Hex = `0x${"77".repeat(32)}`;
    const about = (subject: Hex, sequence: number, statement: Attested) =>
      code(world, world.attestation(subject, sequence, statement, first));
    assert.equal(await about(id, 1, lists), "ledger/subject");
    assert.equal(await about(id, 1, declared), "ledger/subject");
    assert.equal(await about(LISTS, 0, { kind: "question" }), "ledger/subject");
    assert.equal(await about(unknown, 0, { kind: "question" }), "ledger/subject");
    assert.equal(await about(unknown, 0, declared), "ledger/process-id");
    const other = { ...declaration, contract: `0x${"99".repeat(20)}` as const };
    assert.equal(await about(unknown, 0, { ...declared, declaration: other }), "ledger/contract");
  });
});

describe("ledger: lists that change", () => {
  const changed = (world: World, change: Partial<Lists>): Attested => ({
    kind: "lists",
    lists: { ...world.genesis.lists, ...change },
  });

  it("counts no word of a removed oracle, before or after", async () => {
    const { world, say, roots } = await dynamic();
    await world.take(await say(first, ROOT("2")));
    const [fourth] = people("fourth oracle", 1);
    await world.attest(LISTS, changed(world, { oracles: addressesOf([second, third, fourth!]) }));
    assert.equal(await code(world, say(first, ROOT("2"))), "ledger/not-oracle");
    await world.take(await say(second, ROOT("2")));
    assert.equal(roots().length, 1);
    await world.take(await say(fourth!, ROOT("2")));
    assert.equal(roots().length, 2);
  });

  it("counts pending words anew when fewer are needed", async () => {
    const oracles = people("oracle", 5);
    const base = testGenesis();
    const lists = { ...base.lists, oracles: addressesOf(oracles), quorum: 4 };
    const world = new World(ruleFacts(), testGenesis({ lists }));
    const attestAll = async (subject: Hex, statement: Attested, count: number) => {
      const sequence =
        subject === LISTS
          ? readListsRecord(world.ledger.state).sequence
          : (processView(world.ledger.state, subject)?.record.sequence ?? 0);
      const words = oracles
        .slice(0, count)
        .map((one) => world.attestation(subject, sequence, statement, one));
      await world.take(...(await Promise.all(words)));
    };
    const { id, declaration } = world.declaration(testParams());
    const declared: Attested = { kind: "declared", declaration, snapshot: null };
    await attestAll(id, declared, 3);
    assert.equal(processView(world.ledger.state, id), undefined);
    await attestAll(LISTS, { kind: "lists", lists: { ...lists, quorum: 3 } }, 4);
    const [outcome] = await world.take(await world.attestation(id, 0, declared, oracles[0]!));
    assert.equal(outcome?.kind === "attest" && outcome.final, true);
    assert.ok(processView(world.ledger.state, id));
    assert.deepEqual(readListsRecord(world.ledger.state).pending, []);
  });

  it("keeps a process readable when more oracles spoke of it than a list has, one list after another", async () => {
    const generations = Array.from({ length: 3 }, (_, i) => people(`generation ${i}`, 30));
    const listsOf = (oracles: readonly Person[]): Lists => ({
      ...testGenesis().lists,
      oracles: addressesOf(oracles),
      quorum: 30,
    });
    const world = new World(ruleFacts(), testGenesis({ lists: listsOf(generations[0]!) }));
    const { id, declaration } = world.declaration(testParams({ mode: { dynamicCensus: true } }));
    const declared: Attested = { kind: "declared", declaration, snapshot: null };
    const all = async (subject: Hex, sequence: number, statement: Attested, oracles: readonly Person[]) =>
      world.take(
        ...(await Promise.all(oracles.map((one) => world.attestation(subject, sequence, statement, one)))),
      );
    await all(id, 0, declared, generations[0]!);
    for (const [i, oracles] of generations.entries()) {
      const change: Attested = { kind: "census", root: ROOT("2"), uri: "https://example.org/next" };
      await all(id, 1, change, oracles.slice(0, 29));
      assert.equal(world.process(id).record.words.length, 29);
      if (generations[i + 1])
        await all(LISTS, i, { kind: "lists", lists: listsOf(generations[i + 1]!) }, oracles);
    }
  });

  it("forgets what removed oracles announced", async () => {
    const world = new World(ruleFacts());
    const { id, declaration } = world.declaration(testParams());
    await world.take(
      await world.attestation(id, 0, { kind: "declared", declaration, snapshot: null }, first),
    );
    assert.equal(readListsRecord(world.ledger.state).pending.length, 1);
    const [fourth] = people("fourth oracle", 1);
    await world.attest(LISTS, changed(world, { oracles: addressesOf([second, third, fourth!]) }));
    assert.deepEqual(readListsRecord(world.ledger.state).pending, []);
  });
});

describe("ledger: an oracle that announces without end", () => {
  it("is stopped at 32 processes, and stops nobody else", async () => {
    const world = new World(ruleFacts());
    const announce = async (oracle: Person, { id, declaration } = world.declaration(testParams())) =>
      world.attestation(id, 0, { kind: "declared", declaration, snapshot: null }, oracle);
    const flood = await Promise.all(Array.from({ length: 32 }, () => announce(first)));
    await world.take(...flood);
    assert.equal(await code(world, announce(first)), "ledger/too-many-words");
    const made = world.declaration(testParams());
    await world.take(await announce(second, made), await announce(third, made));
    assert.ok(processView(world.ledger.state, made.id));
    const before = world.declaration(testParams());
    await world.take(await announce(second, before));
    const [joined] = await world.take(await announce(first, before));
    assert.equal(joined?.kind === "attest" && joined.final, true, "it may still agree with others");
  });
});

describe("ledger: moves that the process contract forbids", () => {
  const table = JSON.parse(
    readFileSync(new URL("../vectors/process-status.json", import.meta.url), "utf8"),
  ) as {
    setStatus: { interruptible: boolean; from: Status; to: number; verdict: string }[];
    incrementQuestionIndex: {
      serial: boolean;
      status: Status;
      questionIndex: number;
      questionCount: number;
      verdict: string;
      then?: { questionIndex: number; status: Status };
    }[];
    setCensus: {
      dynamic: boolean;
      status: Status;
      censusOrigin: number;
      censusRoot: string;
      censusUri: string;
      verdict: string;
    }[];
  };

  /** A process in a status. RESULTS comes by no attestation. */
  async function inStatus(status: Status, change: ParamsChange) {
    const world = new World(ruleFacts());
    const wanted = { ...change, mode: { ...change.mode, interruptible: true } };
    const id = await world.declare(wanted);
    if (status !== Status.READY) await world.attest(id, { kind: "status", status });
    return { world, id };
  }

  const expect = async (world: World, id: Hex, statement: Attested, verdict: string) => {
    const { record } = world.process(id);
    const word = await world.attestation(id, record.sequence, statement, first);
    if (verdict === "ok") return world.attest(id, statement);
    const { code } = await world.refusal(word);
    assert.equal(code, record.status === Status.CANCELED ? "ledger/canceled" : "ledger/move", verdict);
  };

  for (const { interruptible, from, to, verdict } of table.setStatus) {
    const reachable =
      from !== Status.RESULTS &&
      to <= 4 &&
      (interruptible || from === Status.READY || from === Status.PAUSED);
    if (!reachable) continue;
    it(`status ${from} to ${to}, ${interruptible ? "" : "not "}interruptible: ${verdict}`, async () => {
      const world = new World(ruleFacts());
      // Not interruptible, a process begins READY or, started by hand, PAUSED.
      const autoStart = interruptible || from !== Status.PAUSED;
      const id = await world.declare({ mode: { interruptible, autoStart } });
      if (interruptible && from !== Status.READY) await world.attest(id, { kind: "status", status: from });
      assert.equal(world.process(id).record.status, from);
      await expect(world, id, { kind: "status", status: to as Status }, verdict);
      assert.equal(world.process(id).record.status, verdict === "ok" ? to : from);
    });
  }

  for (const move of table.incrementQuestionIndex) {
    if (move.status === Status.RESULTS) continue;
    it(`question ${move.questionIndex} of ${move.questionCount} in status ${move.status}${move.serial ? "" : ", not serial"}: ${move.verdict}`, async () => {
      const { serial, status, questionIndex, questionCount, verdict } = move;
      const envelopeType = { serial };
      const { world, id } = await inStatus(Status.READY, { envelopeType, questionCount });
      for (let i = 0; serial && i < questionIndex; i++) await world.attest(id, { kind: "question" });
      if (status !== Status.READY) await world.attest(id, { kind: "status", status });
      await expect(world, id, { kind: "question" }, verdict);
    });
  }

  for (const { dynamic, status, censusOrigin, censusRoot, censusUri, verdict } of table.setCensus) {
    if (status === Status.RESULTS || (censusOrigin !== 1 && censusOrigin !== 2)) continue;
    it(`a census in status ${status}, ${dynamic ? "dynamic" : "fixed"}: ${verdict}`, async () => {
      const { world, id } = await inStatus(status, { censusOrigin, mode: { dynamicCensus: dynamic } });
      const root = censusRoot && ROOT("2");
      const uri = censusUri && "https://example.org/next";
      await expect(world, id, { kind: "census", root, uri }, verdict);
    });
  }

  it("keeps the key of an authority that signs blindly: one key for one process", async () => {
    const blind = (digit: string) => `0x00000005c${digit.repeat(766)}1`;
    const ecdsa: Hex = `0x02${"11".repeat(32)}`;
    for (const [from, to] of [
      [blind("2"), blind("3")],
      [blind("2"), ecdsa],
      [ecdsa, blind("2")],
    ] as const) {
      const world = new World(ruleFacts());
      const origin = { censusOrigin: CensusOrigin.OFF_CHAIN_CA, mode: { dynamicCensus: true } };
      const id = await world.declare({ ...origin, censusRoot: from, censusUri: "" });
      const change = world.attestation(id, 1, { kind: "census", root: to, uri: "" }, first);
      assert.equal(await code(world, change), "ledger/blind-key");
    }
  });

  it("opens no rollup that the contract refuses: votes by name, SERIAL, DYNAMIC_CENSUS, PRE_REGISTER", async () => {
    const censusKey = keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash);
    const envelopeType = { anonymous: true };
    for (const [change, expected] of [
      [{}, "ledger/rollup"],
      [{ censusKey, envelopeType: { anonymous: true, serial: true } }, "ledger/rollup"],
      [{ censusKey, envelopeType, mode: { dynamicCensus: true } }, "ledger/rollup"],
      [{ censusKey, envelopeType, mode: { preRegister: true } }, "ledger/rollup"],
      [{ censusKey, envelopeType }, "ok"],
    ] as const) {
      const world = new World(ruleFacts());
      const id = await world.declare(change);
      const opened: Attested = { kind: "rollup-opened", oracles: 2 };
      if (expected === "ok") await world.attest(id, opened);
      else assert.equal(await code(world, world.attestation(id, 1, opened, first)), expected);
    }
  });

  it("ends by hand after the blocks ended it, and counts once", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({ blockCount: 2 });
    await world.until(world.process(id).start! + 3);
    const { endedAt, counted } = world.process(id).record;
    assert.ok(counted);
    await world.attest(id, { kind: "status", status: Status.ENDED });
    const { record } = world.process(id);
    assert.deepEqual([record.endedAt, record.counted, record.status], [endedAt, counted, Status.ENDED]);
  });

  it("has no results when it is canceled after the blocks ended it", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({ blockCount: 2 });
    await world.until(world.process(id).start! + 3);
    assert.ok(world.process(id).results);
    await world.attest(id, { kind: "status", status: Status.CANCELED });
    const { phase, results, record } = world.process(id);
    assert.deepEqual([phase, results, record.counted], ["canceled", undefined, null]);
  });
});
