// Connections that send nothing take no vote's place, and little memory. The sockets' other ends are in a process of their own; both need as many open files.
import assert from "node:assert/strict";
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openDoor, openPoll } from "./support.js";

const CHILD = join(import.meta.dirname, "../../support/node/idle-child.ts");
const WANTED = Number(process.env.PSEPHOS_IDLE_CONNECTIONS ?? 10_000);
/** Files that a process has open besides. */
const OTHERS = 500;
const MEBIBYTE = 2 ** 20;

/** Node raises its soft limit of open files to the hard one by itself. */
function mostFiles(): number {
  const text = execFileSync("/bin/sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).trim();
  return text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text);
}

const connections = Math.min(WANTED, mostFiles() - OTHERS);

describe(`node service: ${connections} idle connections`, () => {
  it("take no votes' place: a vote gets its receipt beside them, and they take at most 30 KiB each", async () => {
    assert.ok(connections >= 1000, "this system lets a process have too few files open");
    const door = await openDoor({ limits: { headTime: 600_000, requestTime: 600_000, idleTime: 600_000 } });
    const poll = await openPoll(door);
    await door.client.vote(await poll.vote(0), { wait: true });
    const before = process.memoryUsage().rss;
    const child = fork(CHILD, [String(door.port), String(connections)], { execArgv: ["--import", "tsx"] });
    const exited = once(child, "exit");
    try {
      const [said] = await Promise.race([once(child, "message"), exited]);
      assert.equal(said, "open", "the connections could not be opened");
      const begun = performance.now();
      const answer = await door.client.vote(await poll.vote(1), { wait: true });
      assert.equal(answer.state, "recorded");
      assert.ok(performance.now() - begun < 10_000, "the vote had to wait");
      const open = Number(/^psephos_http_connections (\d+)$/m.exec(await door.client.metrics())![1]);
      assert.ok(open >= connections, `${open} are open`);
      const grown = (process.memoryUsage().rss - before) / MEBIBYTE;
      assert.ok(grown < (connections * 30) / 1024, `${grown.toFixed(0)} MiB more`);
    } finally {
      child.kill("SIGKILL");
      await exited;
      await door.close();
    }
  });
});
