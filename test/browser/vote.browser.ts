// The voter's page with a real node, keykeepers and a local EVM: from the link to the receipt, and the count.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "puppeteer-core";
import { identityFromJson } from "../../src/census/index.js";
import { launch } from "./browsers.js";
import { type Demonstration, startDemonstration } from "./demonstration.js";
import { type LoggingProxy, openLoggingProxy } from "./logging-proxy.js";
import { named } from "./named.js";
import { observing } from "./observe.js";
import { peerOf, peersAlone, portOf } from "./peers.js";
import { relays } from "./relays.js";
import { failures } from "./vote-failures.js";
import { castVote, choose, identify as identifyWith } from "./voter-steps.js";
import { Walker } from "./walker.js";

/** Addresses that browsers ask for themselves: updates, autofill, accounts. */
const OWN = /^\w+ (?:http:\/\/)?(?:[\w-]+\.)*(?:mozilla|firefox|google|googleapis|gvt1)\.(?:com|net|org)[:/]/;

/** The page as a file. */
const FILE = new URL("../../build/web/vote/index.html", import.meta.url).href;

/** What no voter has to read: 32 bytes in hex. */
const HASH = /[0-9a-f]{64}/;

/** What the voters of all tests choose. */
const COUNTS = ["2", "5", "5"];

