/** The machine's clock is set back and forth by hours while votes come: heights go on, nothing is lost, receipts hold, and nobody is kept out. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { checkHead, checkReceipt } from "../../../src/api/index.js";
import { changeClock, type SetClock } from "../../support/clock.js";
import { replay, temporaryFolder, VOTERS } from "../../support/node/solo.js";
import { type OpenDoor, openDoor, openPoll } from "./support.js";

const HOUR = 3_600_000;

describe("node service: a clock that jumps", () => {
  let clock: SetClock;
  let doors: OpenDoor[];
  beforeEach(() => {
    clock = changeClock();
    doors = [];
  });
  afterEach(async () => {
    clock.restore();
    for (const one of doors) await one.close();
  });

  async function door(...options: Parameters<typeof openDoor>): Promise<OpenDoor> {
    const made = await openDoor(...options);
    doors.push(made);
    return made;
  }

  it("records every vote in steady heights, with receipts that hold after a restart in the past", async () => {
    const folder = temporaryFolder();
    const first = await door({ folder: folder.path, solo: { interval: 20 } });
    const poll = await openPoll(first);
    const jumps = [5, -7, 26, -3, 0, -1, 30 * 24, -30 * 24];
    const receipts = [];
    for (const [i, hours] of jumps.entries()) {
      clock.set(hours * HOUR);
      const before = first.ordering.head.height;
      const begun = performance.now();
      const votes = await Promise.all([0, 1, 2, 3].map((k) => poll.vote(4 * i + k)));
      const waiting = votes.map((vote) => first.client.vote(vote, { wait: true, timeout: 20_000 }));
      clock.set(-hours * HOUR); // while they wait
      for (const answer of await Promise.all(waiting)) {
        assert.ok(answer.state === "recorded");
        receipts.push(answer.receipt);
      }
      const [made, passed] = [first.ordering.head.height - before, performance.now() - begun];
      assert.ok(made >= 1 && made <= passed / 20 + 2, `${made} blocks in ${passed} ms`);
    }
    clock.set(-48 * HOUR);
    await doors.pop()!.close();
    const second = await door({ folder: folder.path });
    for (const receipt of receipts) checkReceipt(second.ordering.genesis, receipt);
    checkHead(second.ordering.genesis, second.ordering.head);
    assert.equal((await second.client.log(poll.id)).size, 4 * jumps.length);
    const last = await second.client.vote(await poll.vote(VOTERS.length - 1), { wait: true });
    assert.equal(last.state, "recorded");
    const heights = [...second.store.blocks(1)].map(({ height }) => height);
    assert.deepEqual(
      heights,
      heights.map((_, i) => i + 1),
    );
    await replay(second.store); // it compares the root of each block
    await doors.pop()!.close();
    folder.remove();
  });

  it("keeps an address that sent too much out for its second, and not for the hours that the clock was set back", async () => {
    const one = await door({ limits: { requests: 5 } });
    clock.set(2 * HOUR);
    const answers = await Promise.all(Array.from({ length: 20 }, () => one.get("/v1/chain")));
    assert.ok(answers.some(({ status }) => status === 429));
    clock.set(0);
    for (let second = 0; second < 3; second++) {
      await sleep(1100);
      for (let i = 0; i < 4; i++) assert.equal((await one.get("/v1/chain")).status, 200);
    }
    await sleep(1100);
  });
});
