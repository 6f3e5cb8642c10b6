// The organiser's page with a real node, keykeepers and a local EVM: an election is put together, declared, voted in, counted and audited.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext } from "puppeteer-core";
import { WALLET_NAME } from "../../scripts/start/wallet.js";
import { createIdentity, type Identity, identityToJson } from "../../src/census/index.js";
import { type Draft, draftToJson, emptyDraft } from "../../web/organise/draft.js";
import { newInvitation } from "../../web/shared/invitation.js";
import { parseElectionLink } from "../../web/shared/link.js";
import { Booth } from "../../web/vote/booth.js";
import { keptReceipt } from "../../web/vote/kept-receipt.js";
import { psephosJson } from "../support/cli.js";
import { launch, PATIENCE } from "./browsers.js";
import { type Demonstration, startDemonstration } from "./demonstration.js";
import { type LoggingProxy, openLoggingProxy } from "./logging-proxy.js";
import { audit, makeBundle } from "./observe.js";
import { mishaps } from "./organise-mishaps.js";
import { WALLET } from "./vote-failures.js";
import { castVote, choose, identify } from "./voter-steps.js";
import { Walker } from "./walker.js";

const VOTERS = 20;
/** Voters 1 to 5 vote in pages: Market (after Harbour), Harbour, Old mill, Market, Old mill. The others vote for each in turn. */
const IN_PAGES = 5;
const COUNTS = ["6", "7", "7"];
const QUESTION = "Where should it stand?";
const CHAIN = "0x7a69"; // 31337, the local EVM's

