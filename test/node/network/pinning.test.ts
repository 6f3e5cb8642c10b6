// A pinning service is told a CID and where its blocks are; what it answers is not believed to be well formed, and the token stays secret.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { publishFiles } from "../../../packages/node/src/network/index.js";
import { rejectsCode } from "../../support/errors.js";

const TOKEN = "a-token-that-is-secret";

describe("node: a pinning service", () => {
  let folder: string;
  let server: Server;
  let url: string;
  let asked: { method: string; path: string; token: string | undefined; body: unknown }[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-pin-"));
    await writeFile(join(folder, "file"), "a file");
    asked = [];
    server = createServer(async (request, response) => {
      const body = await text(request);
      const { method, url: path, headers } = request;
      asked.push({
        ...{ method: method!, path: path! },
        token: headers.authorization,
        body: body === "" ? null : JSON.parse(body),
      });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/psa/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const publish = (patience = 10_000, token = TOKEN) =>
    publishFiles([join(folder, "file")], { profile: "unixfs-v1-2025", service: { url, token, patience } });
  const status = (response: ServerResponse, state: string) =>
    response.writeHead(202).end(JSON.stringify({ requestid: "a/b", status: state, pin: {}, delegates: [] }));

  it("is asked until it has the content", async () => {
    const states = ["queued", "pinning", "pinned"];
    answer = (_, response) => status(response, states.shift()!);
    const [file] = await publish();
    assert.equal(file!.service, "pinned");
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      ["POST /psa/pins", "GET /psa/pins/a%2Fb", "GET /psa/pins/a%2Fb"],
    );
    assert.deepEqual(asked[0]!.body, { cid: file!.cid, name: "file", origins: [] });
    assert.ok(asked.every(({ token }) => token === `Bearer ${TOKEN}`));
  });

  it("that takes longer is left at what it said last", async () => {
    answer = (_, response) => status(response, "queued");
    assert.equal((await publish(500))[0]!.service, "queued");
  });

  it("that fails, answers in another form, or redirects is an error without the token", async () => {
    const bad: (typeof answer)[] = [
      (_, response) => status(response, "failed"),
      (_, response) => status(response, "done"),
      (_, response) => void response.end("<html>"),
      (_, response) => void response.end("null"),
      (_, response) => void response.writeHead(401).end(`{"error":{"reason":"no ${TOKEN}\\u001b[31m"}}`),
      (_, response) => void response.writeHead(307, { location: "/elsewhere" }).end(),
      (_, response) => void response.writeHead(202).end("x".repeat(2 ** 20)),
      (_, response) => void response.destroy(),
    ];
    for (const one of bad) {
      answer = one;
      const { message } = await rejectsCode("network/pinning", () => publish());
      assert.ok(!message.includes(TOKEN) && !message.includes("\u001b"), message);
    }
    assert.ok(asked.every(({ path }) => path === "/psa/pins"));
  });

  it("is not asked with a token that a header cannot have", async () => {
    for (const token of ["", "two words", "a\r\nx-other: 1", "é"])
      await rejectsCode("network/token", () => publish(100, token));
    assert.deepEqual(asked, []);
  });
});
