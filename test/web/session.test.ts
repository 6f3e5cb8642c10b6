// A visit of the voter's page, with a worker that answers as the booth does when the node refuses.
import assert from "node:assert/strict";
import { NodeRefusal } from "../../src/api/index.js";
import { answer, WorkerError } from "../../web/shared/rpc.js";
import { Session } from "../../web/vote/session.js";

type Port = Parameters<typeof answer>[0];

/** A session whose worker refuses what is sent. @param counts what the node says of the vote that counts */
function refusedSession(counts: number): Session {
  const worker: Port = { postMessage: (data) => page.onmessage?.({ data } as MessageEvent), onmessage: null };
  const page: Port & { onerror: unknown } = {
    postMessage: (data) => worker.onmessage?.({ data } as MessageEvent),
    onmessage: null,
    onerror: null,
  };
  answer(worker, {
    send() {
      const told = { code: "ledger/superseded", message: "another vote counts", hint: "", counts };
      throw new NodeRefusal("ledger/superseded", { ...told, status: 409, retryAfter: undefined });
    },
  });
  const session = new Session(page as unknown as Worker);
  session.kept = { identity: "{}", registered: false, recorded: [], pending: undefined, waiting: undefined };
  return session;
}

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
});
