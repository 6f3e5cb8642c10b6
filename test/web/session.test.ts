// A visit of the voter's page, with a worker that answers as the booth does when the node refuses.
import assert from "node:assert/strict";
import { NodeRefusal } from "../../src/api/index.js";
import { Failure } from "../../src/errors/index.js";
import { answer, WorkerError } from "../../web/shared/rpc.js";
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
