// The organiser's page with a real node, keykeepers and a local EVM: an election is put together, declared, voted in, counted and audited.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { WALLET_NAME } from "../../scripts/start/wallet.js";
import { createIdentity, type Identity } from "../../src/census/index.js";
import { launch } from "./browsers.js";
import { type Demonstration, startDemonstration } from "./demonstration.js";
import { Walker } from "./walker.js";

const VOTERS = 20;

describe("the organiser's page", () => {
  let folder: string;
  let demonstration: Demonstration;
  let list: string;
  const voters: Identity[] = Array.from({ length: VOTERS }, () => createIdentity());
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-organise-"));
    list = join(folder, "voters.csv");
    writeFileSync(list, ["commitment", ...voters.map(({ commitment }) => commitment), ""].join("\n"));
    demonstration = await startDemonstration();
  });
  after(async () => {
    await demonstration?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (browser: Browser, name: string) => {
    const page = await (await browser.createBrowserContext()).newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    return { walker: new Walker(page, name), complaints };
  };

  describe("in Chromium", () => {
    let browser: Browser;
    before(async () => {
      browser = await launch("chromium");
    });
    after(() => browser?.close());

    it("takes an organiser from nothing to a declared election by keyboard alone, and axe finds nothing", async () => {
      const { walker, complaints } = await open(browser, "organise");
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
      await walker.press("Watch and steer the vote");
      await walker.says("Voting is open.");
      await walker.shoot("live");
      assert.deepEqual(complaints, []);
      await page.close();
    });
  });
});
