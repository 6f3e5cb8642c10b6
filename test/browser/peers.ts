/** Votes that no HTTP door of a node takes: the page reaches a node over libp2p. */
import assert from "node:assert/strict";
import { gatewaysOf } from "../../src/api/index.js";
import { type ElectionLink, formatLink } from "../../web/shared/link.js";
import type { Scene } from "./vote-failures.js";
import { castVote, choose, identify } from "./voter-steps.js";
import { Walker } from "./walker.js";

const QUESTION = "Where should the new library stand?";
const KEEP = "No, forget it when I close this page";

/** The node's address for browsers, from its signed record. */
export async function peerOf({ nodes }: Pick<ElectionLink, "nodes">): Promise<string> {
  const [record] = await gatewaysOf(nodes[0]!);
  return record!.gossip.find((address) => address.includes("/ws/"))!;
}

/** Its network address, as a proxy is asked for it. */
export const portOf = (peer: string): string =>
  /^\/ip4\/(127\.0\.0\.1)\/tcp\/(\d+)/.exec(peer)!.slice(1).join(":");

/** The tests, inside a suite that has a scene. Voters 21 and 22 vote. */
export function peersAlone(scene: () => Scene): void {
  const votes = async () => {
    const { client, link } = scene().demonstration;
    return (await client.process(link.processId)).votes;
  };

  it("sends a vote over libp2p when nothing answers over HTTP any more, and checks its receipt", async () => {
    const { browser, demonstration, proxy } = scene();
    const through = portOf(await peerOf(demonstration.link));
    const before = await votes();
    const walker = new Walker(await (await browser.createBrowserContext()).newPage(), "vote-peers");
    await walker.page.goto(demonstration.url);
    await walker.says("Everything is ready on this device.");
    await identify(walker, { file: demonstration.voter(21), keep: KEEP, question: QUESTION });
    await choose(walker, "Old mill");
    await walker.says("Nothing has been sent.");
    proxy.down = true;
    proxy.tunnel = (address) => address === through;
    await walker.click("Cast my vote");
    await walker.sees("Your vote is recorded");
    assert.ok(proxy.asked.includes(`CONNECT ${through}`));
    assert.equal(await votes(), before + 1);
    await walker.page.close();
  });

  it("takes a voter from a link that names no HTTP door to the receipt", async () => {
    const { browser, demonstration, proxy } = scene();
    const peer = await peerOf(demonstration.link);
    const [node] = demonstration.link.nodes;
    proxy.tunnel = (address) => address === portOf(peer);
    const earlier = proxy.asked.length;
    const walker = new Walker(await (await browser.createBrowserContext()).newPage(), "vote-peers-link");
    const link = { ...demonstration.link, nodes: [], peers: [peer] };
    await walker.page.goto(`${demonstration.url.split("#")[0]}${formatLink(link)}`);
    await walker.says("Everything is ready on this device.");
    await identify(walker, { file: demonstration.voter(22), keep: KEEP, question: QUESTION });
    await castVote(walker, "Old mill");
    assert.deepEqual(
      proxy.asked.slice(earlier).filter((one) => one.includes(node!)),
      [],
    );
    await walker.page.close();
  });
}
