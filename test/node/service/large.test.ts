/** Bodies of 100 MB: they are refused before they are read, whoever sends them and however many at once, and votes go on beside them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ContentFolder } from "../../../packages/node/src/service/index.js";
import { declared, temporaryFolder } from "../../support/node/solo.js";
import { openDoor, openPoll } from "./support.js";

const LARGE = 100_000_000;
const MEBIBYTE = 2 ** 20;
const PIECE = Buffer.alloc(MEBIBYTE, "x");

interface Sent {
  /** What was answered until the connection ended. */
  readonly text: string;
  /** Bytes of the body that the node took before it. */
  readonly taken: number;
}

/** Sends a body that never ends before it has all its bytes, without waiting for an answer. */
async function pour(port: number, path: string, media: string, length: number): Promise<Sent> {
  const socket: Socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let text = "";
  let open = true;
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => undefined); // the node may cut it
  socket.once("close", () => {
    open = false;
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${media}\r\ncontent-length: ${length}\r\n\r\n`,
  );
  let sent = 0;
  while (open && sent < length && !text.includes("\r\n\r\n")) {
    const piece = PIECE.subarray(0, Math.min(PIECE.length, length - sent));
    if (!socket.write(piece))
      await Promise.race([once(socket, "drain"), once(socket, "close"), sleep(2_000)]);
    sent += piece.length;
    await sleep(1);
  }
  for (let i = 0; i < 100 && open && !/\r\n\r\n.*\}$/s.test(text); i++) await sleep(20);
  const taken = sent - socket.writableLength;
  socket.destroy();
  return { text, taken };
}

describe("node service: bodies of 100 MB", () => {
  it("are refused by their length alone, on each route, twenty at a time; a vote among them gets its receipt", async () => {
    const door = await openDoor();
    try {
      const poll = await openPoll(door);
      const before = process.memoryUsage();
      const routes = [
        ["/v1/votes", "application/json"],
        ["/v1/votes/batch", "application/jsonl"],
        ["/v1/registrations", "application/json"],
        ["/v1/transactions", "application/cbor"],
        ["/v1/receipts", "application/json"],
        ["/v1/content", "application/octet-stream"],
      ] as const;
      const pouring = Array.from({ length: 20 }, (_, i) => {
        const [path, media] = routes[i % routes.length]!;
        return pour(door.port, path, media, LARGE);
      });
      const vote = await door.client.vote(await poll.vote(0), { wait: true });
      assert.equal(vote.state, "recorded");
      for (const { text, taken } of await Promise.all(pouring)) {
        assert.match(text, /^HTTP\/1\.1 413 .*"code":"service\/too-large"/s);
        assert.ok(taken < LARGE / 4, `${taken} bytes were taken`);
      }
      const { rss, arrayBuffers } = process.memoryUsage();
      assert.ok(arrayBuffers - before.arrayBuffers < 50 * MEBIBYTE, "the bodies were kept");
      assert.ok(rss - before.rss < 300 * MEBIBYTE, "the memory has grown by what was sent");
    } finally {
      await door.close();
    }
  });

  it("of a file: what two of the largest take at once is all, and a third waits; the right file is kept", async () => {
    const file = Buffer.alloc(60 * MEBIBYTE, 7);
    const hash = createHash("sha3-256").update(file).digest("hex");
    const door = await openDoor();
    try {
      await openPoll(door, { censusUri: `https://example.org/census!${hash}` });
      const slow = [0, 1].map(() => connect(door.port, "127.0.0.1"));
      await Promise.all(slow.map((socket) => once(socket, "connect")));
      for (const socket of slow) {
        socket.on("error", () => undefined);
        socket.write(
          `POST /v1/content HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${64 * MEBIBYTE}\r\n\r\nx`,
        );
      }
      await sleep(200);
      const third = await door.post("/v1/content", file, "application/octet-stream");
      assert.equal(third.status, 503, third.text);
      assert.equal(third.headers.get("retry-after"), "1");
      for (const socket of slow) socket.destroy();
      await sleep(200);
      const kept = await door.post("/v1/content", file, "application/octet-stream");
      assert.equal(kept.status, 201, kept.text);
      const answer = await fetch(`${door.url}/v1/content/${hash}`);
      assert.ok(Buffer.from(await answer.arrayBuffer()).equals(file));
    } finally {
      await door.close();
    }
  });

  it("of a stranger's file leave others their turn while it is hashed", async () => {
    const folder = temporaryFolder();
    const content = new ContentFolder(folder.path);
    const { world } = await declared();
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const refused = content.putNamed(world.ledger.state, Buffer.alloc(64 * MEBIBYTE));
    await assert.rejects(refused, { code: "service/unknown-content" });
    isOver = true;
    assert.ok(turns >= 10, `${turns} turns`);
    folder.remove();
  });
});
