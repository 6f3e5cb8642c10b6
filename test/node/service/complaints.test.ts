/** What users of other systems complain about, and what an operator must not see. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { checkReceipt, decodeReceipt } from "../../../src/api/index.js";
import { replay, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";
import { type OpenDoor, openDoor, openPoll } from "./support.js";

describe("node service: complaints", () => {
  it("a vote answered with 200 or 202 and then dropped: each is in the log, and has its receipt after a restart", async () => {
    const folder = temporaryFolder();
    const first = await openDoor({ folder: folder.path });
    const poll = await openPoll(first);
    const votes = await Promise.all(VOTERS.slice(0, 24).map((_, i) => poll.vote(i)));
    const answers = await Promise.all(
      votes.map((vote, i) => first.post(i % 2 ? "/v1/votes?wait=receipt" : "/v1/votes", vote)),
    );
    for (const { status, text } of answers.filter((_, i) => i % 2 === 1)) {
      assert.equal(status, 200);
      checkReceipt(first.ordering.genesis, decodeReceipt(text));
    }
    assert.ok(answers.every(({ status }) => status === 200 || status === 202));
    await until(first.ordering, first.ordering.head.height + 2);
    await first.close();
    const second = await openDoor({ folder: folder.path });
    const again = await Promise.all(votes.map((vote) => second.client.vote(vote)));
    const places = again.map((answer) => {
      assert.ok(answer.state === "recorded");
      const { entry } = checkReceipt(second.ordering.genesis, answer.receipt);
      assert.ok(poll.voterId(Number(entry.weight) - 1) === entry.voterId);
      return answer.receipt.proof.inclusion.index;
    });
    assert.deepEqual(
      places.toSorted((a, b) => a - b),
      [...votes.keys()],
    );
    assert.equal((await second.client.log(poll.id)).size, votes.length);
    await second.close();
    folder.remove();
  });

  it("the same vote taken twice while the first is in flight: all get one place, and one receipt's vote", async () => {
    const door = await openDoor({ solo: { interval: 50 } });
    const poll = await openPoll(door);
    const vote = await poll.vote(0);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => door.client.vote(vote, { wait: true })),
    );
    for (const answer of answers) {
      assert.ok(answer.state === "recorded");
      assert.equal(answer.receipt.proof.inclusion.index, 0);
    }
    assert.equal((await door.client.log(poll.id)).size, 1);
    await replay(door.store); // it compares the root of each block
    await door.close();
  });

  it("one bad ballot that stops everything else: true votes among many false ones are all recorded", async () => {
    const door = await openDoor();
    const poll = await openPoll(door);
    const texts = await Promise.all(
      VOTERS.slice(0, 40).map((_, i) =>
        poll.vote(i, i % 4 === 0 ? {} : { signature: new Uint8Array(65).fill(i) }),
      ),
    );
    const answers = await Promise.all(texts.map((text) => door.post("/v1/votes?wait=receipt", text)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      texts.map((_, i) => (i % 4 === 0 ? 200 : 422)),
    );
    assert.equal((await door.client.log(poll.id)).size, 10);
    await door.close();
  });

  describe("what the log has", () => {
    const lines: string[] = [];
    let door: OpenDoor;
    before(async () => {
      door = await openDoor({
        log: { level: "trace", stream: { write: (line) => lines.push(line) } },
      });
    });
    after(() => door.close());

    it("is routes, statuses and codes: no address, id, query, body or signature of anybody, on any level", async () => {
      const poll = await openPoll(door);
      const vote = await poll.vote(0);
      await door.client.vote(vote, { wait: true });
      await door.post("/v1/votes?wait=secret-of-query", vote);
      await door.post("/v1/votes", vote.replace("0x", "0y"));
      await door.get("/no/such/secret-of-path");
      await door.get("/v1/chain", { "x-secret": "secret-of-head", cookie: "secret-of-head" });
      await door.get(`/v1/processes/${poll.id}`);
      const log = lines.filter((line) => !line.includes("Server listening")).join("");
      assert.ok(lines.length > 5 && log.includes('"route":"/v1/votes"'), log);
      const { signature, voter } = JSON.parse(vote) as Record<string, string>;
      for (const secret of ["secret-of", signature!, voter!, poll.voterId(0), poll.id, "127.0.0.1", "0y"])
        assert.ok(!log.includes(secret), `the log has ${secret}`);
      assert.ok(!/0x[0-9a-f]{16}/.test(log));
    });

    it("is a fault's kind and place, without its words; its sender hears of it without detail", async () => {
      lines.length = 0;
      const file = join("content", "x");
      const { content } = door;
      const get = content.get.bind(content);
      content.get = () => Promise.reject(new Error(`secret words about ${file}`));
      const answer = await door.get(`/v1/content/${"a".repeat(64)}`);
      content.get = get;
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [500, "service/internal"]);
      assert.ok(!answer.text.includes("secret") && !lines.join("").includes("secret"));
      assert.match(lines.join(""), /"a fault"/);
      assert.match(lines.join(""), /at .*complaints\.test\.ts/);
    });
  });
});
