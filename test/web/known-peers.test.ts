// Which nodes a page dials over libp2p: those of its link, and those of validators' records, if they are where a stranger may lead it.
import assert from "node:assert/strict";
import { encodeGatewayRecord } from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import type { ElectionLink } from "../../web/shared/link.js";
import { nodeOfPeer } from "../../web/shared/peer-address.js";
import { KnownPeers } from "../../web/vote/known-peers.js";
import { recordOf, seedOf, validators } from "../gateways/support.js";
import { throwsCode } from "../support/errors.js";

const ID = "12D3KooWJRSrypvnpHgc6ZAgyCni4KcSmbV7uGRaMw5LgMKT18fq";
const chain = validators(2);
const linkTo = (node: string, peers: readonly string[] = []): ElectionLink => ({
  ...{ processId: `0x${"a1".repeat(32)}`, genesisHash: toHex(chain.genesis.hash), nodes: [node], peers },
  ...{ proofs: [], manifest: undefined, key: undefined },
});

/** Hosts that are known after a node has listed records. @param ones addresses of the first validator's record */
async function learned(node: string, ones: readonly string[], peers: readonly string[] = []) {
  const records = [
    recordOf(chain, chain.seeds[0]!, { gossip: ones }),
    recordOf(chain, seedOf("no validator"), { gossip: [`/dns4/stranger.example/tcp/443/wss/p2p/${ID}`] }),
  ];
  const list = `{"gateways":[${records.map(encodeGatewayRecord).join(",")}]}`;
  const known = new KnownPeers(linkTo(node, peers), async () => new Response(list));
  const before = known.clients;
  await known.learn(chain.genesis);
  assert.equal(known.clients !== before, known.clients.length > peers.length);
  return known.transports.map(({ node: url }) => new URL(url).host).sort();
}

describe("pages: nodes over libp2p", () => {
  it("are those of the link, and of validators' records with TLS in the public internet", async () => {
    const good = [`/dns4/one.example/tcp/443/wss/p2p/${ID}`, `/ip4/198.41.0.4/tcp/4002/tls/ws/p2p/${ID}`];
    const bad = [
      `/dns4/plain.example/tcp/80/ws/p2p/${ID}`,
      `/ip4/127.0.0.1/tcp/4002/ws/p2p/${ID}`,
      `/ip4/192.168.1.1/tcp/443/wss/p2p/${ID}`,
      `/dns4/localhost/tcp/443/wss/p2p/${ID}`,
      `/dns4/one.example/tcp/4001/p2p/${ID}`,
      "nonsense",
    ];
    const named = `/dns4/named.example/tcp/443/wss/p2p/${ID}`;
    assert.deepEqual(await learned("https://node.example", [...good, ...bad], [named]), [
      ...["198.41.0.4:4002", "named.example", "one.example"],
    ]);
  });

  it("are on this machine for who starts there", async () => {
    const here = [`/ip4/127.0.0.1/tcp/4002/ws/p2p/${ID}`];
    assert.deepEqual(await learned("http://127.0.0.1:8790", here), ["127.0.0.1:4002"]);
    assert.deepEqual(await learned("https://node.example", here), []);
  });

  it("have addresses in one form", () => {
    for (const [text, url] of [
      [`/dns4/one.example/tcp/443/wss/p2p/${ID}`, "https://one.example:443"],
      [`/dns/one.example/tcp/8443/tls/ws/p2p/${ID}`, "https://one.example:8443"],
      [`/ip6/2001:db8::1/tcp/4002/ws/p2p/${ID}`, "https://[2001:db8::1]:4002"],
    ])
      assert.equal(nodeOfPeer(text!), url);
    for (const text of [
      `/dns4/one.example/tcp/443/wss`,
      `/dns4/one.example/udp/443/quic/p2p/${ID}`,
      `/dns4/a b/tcp/1/wss/p2p/${ID}`,
      `/dns4/a@b/tcp/1/wss/p2p/${ID}`,
      `/dns4/one.example/tcp/443/wss/p2p/${ID}/p2p-circuit`,
      `/dns4/one.example/tcp/999999/wss/p2p/${ID}`,
    ])
      assert.equal(nodeOfPeer(text), undefined, text);
    throwsCode("shared/link", () => new KnownPeers(linkTo("https://node.example", ["/dns4/x/p2p/1"]), fetch));
  });
});
