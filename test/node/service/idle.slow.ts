import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { openDoor, openPoll } from "./support.js";

/** Both ends are in this process: a process has 20,000 files at most on some systems. */
const CONNECTIONS = Number(process.env.PSEPHOS_IDLE_CONNECTIONS ?? 5_000);

describe(`node service: ${CONNECTIONS} idle connections`, () => {
  it("take no votes' place: a vote gets its receipt beside them", async () => {
    const door = await openDoor({ limits: { headTime: 600_000, requestTime: 600_000, idleTime: 600_000 } });
    const poll = await openPoll(door);
    const idle: Socket[] = [];
    while (idle.length < CONNECTIONS) {
      const more = Array.from({ length: 200 }, () => connect(door.port, "127.0.0.1"));
      await Promise.all(more.map((socket) => once(socket, "connect")));
      idle.push(...more);
    }
    const answer = await door.client.vote(await poll.vote(0), { wait: true });
    assert.equal(answer.state, "recorded");
    const open = Number(/^psephos_http_connections (\d+)$/m.exec(await door.client.metrics())![1]);
    assert.ok(open >= CONNECTIONS, `${open} are open`);
    for (const socket of idle) socket.destroy();
    await door.close();
  });
});
