// A registration goes to every node of the link: one that lies about it, refuses it or is down decides nothing.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sendRegistration } from "../../web/vote/registering.js";
import { rejectsCode } from "../support/errors.js";

const ID = `0x${"ab".repeat(32)}`;
const RECORDED = { status: 200, body: { id: ID, state: "recorded", height: 7 } };
const REFUSED = {
  status: 422,
  body: { code: "ledger/registration-over", message: "registration is over", hint: "" },
};
const DOWN = "http://127.0.0.1:9";
const direct = (...nodes: string[]) => nodes.map((node) => ({ node, fetch }));

describe("pages: a registration on its way", () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  /** A node that gives one answer. @returns its address, and the bodies that it was sent */
  async function nodeThat({ status, body }: { readonly status: number; readonly body: object }) {
    const got: string[] = [];
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      got.push(Buffer.concat(parts).toString());
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
  }

  it("reaches the other nodes where the first one says that it is recorded, whether it is or not", async () => {
    const [first, second] = [await nodeThat(RECORDED), await nodeThat(RECORDED)];
    assert.deepEqual(await sendRegistration("{}", direct(first.url, second.url)), { nodes: 2, asked: 2 });
    assert.deepEqual([first.got, second.got], [["{}"], ["{}"]]);
  });

  it("counts only the nodes that say so", async () => {
    const [first, second] = [await nodeThat(REFUSED), await nodeThat(RECORDED)];
    assert.deepEqual(await sendRegistration("{}", direct(DOWN, first.url, second.url)), {
      nodes: 1,
      asked: 3,
    });
  });

  it("is refused with the rule's reason where no node has it", async () => {
    const { url } = await nodeThat(REFUSED);
    await rejectsCode("ledger/registration-over", sendRegistration("{}", direct(DOWN, url)));
    await rejectsCode("api/unreachable", sendRegistration("{}", direct(DOWN)));
  });
});