describe("the voter's page", () => {
  let folder: string;
  let demonstration: Demonstration;
  let proxy: LoggingProxy;
  const secrets: string[] = [];
  /** Servers of tests: before the node, and before a relay. */
  const fronts: string[] = [];
  const identityOf = (number: number): string => {
    const text = readFileSync(demonstration.voter(number), "utf8");
    const { secret } = identityFromJson(text);
    secrets.push(secret.toString(16), secret.toString());
    return text;
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-vote-"));
    [demonstration, proxy] = await Promise.all([startDemonstration(), openLoggingProxy()]);
  });
  after(async () => {
    await proxy?.close();
    await demonstration?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() =>
    Object.assign(proxy, { down: false, lose: () => false, swap: () => undefined, tunnel: () => false }),
  );

  /** A page: in a profile of its own, unless a test goes on where another one ended. */
  const open = async (browser: Browser, profile?: BrowserContext) => {
    const page = await (profile ?? (await browser.createBrowserContext())).newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    return { page, complaints };
  };
  const QUESTION = "Where should the new library stand?";
  const identify = (walker: Walker, file: string, keep: string) =>
    identifyWith(walker, { file, keep, question: QUESTION });

  describe("in Chromium", () => {
    let browser: Browser;
    before(async () => {
      browser = await launch("chromium", { proxy: proxy.port });
    });
    after(() => browser?.close());

    it("takes a voter from the link to the receipt by keyboard alone, and axe finds nothing", async () => {
      const { page, complaints } = await open(browser, browser.defaultBrowserContext());
      const walker = new Walker(page, "vote");
      await page.goto(demonstration.url);
      await walker.says("Everything is ready on this device.");
      await walker.shoot("start");
      await walker.press("Start now");
      await walker.sees("How do you identify yourself?");
      await walker.press("Continue");
      await walker.says("There is a problem");
      await walker.shoot("identity-error", { sizes: ["phone"] });
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await walker.choose("I have a recovery file");
      await walker.shoot("identity");
      await walker.press("Continue");
      await walker.sees("Your recovery file");
      await walker.press("Paste its text instead");
      await walker.tabTo("Text of the file");
      await page.keyboard.sendCharacter(identityOf(1));
      await walker.shoot("file");
      await walker.press("Continue");
      await walker.sees("Keep your code on this device?");
      await walker.choose("Yes, locked with a passphrase");
      await walker.tabTo("Passphrase");
      await page.keyboard.type("twelve blue horses");
      await walker.shoot("keep");
      await walker.press("Continue");
      await walker.sees("Where should the new library stand?");
      await walker.choose("Harbour");
      await walker.shoot("question");
      await walker.press("Continue");
      await walker.sees("Check your vote");
      await walker.press("Change");
      await walker.sees("Where should the new library stand?");
      await walker.choose("Old mill");
      await walker.press("Continue");
      await walker.sees("Check your vote");
      await walker.says("Old mill");
      await walker.says("Any of 24 people on the list could have cast this vote.");
      await walker.says("Nothing has been sent.");
      assert.doesNotMatch(await walker.text(), HASH);
      await walker.shoot("review");
      await walker.press("Cast my vote");
      await walker.sees("Your vote is recorded");
      assert.doesNotMatch(await walker.text(), HASH);
      await walker.shoot("recorded");
      await page.goBack();
      await walker.sees("The new library");
      assert.deepEqual(complaints, []);
      await page.close();
    });

    it("is ready on a page that is a file, where no modules run", async () => {
      const { page } = await open(browser);
      const walker = new Walker(page, "vote");
      await page.goto(FILE + new URL(demonstration.url).hash);
      await walker.says("Everything is ready on this device.");
      await walker.says("others can read what it keeps on your device");
      await page.close();
    });

    it("knows on a later visit what was voted here, works without a connection, and lets it be changed", async () => {
      const { page } = await open(browser, browser.defaultBrowserContext());
      const walker = new Walker(page, "vote-again");
      await page.goto(demonstration.url);
      await walker.click("Start now");
      await walker.sees("Unlock your code");
      await walker.shoot("unlock", { sizes: ["phone"] });
      await page.type("#passphrase", "twelve red horses");
      await walker.click("Unlock");
      await walker.says("This is not the passphrase.");
      await page.type("#passphrase", "twelve blue horses");
      await walker.click("Unlock");
      await walker.says("You have voted on this device");
      await walker.says("Old mill");
      await walker.says("Download the receipt");
      await walker.shoot("start");
      proxy.down = true;
      await page.reload();
      await walker.sees("The new library");
      await walker.says("Everything is ready on this device.");
      proxy.down = false;
      await walker.click("Start now");
      await page.type("#passphrase", "twelve blue horses");
      await walker.click("Unlock");
      await walker.click("Change my vote");
      await walker.sees("Where should the new library stand?");
      await castVote(walker, "Market");
      const { voters, votes } = await demonstration.client.process(demonstration.link.processId);
      assert.deepEqual([voters, votes], [1, 2]);
      await page.close();
    });

    it("checks a receipt by its link, in a page of its own", async () => {
      const { page } = await open(browser);
      const walker = new Walker(page, "vote-check");
      await page.goto(demonstration.url);
      await identify(walker, demonstration.voter(2), "No, forget it when I close this page");
      await castVote(walker, "Harbour");
      await walker.says("This device does not keep your vote.");
      const link = await page.$eval("main a", (node) => (node as HTMLAnchorElement).href);
      const other = new Walker((await open(browser)).page, "check");
      await other.page.goto(link);
      await other.sees("The receipt is right");
      await other.shoot("right");
      await other.page.goto("about:blank");
      await other.page.goto(link.slice(0, -1) + (link.endsWith("0") ? "1" : "0"));
      await other.says("give the receipt only for a vote that counts");
      await other.shoot("wrong", { sizes: ["phone"] });
      await other.page.close();
      await page.close();
    });

    it("sends the same vote again after an answer was lost, and after a reload in the middle", async () => {
      const { page } = await open(browser);
      const walker = new Walker(page, "vote-lost");
      await page.goto(demonstration.url);
      await identify(walker, demonstration.voter(3), "Yes, on this device");
      await walker.click("Old mill");
      await walker.click("Continue");
      await walker.sees("Check your vote");
      await page.reload();
      await walker.click("Start now");
      await walker.sees("Where should the new library stand?");
      await walker.click("Old mill");
      await walker.click("Continue");
      await walker.sees("Check your vote");
      proxy.lose = (line) => line.startsWith("POST") && line.endsWith("/v1/votes");
      await walker.click("Cast my vote");
      await walker.sees("It is not certain that your vote has arrived");
      await walker.shoot("uncertain");
      await page.reload();
      proxy.lose = () => false;
      await walker.says("A vote was made on this device and may not have arrived");
      await walker.shoot("pending", { sizes: ["phone"] });
      await walker.click("Send it again");
      await walker.sees("Your vote is recorded");
      await page.close();
    });

    it("reads the election in the reader's language, from right to left too", async () => {
      const { page } = await open(browser);
      const walker = new Walker(page, "vote-arabic");
      await page.goto(demonstration.url);
      await walker.sees("The new library");
      await page.select("select", "ar");
      await walker.sees("المكتبة الجديدة");
      assert.equal(await page.$eval("html", (node) => node.dir), "rtl");
      await walker.shoot("start");
      await walker.click("ابدأ الآن");
      await walker.sees("كيف تُعرِّف بنفسك؟");
      await walker.shoot("identity", { sizes: ["phone"] });
      await page.select("select", "ca");
      await walker.sees("Com t’identifiques?");
      await page.select("select", "en");
      await page.close();
    });

    failures(() => ({ browser, demonstration, proxy, folder }));
    peersAlone(() => ({ browser, demonstration, proxy, folder }));
    named(() => ({ browser, demonstration, proxy }));
    describe("through a relay", () =>
      relays(
        () => ({ browser, demonstration, proxy, folder }),
        (address) => fronts.push(address),
      ));
  });

  describe("in Firefox", () => {
    let browser: Browser;
    before(async () => {
      browser = await launch("firefox", { proxy: proxy.port });
    });
    after(() => browser?.close());

    it("takes a voter with a recovery file to the receipt", async () => {
      const { page, complaints } = await open(browser);
      const walker = new Walker(page, "vote-firefox");
      await page.goto(demonstration.url);
      await identify(walker, demonstration.voter(4), "No, forget it when I close this page");
      await castVote(walker, "Market");
      await walker.axe();
      assert.deepEqual(complaints, []);
      await page.close();
    });
  });

  // In a suite of their own: a suite runs its tests before those of the suites in it.
  describe("afterwards", () => {
    it("asks nobody but the page's origin, its node, its relay and its mirrors, and tells no secret", async () => {
      const { nodes, proofs } = demonstration.link;
      const peer = `CONNECT ${portOf(await peerOf(demonstration.link))}`;
      const known = [...fronts, demonstration.url, ...nodes, ...proofs].map(
        (address) => new URL(address).origin,
      );
      const strangers = proxy.asked.filter(
        (line) =>
          !OWN.test(line) &&
          line !== peer &&
          !known.some((origin) => line.split(" ")[1]!.startsWith(`${origin}/`)),
      );
      assert.deepEqual(strangers, []);
      assert.ok(proxy.asked.some((line) => line.startsWith(`GET ${known.at(-1)}`)));
      assert.ok(proxy.asked.some((line) => line.startsWith("POST") && line.endsWith("/v1/votes")));
      const everything = proxy.asked.join("\n") + proxy.sent.join("") + demonstration.log();
      assert.ok(secrets.length > 0);
      for (const secret of secrets) assert.ok(!everything.includes(secret));
    });

    it("counts what was cast, and says in a page that was open, and on the next visit, that voting has ended", async () => {
      const browser = await launch("chromium");
      const late = new Walker((await open(browser)).page, "vote-late");
      await late.page.goto(demonstration.url);
      await identify(late, demonstration.voter(6), "No, forget it when I close this page");
      await choose(late, "Market");
      const { questions } = JSON.parse(await demonstration.end());
      await late.click("Cast my vote");
      await late.sees("Your vote is not cast");
      await late.says("Voting has ended. No more votes are taken.");
      await late.shoot("refused", { sizes: ["phone"] });
      assert.deepEqual(
        questions[0].results.map(({ count }: { count: string }) => count),
        COUNTS,
      );
      try {
        const { page } = await open(browser);
        const walker = new Walker(page, "vote-ended");
        await page.goto(demonstration.url);
        await walker.says("Voting has ended and the votes are counted.");
        assert.ok(!(await walker.text()).includes("Start now"));
        await walker.shoot("start", { sizes: ["phone"] });
      } finally {
        await browser.close();
      }
    });

    observing(() => ({ demonstration, folder }), COUNTS);
  });
});
