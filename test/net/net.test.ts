// Addresses that nobody vouches for lead to the public internet or nowhere.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, BlockList } from "node:net";
import { downloadSmall } from "../../src/artifacts/index.js";
import { guardedFetch, isPublicAddress, isPublicHost, type Reach } from "../../src/net/index.js";
import { nodeGet, publicLookup } from "../../src/net/node-get.js";
import { Random } from "../engine/support/random.js";
import { rejectsCode } from "../support/errors.js";

/** IANA's special-purpose networks, as Node's own list takes them. */
const SPECIAL: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
  ...(
    [
      ["0.0.0.0", 8],
      ["10.0.0.0", 8],
      ["100.64.0.0", 10],
      ["127.0.0.0", 8],
      ["169.254.0.0", 16],
      ["172.16.0.0", 12],
      ["192.0.0.0", 24],
      ["192.0.2.0", 24],
      ["192.88.99.0", 24],
      ["192.168.0.0", 16],
      ["198.18.0.0", 15],
      ["198.51.100.0", 24],
      ["203.0.113.0", 24],
      ["224.0.0.0", 4],
      ["240.0.0.0", 4],
    ] as const
  ).map(([network, bits]) => [network, bits, "ipv4"] as const),
  ...(
    [
      ["::", 8], // unspecified, loopback, mapped, compatible, NAT64
      ["100::", 64],
      ["2001::", 23],
      ["2001:db8::", 32],
      ["2002::", 16],
      ["3fff::", 20],
      ["5f00::", 16],
      ["fc00::", 7],
      ["fe80::", 10],
      ["fec0::", 10],
      ["ff00::", 8],
    ] as const
  ).map(([network, bits]) => [network, bits, "ipv6"] as const),
];

const host = (text: string): string => new URL(`https://${text}/`).hostname;

describe("net: which addresses are public", () => {
  it("agrees with Node's own list, on the networks' edges and beyond", () => {
    // One for each family: Node takes IPv4 for IPv4-mapped IPv6 where it can.
    const [four, six] = [new BlockList(), new BlockList()];
    for (const [network, bits, family] of SPECIAL)
      (family === "ipv4" ? four : six).addSubnet(network, bits, family);
    const random = new Random(3);
    let outside = 0;
    for (let i = 0; i < 20_000; i++) {
      const [network] = SPECIAL[i % 15]!;
      const near = random.bytes(4);
      if (i % 2) near[0] = Number(network.split(".")[0]);
      if (i % 4 === 1) near[1] = Number(network.split(".")[1]);
      const address = near.join(".");
      assert.equal(isPublicAddress(address), !four.check(address, "ipv4"), address);
      outside += Number(isPublicAddress(address));
    }
    for (let i = 0; i < 5000; i++) {
      const groups = [...new Uint16Array(random.bytes(16).slice().buffer)].map((group) => group.toString(16));
      groups[0] = ["2001", "2002", "2a00", "2606", "3fff", "fe80", "fd00", "0"][i % 8]!;
      if (i % 3 === 0) groups[1] = ["db8", "0", "1ff", "200"][i % 4]!;
      const address = groups.join(":");
      assert.equal(isPublicAddress(address), !six.check(address, "ipv6"), address);
    }
    assert.ok(outside > 5000);
  });

  it("knows every spelling", () => {
    const spellings = [
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "127.1",
      "127.0.0.1.",
      "0",
      "0x0a.1",
      "127.0.0.1:8080",
    ];
    const six = [
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::127.0.0.1]",
      "[64:ff9b::7f00:1]",
      "[64:ff9b:1::a00:1]",
    ];
    const more = ["[fe80::1]", "[fd00::1]", "[fec0::1]", "[ff02::1]", "[2002:7f00:1::]", "[2001::1]"];
    const names = [
      "localhost",
      "LOCALHOST",
      "localhost.",
      "a.localhost",
      "printer.local",
      "metadata.google.internal",
    ];
    const words = ["router", "x.home.arpa", "１２７.0.0.1", "ⓛocalhost", "169.254.169.254", "100.64.0.1"];
    for (const text of [...spellings, ...six, ...more, ...names, ...words])
      assert.ok(!isPublicHost(new URL(`https://${text}/`).hostname), text);
    for (const text of [
      "example.org",
      "example.org.",
      "1.1.1.1",
      "[2606:4700::1111]",
      "local.example.org",
      "172.32.0.1",
    ])
      assert.ok(isPublicHost(host(text)), text);
    for (const text of ["", "fe80::1%eth0", "1.2.3", "1.2.3.4.5", "::g", "256.1.1.1"])
      assert.ok(!isPublicAddress(text), text);
  });

  it("holds a name to all that it resolves to, as the connection is made", async () => {
    const looked = (all: boolean) =>
      new Promise((resolve) => publicLookup("localhost", { all }, (error) => resolve(error)));
    for (const all of [true, false])
      assert.equal(((await looked(all)) as { code?: string }).code, "net/private-address");
  });
});

