// A visit of the voter's page, with a worker that answers as the booth does when the node refuses.
import assert from "node:assert/strict";
import { NodeRefusal } from "../../src/api/index.js";
import { Failure } from "../../src/errors/index.js";
import { answer, WorkerError } from "../../web/shared/rpc.js";
import type { Vault } from "../../web/shared/vault.js";
import { readKept } from "../../web/vote/kept.js";
import { sendWaiting, withdraw } from "../../web/vote/later/waiting.js";
import { Session } from "../../web/vote/session.js";

type Port = Parameters<typeof answer>[0];

/** A session whose worker fails as it is told. */
function failingSession(methods: Parameters<typeof answer>[1]): Session {
  const worker: Port = { postMessage: (data) => page.onmessage?.({ data } as MessageEvent), onmessage: null };
  const page: Port & { onerror: unknown } = {
    postMessage: (data) => worker.onmessage?.({ data } as MessageEvent),
    onmessage: null,
    onerror: null,
  };
  answer(worker, methods);
  const session = new Session(page as unknown as Worker);
  session.kept = { identity: "{}", registered: false, recorded: [], pending: undefined, waiting: undefined };
  return session;
}

/** One whose worker refuses what is sent. @param counts what the node says of the vote that counts */
const refusedSession = (counts: number): Session =>
  failingSession({
    send() {
      const told = { code: "ledger/superseded", message: "another vote counts", hint: "", counts };
      throw new NodeRefusal("ledger/superseded", { ...told, status: 409, retryAfter: undefined });
    },
  });

const vote = { votes: [1], weight: "1", overwrite: 0, envelope: "{}" };
const waiting = { ...vote, at: 1, until: 2, basis: "0/0" };

/** What two tabs share: Node has no IndexedDB. */
class SharedVault {
  text: string | undefined;
  look = async () => (this.text === undefined ? "nothing" : "plain");
  read = async () => this.text;
  write = async (text: string) => {
    this.text = text;
  };
}
/** Tabs of one voter. */
function tabs(...keepings: readonly Session["keeping"][]) {
  const vault = new SharedVault();
  const sessions = keepings.map((keeping) =>
    Object.assign(refusedSession(0), { vault: vault as unknown as Vault, keeping }),
  );
  return { vault, sessions, kept: () => readKept(vault.text ?? "") };
}

describe("pages: a visit", () => {
  it("goes on after the number that the node tells, when a vote from another device counts", async () => {
    const session = refusedSession(2);
    await assert.rejects(session.deliver(vote), WorkerError);
    assert.deepEqual([session.overwrite, session.kept!.pending], [3, undefined]);
  });

  it("believes no number that does not supersede the vote", async () => {
    const session = refusedSession(0);
    await assert.rejects(session.deliver({ ...vote, overwrite: 1 }), WorkerError);
    assert.equal(session.earlier, undefined);
    assert.equal(session.kept!.pending?.overwrite, 1);
  });

  it("does not remove the vote that another tab has let wait, whatever an older tab keeps", async () => {
    const { sessions, kept } = tabs("no", "no");
    const [older, tab] = sessions as [Session, Session];
    await tab.keep("plain", "");
    await tab.note(() => ({ waiting }));
    await older.keep("plain", "");
    assert.deepEqual(kept()!.waiting, waiting);
    await older.note(() => ({ registered: true }));
    assert.deepEqual([kept()!.waiting, kept()!.registered], [waiting, true]);
    await assert.rejects(older.deliver({ ...vote, overwrite: 1, envelope: "another" }), WorkerError);
    assert.deepEqual([kept()!.waiting, kept()!.pending!.envelope], [waiting, "another"]);
  });

  it("sends no vote that another tab has withdrawn, and brings back nothing that another tab has removed", async () => {
    const { vault, sessions, kept } = tabs("no", "no");
    const [older, tab] = sessions as [Session, Session];
    await tab.keep("plain", "");
    await tab.note(() => ({ waiting }));
    await older.keep("plain", "");
    assert.deepEqual(older.kept!.waiting, waiting);
    assert.deepEqual(await withdraw(tab), waiting);
    assert.equal(await sendWaiting(older), false);
    await tab.note(() => ({ waiting }));
    vault.text = undefined;
    assert.equal(await sendWaiting(older), false);
    await older.note(() => ({ registered: true }));
    assert.deepEqual([vault.text, kept(), older.keeping], [undefined, undefined, "no"]);
  });

  it("stops for the voter's choice when the relay fails, but not for what is asked again by itself, nor without a relay", async () => {
    const fail = (code: "oblivious/relay" | "api/timeout" | "api/failed") => () => {
      throw new Failure(code, "no");
    };
    const session = failingSession({
      ...{ send: fail("api/timeout"), state: fail("oblivious/relay"), load: fail("api/failed") },
      prepare: fail("oblivious/relay"),
    });
    const ask = (name: "send" | "state" | "load" | "prepare") =>
      assert.rejects(session.call(name, undefined as never), WorkerError);
    await ask("send");
    assert.equal(session.stuck, undefined);
    session.way = {
      kind: "relay",
      by: ["relay.example"],
      nodes: ["node.example"],
      named: false,
      through: [],
    };
    await ask("state");
    await ask("load");
    assert.equal(session.stuck, undefined);
    await ask("send");
    assert.equal(session.stuck!.code, "api/timeout");
    session.stuck = undefined;
    await ask("prepare");
    assert.equal(session.stuck!.code, "oblivious/relay");
  });
});
