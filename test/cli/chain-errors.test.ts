// What a node answers badly is told in our words, without the address that may hold an access token.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createPublicClient, http } from "viem";
import { getBalance, getBlockNumber, readContract, sendTransaction } from "viem/actions";
import { EXIT, exitCodeOf, showError } from "../../src/cli/errors.js";
import { reader } from "../../src/cli/wallet.js";
import { rollupAbi } from "../../src/evm/index.js";
import { rejectsCode } from "../support/errors.js";

const SECRET = "t0ken-of-mine";
const ADDRESS = `0x${"11".repeat(20)}` as const;
type Answer = { status: number; body: (id: number, method: string, url: string) => string };

const result = (value: unknown) => (id: number) => JSON.stringify({ jsonrpc: "2.0", id, result: value });
const rpcError = (code: number, message: string): Answer => ({
  status: 200,
  body: (id, _method, url) =>
    JSON.stringify({ jsonrpc: "2.0", id, error: { code, message: `${message} at ${url}` } }),
});

describe("cli: what a node answers", () => {
  let server: Server;
  let rpc = "";
  let answer: Answer = { status: 200, body: result("0x1") };

  before(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (data) => {
        text += data;
      });
      request.on("end", () => {
        const { id, method } = JSON.parse(text);
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(answer.body(id, method, request.url!));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/${SECRET}?key=${SECRET}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const client = (url = rpc) => createPublicClient({ transport: http(url, { retryCount: 0 }) });

  /** The error's code, after it was seen that nothing that is printed holds the address. */
  async function shown(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => assert.fail("it should have failed"),
      (thrown: unknown) => thrown,
    );
    const printed = showError(error);
    assert.doesNotMatch(JSON.stringify(printed), new RegExp(`${SECRET}|127\\.0\\.0\\.1|localhost`));
    assert.ok(printed.hint);
    assert.equal(exitCodeOf(error), EXIT.failed);
    return printed.code;
  }
  const read = (url?: string) =>
    readContract(client(url), { address: ADDRESS, abi: rollupAbi, functionName: "book" });

  it("says that it does not answer", async () => {
    const nobody = `http://127.0.0.1:1/${SECRET}`;
    assert.equal(await shown(getBlockNumber(client(nobody))), "cli/rpc");
    assert.equal(await shown(read(nobody)), "cli/rpc");
    assert.equal(await shown(reader({ rpc: nobody, contract: ADDRESS })), "cli/rpc");
    answer = { status: 500, body: (_id, _method, url) => `no such key: ${url}` };
    assert.equal(await shown(getBalance(client(), { address: ADDRESS })), "cli/rpc-answer");
    assert.equal(await shown(reader({ rpc, contract: ADDRESS })), "cli/rpc-answer");
    answer = { status: 200, body: (_id, _method, url) => `<html>${url}</html>` };
    for (const failing of [getBlockNumber(client()), reader({ rpc, contract: ADDRESS })])
      assert.equal(await shown(failing), "cli/rpc-answer");
  });

  it("says that there is no contract, or too little ether, or which error the node has", async () => {
    answer = { status: 200, body: result("0x") };
    assert.equal(await shown(read()), "cli/no-contract");
    const send = () =>
      sendTransaction(client(), { account: ADDRESS, to: ADDRESS, chain: null, value: 1n, gas: 21_000n });
    answer = rpcError(-32000, "insufficient funds for gas * price + value");
    assert.equal(await shown(send()), "cli/funds");
    answer = rpcError(-32005, "over your limit");
    assert.equal(await shown(getBlockNumber(client())), "cli/chain");
    answer = rpcError(-32601, "no such method");
    assert.equal(await shown(send()), "cli/chain");
    answer = rpcError(3, "no");
    assert.equal(await shown(getBlockNumber(client())), "cli/chain");
  });

  it("says that a contract is not on this chain, and which chain it is", async () => {
    answer = { status: 200, body: (id, method) => result(method === "eth_chainId" ? "0x2a" : "0x")(id) };
    const error = await rejectsCode("cli/no-contract", reader({ rpc, contract: ADDRESS }));
    assert.match(error.message, /on chain 42$/);
  });

  it("obeys no node that redirects", async () => {
    const asked: string[] = [];
    const inner = createServer((request, response) => {
      asked.push(request.url!);
      response.end(result("0x1")(1));
    });
    await new Promise<void>((done) => inner.listen(0, "127.0.0.1", done));
    const location = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/`;
    const outer = createServer((_, response) => response.writeHead(307, { location }).end());
    await new Promise<void>((done) => outer.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(outer.address() as AddressInfo).port}/`;
    await rejectsCode("cli/rpc", reader({ rpc: url, contract: ADDRESS }));
    for (const one of [inner, outer]) {
      one.close();
      one.closeAllConnections();
    }
    assert.deepEqual(asked, []);
  });

  it("shows no address of an error of any other kind", async () => {
    const invalid = new TypeError(`Failed to parse URL from ${rpc}`);
    assert.equal(await shown(Promise.reject(invalid)), "cli/unexpected");
  });
});