describe("net: a guarded fetch", () => {
  const servers: Server[] = [];
  const { signal } = new AbortController();

  async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url!);
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
  }
  const redirect = (location: string) => (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(302, { location }).end();
  const get = (url: string, reach?: Reach) => guardedFetch(url, { signal, reach });

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("asks this machine only when told to, however it is spelt", async () => {
    const { origin, seen } = await serve((_, response) => response.end("secret"));
    const { port } = new URL(origin);
    for (const name of ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "localhost.", "[::1]"])
      await rejectsCode("net/private-address", get(`http://${name}:${port}/`));
    const lookup = nodeGet(new URL(`http://localhost:${port}/`), { headers: {}, signal, anywhere: false });
    await rejectsCode("net/private-address", lookup);
    assert.deepEqual(seen, []);
    assert.equal(await (await get(`${origin}/`, "typed")).text(), "secret");
    assert.equal(await (await get(`${origin}/`, "any")).text(), "secret");
  });

  it("checks each redirect anew: another origin on this machine is asked only when all are allowed", async () => {
    const inner = await serve((_, response) => response.end("secret"));
    const outer = await serve((request, response) =>
      request.url === "/here"
        ? response.end("here")
        : redirect(request.url === "/" ? "/here" : inner.origin)(request, response),
    );
    assert.equal(await (await get(`${outer.origin}/`, "typed")).text(), "here");
    await rejectsCode("net/private-address", get(`${outer.origin}/inner`, "typed"));
    assert.deepEqual(inner.seen, []);
    assert.equal(await (await get(`${outer.origin}/inner`, "any")).text(), "secret");
  });

  it("follows five redirects, and no circle", async () => {
    const { origin, seen } = await serve((request, response) => {
      const n = Number(request.url!.slice(1));
      return n === 0 ? response.end("done") : redirect(`/${n - 1}`)(request, response);
    });
    assert.equal(await (await get(`${origin}/5`, "typed")).text(), "done");
    await rejectsCode("net/redirects", get(`${origin}/6`, "typed"));
    assert.equal(seen.length, 12);
  });

  it("goes from https to nothing less, and to no other scheme, password or word", async () => {
    const from = (location: string) =>
      guardedFetch("https://example.org/", {
        ...{ signal, reach: "any" },
        fetch: async () => new Response(null, { status: 302, headers: { location } }),
      });
    for (const location of [
      "http://127.0.0.1/",
      "http://example.com/",
      "ftp://example.org/",
      "file:///etc/passwd",
    ])
      await rejectsCode("net/insecure", from(location));
    for (const location of ["https://a:b@example.org/", "https://a@example.org/", "https://"])
      await rejectsCode("net/address", from(location));
    for (const address of ["http://example.org/", "http://10.0.0.1/", "data:text/plain,x"])
      await rejectsCode("net/insecure", get(address, "typed"));
  });

  it("tells a body that breaks off, and one that never ends", async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(200, { "content-length": 100 }).write("x");
      if (request.url === "/cut") return void setTimeout(() => response.destroy(), 20);
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    await assert.rejects((await get(`${origin}/cut`, "typed")).text());
    const started = Date.now();
    const options = { reach: "typed", stallMs: 10_000, totalMs: 300 } as const;
    const error = await rejectsCode(
      "artifacts/unavailable",
      downloadSmall([`${origin}/drip`], { what: "it", limit: 1000 }, options),
    );
    assert.deepEqual(
      (error as unknown as { failures: { fault: string }[] }).failures.map(({ fault }) => fault),
      ["slow"],
    );
    assert.ok(Date.now() - started < 5000);
    const abort = new AbortController();
    const open = await guardedFetch(`${origin}/drip`, { signal: abort.signal, reach: "typed" });
    setTimeout(() => abort.abort(), 50);
    await assert.rejects(open.text());
  });

  it("refuses headers without end", async () => {
    const { origin } = await serve((_, response) => {
      response.setHeader("x", "y".repeat(20_000));
      response.end("z");
    });
    await assert.rejects(get(`${origin}/`, "typed"), { code: "HPE_HEADER_OVERFLOW" });
  });
});