describe("the organiser's page", () => {
  let folder: string;
  let demonstration: Demonstration;
  let proxy: LoggingProxy;
  let list: string;
  /** The voters' page of the election that the organiser declares. */
  let election: string;
  const voters: Identity[] = Array.from({ length: VOTERS }, () => createIdentity());
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-organise-"));
    list = join(folder, "voters.csv");
    writeFileSync(list, ["commitment", ...voters.map(({ commitment }) => commitment), ""].join("\n"));
    for (const [i, voter] of voters.entries()) writeFileSync(fileOf(i + 1), identityToJson(voter));
    [demonstration, proxy] = await Promise.all([startDemonstration(), openLoggingProxy()]);
  });
  after(async () => {
    await proxy?.close();
    await demonstration?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const flipped = (hex: string): string => hex.slice(0, -1) + (hex.endsWith("0") ? "1" : "0");
  /** Lets a page of Chromium save files into the folder. */
  const saving = async ({ page }: Walker): Promise<void> => {
    const session = await page.createCDPSession();
    await session.send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  };
  const saved = async (file: string): Promise<string> => {
    for (const end = performance.now() + PATIENCE; !existsSync(file) && performance.now() < end; )
      await sleep(50);
    return readFileSync(file, "utf8");
  };
  /** A voter's recovery file. @param number from 1 */
  const fileOf = (number: number): string => join(folder, `voter-${number}.json`);
  const open = async (browser: Browser, name: string, profile?: BrowserContext) => {
    const page = await (profile ?? (await browser.createBrowserContext())).newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    return { walker: new Walker(page, name), complaints };
  };

  describe("in Chromium", () => {
    let browser: Browser;
    before(async () => {
      browser = await launch("chromium", { proxy: proxy.port });
    });
    after(() => browser?.close());

    it("takes an organiser from nothing to a declared election by keyboard alone, and axe finds nothing", async () => {
      const { walker, complaints } = await open(browser, "organise", browser.defaultBrowserContext());
      const { page } = walker;
      await page.goto(demonstration.organise);
      await walker.sees("Put an election together");
      await walker.shoot("tasks");
      await walker.press("Languages");
      await walker.sees("In which languages do you write?");
      await walker.choose("Catalan");
      await walker.shoot("languages");
      await walker.press("Save and continue");
      await walker.press("Title and description");
      await walker.sees("Title and description");
      await walker.press("Save and continue");
      await walker.says("Write the title (English)");
      await walker.shoot("texts-error", { sizes: ["phone"] });
      await walker.type("Title (English)", "The new library");
      await walker.type("Title (Catalan)", "La nova biblioteca");
      await walker.shoot("texts");
      await walker.press("Save and continue");
      await walker.press("Questions and answers");
      await walker.sees("Questions and answers");
      await walker.shoot("questions");
      await walker.press("Write question 1");
      await walker.sees("Question 1");
      await walker.type("Question (English)", "Where should it stand?");
      await walker.type("Question (Catalan)", "On ha d’anar?");
      await walker.type("Answer 1 (English)", "Harbour");
      await walker.type("Answer 1 (Catalan)", "Port");
      await walker.type("Answer 2 (English)", "Old mill");
      await walker.type("Answer 2 (Catalan)", "Molí vell");
      await walker.press("Add an answer");
      await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      await page.keyboard.up("Shift");
      await walker.type("Answer 3 (English)", "Market");
      await walker.type("Answer 3 (Catalan)", "Mercat");
      await walker.shoot("question");
      await walker.press("Save and continue");
      await walker.sees("Questions and answers");
      await walker.press("Save and continue");
      await walker.press("Who can see what");
      await walker.sees("Who can see what");
      await walker.shoot("rules");
      await walker.press("Save and continue");
      await walker.press("When people vote");
      await walker.sees("When people vote");
      await walker.shoot("time");
      await walker.press("Save and continue");
      await walker.press("Who may vote");
      await walker.sees("Who may vote");
      await walker.choose("I have a list");
      await walker.upload(list);
      await walker.says("20 voters, with a weight of 20 in all.");
      await walker.shoot("voters");
      await walker.press("Save and continue");
      await walker.sees("Put an election together");
      await page.reload();
      await walker.sees("Put an election together");
      await walker.press("Check everything");
      await walker.sees("Check everything");
      await walker.says("Nothing is wrong");
      await walker.shoot("check");
      await walker.press("Go on to the declaration");
      await walker.sees("Declare the election");
      await walker.press(`Declare with ${WALLET_NAME}`);
      await walker.says("Tick the box when you have checked");
      await walker.choose("I have checked the questions");
      await walker.shoot("declare");
      await walker.press(`Declare with ${WALLET_NAME}`);
      await walker.sees("The election is declared");
      await walker.says("The voting chain’s computers have the questions and the list.");
      await walker.shoot("declared");
      election = await page.$eval("main a", (node) => (node as HTMLAnchorElement).href);
      await walker.press("Watch and steer the vote");
      await walker.says("Voting is open.");
      await walker.shoot("live");
      assert.deepEqual(complaints, []);
      await page.close();
    });

    /** A voter's page, up to the question. */
    const atQuestion = async (number: number, keep = "No, forget it when I close this page") => {
      const { walker } = await open(browser, `organise-voter-${number}`);
      await walker.page.goto(election);
      await identify(walker, { file: fileOf(number), keep, question: QUESTION });
      return walker;
    };

    it("announced the pages that voters are served, without the organiser's doing, and an audit finds them right", async () => {
      const { nodes, processId, genesisHash } = parseElectionLink(new URL(election).hash);
      const at = ["--node", nodes[0]!, "--process-id", processId, "--genesis-hash", genesisHash];
      const { code, json } = await psephosJson(["audit", "--page", election, ...at]);
      assert.equal(code, 0, JSON.stringify(json));
      assert.deepEqual([json.lines[0].state, json.lines[0].figures.announced], ["ok", true]);
    });

    it("lets a voter vote twice: the last vote counts", async () => {
      const walker = await atQuestion(1, "Yes, on this device");
      await castVote(walker, "Harbour");
      await walker.page.goto("about:blank");
      await walker.page.goto(election);
      await walker.click("Change my vote");
      await walker.sees(QUESTION);
      await castVote(walker, "Market");
      await walker.page.close();
    });

    it("refuses an altered vote, and takes the one that it was made from", async () => {
      const walker = await atQuestion(2);
      await saving(walker);
      await choose(walker, "Harbour");
      await walker.click("Save it as a file instead");
      await walker.click("Save the vote as a file");
      await walker.sees("Your vote is saved as a file");
      const file = join(folder, "psephos-vote.json");
      const text = await saved(file);
      const altered = join(folder, "altered.json");
      const { voteHash } = JSON.parse(text) as { voteHash: string };
      writeFileSync(altered, text.replace(voteHash, flipped(voteHash)));
      await walker.page.goto("about:blank");
      await walker.page.goto(election);
      await walker.click("Send a vote that I saved as a file");
      await walker.upload(altered);
      await walker.click("Send it");
      await walker.says("did not take it");
      await walker.upload(file);
      await walker.click("Send it");
      await walker.sees("Your vote is recorded");
      await walker.page.close();
    });

    it("sends the same vote again when the connection was lost in the middle", async () => {
      const walker = await atQuestion(3, "Yes, on this device");
      await choose(walker, "Old mill");
      proxy.lose = (line) => line.startsWith("POST") && line.endsWith("/v1/votes");
      await walker.click("Cast my vote");
      await walker.sees("It is not certain that your vote has arrived");
      proxy.lose = () => false;
      await walker.page.reload();
      await walker.click("Send it again");
      await walker.sees("Your vote is recorded");
      await walker.page.close();
    });

    it("takes the vote of somebody who reloaded while it was proved", async () => {
      const walker = await atQuestion(4, "Yes, on this device");
      await choose(walker, "Market");
      await walker.page.reload();
      await walker.click("Start now");
      await walker.sees(QUESTION);
      await castVote(walker, "Market");
      await walker.page.close();
    });

    it("takes a vote from a recovery file in another browser", async () => {
      const firefox = await launch("firefox");
      try {
        const { walker } = await open(firefox, "organise-firefox-voter");
        await walker.page.goto(election);
        const keep = "No, forget it when I close this page";
        await identify(walker, { file: fileOf(5), keep, question: QUESTION });
        await castVote(walker, "Old mill");
        const organiser = await open(firefox, "organise-firefox");
        await organiser.walker.page.goto(demonstration.organise);
        await organiser.walker.sees("Put an election together");
        await organiser.walker.click("Check everything");
        await organiser.walker.says("Something has to be corrected first");
        await organiser.walker.axe();
        assert.deepEqual(organiser.complaints, []);
      } finally {
        await firefox.close();
      }
    });

    it("takes the votes of the others, by what the voter's page asks of its worker", async () => {
      const booth = new Booth(async (...asked) => keptReceipt(...asked));
      const call = { signal: new AbortController().signal, tell: () => {} };
      await booth.open(parseElectionLink(new URL(election).hash), call);
      await booth.load(undefined, call);
      for (const [i, voter] of voters.entries()) {
        if (i < IN_PAGES) continue;
        await booth.useIdentity({ identity: identityToJson(voter) });
        const { envelope } = await booth.prepare({ votes: [(i + 1) % 3], weight: 1n, overwrite: 0 }, call);
        await booth.send({ envelope }, call);
      }
      await booth.close();
    });

    it("lets the organiser end the vote, shows the count, and the observer's audit passes", async () => {
      const { walker } = await open(browser, "organise-end", browser.defaultBrowserContext());
      const { page } = walker;
      await page.goto(demonstration.organise);
      await walker.sees("The election is declared");
      await walker.click("Watch and steer the vote");
      await walker.says("20 of 20 people have voted (100%).");
      await walker.click("End the vote now");
      const go = `End the vote now, with ${WALLET_NAME}`;
      await walker.click(go);
      await walker.says("Tick the box: this cannot be taken back");
      await walker.shoot("end");
      await walker.click("I know that this cannot be taken back");
      await walker.click(go);
      await walker.says("Voting has ended and the votes are counted.");
      await walker.shoot("counted");
      const cells = await page.$$eval("tbody td:first-of-type", (all) => all.map((cell) => cell.textContent));
      assert.deepEqual(cells, COUNTS);
      const bundle = await makeBundle(parseElectionLink(new URL(election).hash), folder);
      await page.goto(election.replace("/vote/", "/observe/"));
      await walker.sees("The new library");
      await walker.click("This was a trial");
      await audit(walker, bundle, "Nothing is wrong");
      await page.close();
    });

    /** An election by invitation, which its organiser opens. */
    const INVITED: Draft = {
      ...emptyDraft("en"),
      title: { en: "Election of the board" },
      questions: [{ title: { en: "Who leads?" }, choices: [{ en: "Ada" }, { en: "Ben" }] }],
      start: { kind: "by-hand" },
      minutes: 60,
      voters: { kind: "invitations", secrets: Array.from({ length: 4 }, newInvitation) },
    };
    /** Loads a draft, and goes to its declaration. */
    const load = async (walker: Walker, draft: Draft): Promise<void> => {
      const file = join(folder, "draft.json");
      writeFileSync(file, draftToJson(draft));
      await walker.page.goto(demonstration.organise);
      await walker.click("Save the draft, load one, or take the files for the command line");
      await walker.sees("Files");
      await walker.upload(file);
      await walker.click("Load a draft");
      await walker.says("The draft is loaded.");
      await walker.shoot("files");
      await walker.click("Back");
      await walker.click("Check everything");
      await walker.says("Nothing is wrong");
    };

    it("tells of a wallet that declines, or is on another network", async () => {
      for (const [wallet, words] of [
        [WALLET("0x1", false), "Your wallet is on another network"],
        [WALLET(CHAIN, true), "You declined in your wallet."],
      ] as const) {
        const { walker } = await open(browser, "organise-wallet");
        await walker.page.exposeFunction("signerAddress", () => `0x${"1d".repeat(20)}`);
        await walker.page.evaluateOnNewDocument(wallet);
        await load(walker, INVITED);
        await walker.shoot("check", { sizes: ["phone"] });
        await walker.click("Go on to the declaration");
        await walker.click("I have checked the questions and the list of voters");
        await walker.click("Declare with Test wallet");
        await walker.says(words);
        await walker.page.close();
      }
    });

    it("declares an election by invitation: one registers with a printed link, and votes when it is opened", async () => {
      const { walker } = await open(browser, "organise-invited");
      const { page } = walker;
      await load(walker, INVITED);
      await walker.click("Go on to the declaration");
      await walker.click("I have checked the questions and the list of voters");
      await walker.click(`Declare with ${WALLET_NAME}`);
      await walker.says("The voting chain’s computers have the questions and the list.");
      await walker.click("Print the invitations");
      await walker.sees("Invitations");
      await walker.shoot("sheet");
      await saving(walker);
      await walker.click("Save them as a table");
      const table = await saved(join(folder, "psephos-invitations.csv"));
      const [, link] = table.split("\n")[1]!.split(",") as [string, string];
      assert.match(link, /invite=0x[0-9a-f]{64}$/);
      const voter = (await open(browser, "organise-invited-voter")).walker;
      await voter.page.goto(link);
      await voter.click("Register to vote");
      await voter.click("I have none yet");
      await voter.click("Continue");
      await voter.click("Save the recovery file");
      await voter.click("I have saved the file");
      await voter.click("Continue");
      await voter.click("Yes, on this device");
      await voter.click("Continue");
      await voter.sees("Register");
      await voter.shoot("register", { sizes: ["phone"] });
      await voter.click("Register with my invitation");
      await voter.sees("You are registered");
      assert.ok(!voter.page.url().includes("invite"));
      await walker.click("Back");
      await walker.click("Watch and steer the vote");
      await walker.says("1 person has registered.");
      await walker.click("Open the vote");
      await walker.click(`Open the vote, with ${WALLET_NAME}`);
      await walker.says("Voting is open.");
      await voter.page.reload();
      await voter.click("Start now");
      await voter.sees("Who leads?");
      await castVote(voter, "Ada");
      await page.close();
      await voter.page.close();
    });

    mishaps(() => ({ browser, demonstration, folder, load, draft: INVITED }));

    it("speaks the reader's language, from right to left too", async () => {
      const { walker } = await open(browser, "organise-arabic");
      await walker.page.goto(demonstration.organise);
      await walker.sees("Put an election together");
      await walker.page.select("select", "ar");
      await walker.sees("أعدّ انتخابًا");
      await walker.shoot("tasks");
      await walker.click("من يرى ماذا");
      await walker.shoot("rules");
      await walker.page.close();
    });
  });
});
