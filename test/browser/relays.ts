/** The voter's page through a relay of another operator than the node's, and votes that wait on the device. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "puppeteer-core";
import { type RunningRelay, startRelay } from "../../packages/node/src/network/index.js";
import { formatLink } from "../../web/shared/link.js";
import { type Front, openFront } from "./fronts.js";
import type { Scene } from "./vote-failures.js";
import { choose, identify } from "./voter-steps.js";
import { Walker } from "./walker.js";

const QUESTION = "Where should the new library stand?";
const KEEP = "Yes, on this device";
const FORGET = "No, forget it when I close this page";
/** What a node gets from a relay. */
const RELAYED = /^(?:POST \/\.well-known\/ohttp-gateway|GET \/v1\/gateway)$/;
/** What a relay gets from a page. */
const SEALED = /^(?:OPTIONS|POST) \/to\/|^GET \/record\//;

/** The tests, inside a suite that has a scene. @param tell is given the address of each server that these tests open */
export function relays(scene: () => Scene, tell: (address: string) => void): void {
  let relay: RunningRelay;
  /** Before the node, and before the relay. */
  let atNode: Front;
  let atRelay: Front;
  before(async () => {
    atNode = await openFront(scene().demonstration.link.nodes[0]!);
    relay = await startRelay({ gateways: [atNode.url], host: "127.0.0.1", port: 0 });
    atRelay = await openFront(relay.url);
    tell(atNode.url);
    tell(atRelay.url);
  });
  after(async () => {
    await atRelay?.close();
    await relay?.close();
    await atNode?.close();
  });
  beforeEach(() => {
    for (const front of [atNode, atRelay]) {
      front.network = "good";
      front.asked.length = 0;
      front.sent.length = 0;
    }
  });
  const address = (): string => {
    const { url, link } = scene().demonstration;
    return `${url.split("#")[0]}${formatLink({ ...link, nodes: [atNode.url], relays: [atRelay.url] })}`;
  };
  const context = () => scene().browser.createBrowserContext();
  const walk = async (name: string, profile?: BrowserContext): Promise<Walker> =>
    new Walker(await (profile ?? (await context())).newPage(), name);
  const votes = async (): Promise<number> => {
    const { client, link } = scene().demonstration;
    return (await client.process(link.processId)).votes;
  };
  const show = (page: Page) =>
    page.$$eval("main details", (all) => {
      for (const one of all) one.open = true;
    });
  /** Nothing of the page reached the node, and the relay could read nothing. */
  function assertHidden(asked: readonly string[]): void {
    assert.deepEqual(
      asked.filter((line) => line.split(" ")[1]!.startsWith(`${atNode.url}/`)),
      [],
    );
    assert.ok(atNode.asked.length > 0 && atRelay.asked.length > 0);
    assert.deepEqual(
      atNode.asked.filter((line) => !RELAYED.test(line)),
      [],
    );
    assert.deepEqual(
      atRelay.asked.filter((line) => !SEALED.test(line)),
      [],
    );
    const seen = atRelay.sent.join("");
    for (const word of [
      "processes",
      "nullifier",
      "votePackage",
      scene().demonstration.link.processId.slice(2),
    ])
      assert.ok(!seen.includes(word), word);
  }

  it("votes through a relay, from the link to the receipt: the node has no request of the page", async () => {
    const { demonstration, proxy } = scene();
    const walker = await walk("vote-relay");
    const { page } = walker;
    const from = proxy.asked.length;
    await page.goto(address());
    await walker.says("Everything is ready on this device.");
    await walker.says(`Your vote goes through ${new URL(atRelay.url).host}`);
    await walker.shoot("start");
    await identify(walker, { file: demonstration.voter(8), keep: FORGET, question: QUESTION });
    await choose(walker, "Market");
    await walker.says("What others see of your vote on its way");
    await show(page);
    await walker.says("It does not see your internet address.");
    await walker.shoot("review");
    await page.select("select", "ar");
    await walker.says("لا تستطيع هذه الصفحة معرفة من يشغّله");
    await show(page);
    await walker.shoot("review-arabic");
    await page.select("select", "en");
    await walker.click("Cast my vote");
    await walker.sees("Your vote is recorded");
    await walker.says("The check goes through");
    await walker.shoot("recorded");
    const link = await page.$eval("main a", (node) => (node as HTMLAnchorElement).href);
    const check = await walk("vote-relay-check");
    await check.page.goto(link);
    await check.sees("The receipt is right");
    assertHidden(proxy.asked.slice(from));
    atRelay.network = "dead";
    await check.page.reload();
    await check.says("The relay of this link does not answer");
    assertHidden(proxy.asked.slice(from));
    await check.shoot("down");
    await check.click("Go on without a relay");
    await check.sees("The receipt is right");
    await check.page.close();
    await page.close();
  });

  it("votes once through a relay that loses and repeats messages, and asks the voter when it is dead", async () => {
    const { demonstration, proxy } = scene();
    const walker = await walk("vote-relay-dead");
    const { page } = walker;
    const [from, before] = [proxy.asked.length, await votes()];
    atRelay.network = "lossy";
    await page.goto(address());
    await identify(walker, { file: demonstration.voter(9), keep: FORGET, question: QUESTION });
    await choose(walker, "Market");
    atRelay.network = "dead";
    await walker.click("Cast my vote");
    await walker.sees("The relay does not answer");
    // Whether the proof was made before the relay ended, or the vote was on its way.
    assert.match(
      await walker.text(),
      /Nothing has been sent\.|It is not certain that your vote has arrived\./,
    );
    await walker.says("then sees your internet address together with your vote");
    await walker.shoot("choice");
    await page.select("select", "ar");
    await walker.sees("الوسيط لا يجيب");
    await walker.shoot("choice-arabic", { sizes: ["phone"] });
    await page.select("select", "en");
    await walker.click("Look for another relay");
    await walker.says("No relay answers.");
    assert.equal(await votes(), before);
    atRelay.network = "lossy";
    await walker.click("Look for another relay");
    await walker.sees("Your vote is recorded");
    assert.equal(await votes(), before + 1);
    assertHidden(proxy.asked.slice(from));
    await page.close();
  });

  it("goes on without a relay only where the voter says so", async () => {
    const { demonstration } = scene();
    const walker = await walk("vote-relay-direct");
    const { page } = walker;
    atRelay.network = "dead";
    await page.goto(address());
    await walker.sees("The relay does not answer");
    await walker.says("Nothing has been sent.");
    assert.equal(atNode.asked.length, 0);
    await walker.shoot("opening", { sizes: ["phone"] });
    await walker.click("Go on without a relay");
    await walker.sees("The new library");
    await walker.says("The computer that takes your vote sees your internet address.");
    await identify(walker, { file: demonstration.voter(10), keep: FORGET, question: QUESTION });
    await choose(walker, "Market");
    await walker.says("What others see of your vote on its way");
    await show(page);
    await walker.says("No relay is in between.");
    await walker.click("Cast my vote");
    await walker.sees("Your vote is recorded");
    assert.ok(atNode.asked.some((line) => line.startsWith("POST /v1/votes")));
    await page.close();
  });

  it("lets a vote wait while the page is closed, and sends it when the page is open again; a withdrawn one never", async () => {
    const { demonstration, proxy } = scene();
    const profile = await context();
    const walker = await walk("vote-later", profile);
    const [from, before] = [proxy.asked.length, await votes()];
    let first = true;
    const wait = async () => {
      await walker.click("Let it be sent later");
      await walker.click("Choose how long it may wait");
      await walker.sees("How long may your vote wait?");
      await walker.click("Up to 10 minutes");
      if (first) await walker.shoot("choose");
      first = false;
      await walker.click("Let my vote wait");
      await walker.says("Your vote waits on this device. It is not cast yet.");
    };
    await walker.page.goto(address());
    await identify(walker, { file: demonstration.voter(11), keep: KEEP, question: QUESTION });
    await choose(walker, "Harbour");
    await wait();
    await walker.shoot("waits");
    const other = await walk("vote-later-other", profile);
    await other.page.goto(address());
    await other.says("Your vote waits on this device.");
    await walker.click("Withdraw it. It is not sent");
    await other.click("Send it now");
    await other.says("Start now");
    assert.ok(!(await other.text()).includes("waits"));
    await other.page.close();
    await walker.click("Start now");
    await walker.sees(QUESTION);
    await choose(walker, "Old mill");
    await wait();
    await walker.page.close();
    assert.equal(await votes(), before);
    const later = await walk("vote-later-back", profile);
    await later.page.evaluateOnNewDocument(() => {
      const { now } = Date;
      Date.now = () => now() + 11 * 60_000;
    });
    await later.page.goto(address());
    await later.sees("Your vote is recorded");
    assert.equal(await votes(), before + 1);
    await later.page.reload();
    await later.says("You have voted on this device");
    await later.says("Old mill");
    assertHidden(proxy.asked.slice(from));
    await profile.close();
  });
}
