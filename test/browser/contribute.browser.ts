/** The contributor's page: a ceremony goes in by its address or as files, is checked, and its next key comes out. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Dialog } from "puppeteer-core";
import {
  attestationText,
  PtauFile,
  parseAttestation,
  parseListing,
  verifyKey,
} from "../../src/setup/index.js";
import { type BrowserName, launch, PATIENCE } from "./browsers.js";
import { ATTESTATION, CIRCUIT, openScene, type Scene, SPOILED } from "./contribute-scene.js";
import { Walker } from "./walker.js";

const BROWSERS_TRIED: readonly BrowserName[] = ["chromium", "firefox"];
const START = "Help to make voting safe";
const GO = "Check and add my part";
const NOT_LISTED = "Whether the key is the one that the organiser listed.";
const NOT_ATTESTED = "Whether the earlier parts are as their contributors published them.";
const NOT_MADE_FOR = "Whether the key was made for the right program.";

/** Notes every position of every bar. */
const WATCH = `globalThis.bars = []; new MutationObserver(() => {
  const bar = document.querySelector("progress");
  if (bar && bar.position >= 0) globalThis.bars.push(bar.position);
}).observe(document, { attributes: true, childList: true, subtree: true });`;

for (const name of BROWSERS_TRIED)
  describe(`the contributor's page in ${name}`, () => {
    let scene: Scene;
    let browser: Browser;
    let profile: BrowserContext;
    let walker: Walker;
    let complaints: string[];
    const at = (file: string): string => join(scene.folder, file);
    before(async () => {
      scene = await openScene();
      // Firefox's panel of downloads would take the keyboard from the page.
      const extraPrefsFirefox = { "browser.download.alwaysOpenPanel": false };
      browser = await launch(name, { extraPrefsFirefox });
    });
    after(async () => {
      await browser?.close();
      await scene?.close();
    });
    beforeEach(async () => {
      profile = await browser.createBrowserContext({
        downloadBehavior: { policy: "allow", downloadPath: scene.folder },
      });
      walker = new Walker(await profile.newPage(), `contribute-${name}`);
      const { page } = walker;
      page.setDefaultTimeout(PATIENCE);
      complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => complaints.push(message.text()));
      await page.evaluateOnNewDocument(WATCH);
      await page.goto(`${scene.origin}/`);
      await walker.sees(START);
    });
    afterEach(() => profile.close());

    /** Screenshots, each looked at by axe; Firefox is not told of a look by its driver, and is looked at as it is. */
    const look = (shot: string, options?: Parameters<Walker["shoot"]>[1]): Promise<void> =>
      name === "chromium" ? walker.shoot(shot, options) : walker.axe();
    const fill = async (id: string, text: string): Promise<void> => {
      const field = (await walker.page.waitForSelector(id))!;
      await field.click({ count: 3 });
      await field.type(text);
    };
    const giveLink = async (address: string): Promise<void> => {
      await walker.click("I have the organiser’s link");
      await fill("#address", address);
      await walker.click("Continue");
    };
    const giveFiles = async (...files: string[]): Promise<void> => {
      await walker.click("I have the files on this device");
      const field = (await walker.page.waitForSelector("#files"))!;
      await (field as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(
        ...files.map(at),
      );
      await walker.click("Continue");
    };
    const introduce = async (person: string): Promise<void> => {
      await walker.sees("About you");
      await fill("#name", person);
      await fill("#typed", "3 1 6 4 2 2 5");
      await walker.click("Continue");
      await walker.sees("Check and add your part");
    };
    const add = async (): Promise<void> => {
      await walker.click(GO);
      await walker.sees("Your part is added");
    };
    /** The summary of errors: it has the focus and can be seen. */
    const refused = async (words: string, code: string): Promise<void> => {
      await walker.says(words);
      const { page } = walker;
      await page.waitForFunction(() => document.activeElement?.className === "error-summary");
      assert.ok(await page.$eval(".error-summary", (box) => box.getBoundingClientRect().top >= 0));
      assert.ok(await page.$eval(".error-summary", (box) => box.getBoundingClientRect().top < innerHeight));
      const details = await page.$eval(".error-summary details", (node) => node.textContent);
      assert.ok(details!.includes(`[${code}]`), details!);
    };
    const typedIn = (id: string): Promise<string> =>
      walker.page.$eval(id, (node) => (node as HTMLInputElement).value);
    /** Waits until the page would ask before it is left, or would not: it knows soon after it shows a screen. */
    const guards = async (asks: boolean): Promise<void> => {
      await walker.page.waitForFunction(
        (expected) => dispatchEvent(new Event("beforeunload", { cancelable: true })) !== expected,
        { timeout: 10_000 },
        asks,
      );
    };
    const saved = async (button: string, file: string): Promise<string> => {
      rmSync(at(file), { force: true });
      await walker.press(button);
      for (const end = Date.now() + 60_000; !existsSync(at(file)) && Date.now() < end; ) await sleep(50);
      assert.ok(existsSync(at(file)), `no ${file}, but ${readdirSync(scene.folder)}`);
      for (let size = -1; size !== readFileSync(at(file)).length; await sleep(200))
        size = readFileSync(at(file)).length;
      return at(file);
    };
    const warned = (): Promise<string> =>
      walker.page.$eval(".warning", (box) => (box as HTMLElement).innerText);
    /** What the page gave back, all of one run: a key that verifies here, its attestation and its words. */
    const takeNext = async (position: number, person: string) => {
      const next = `key-000${position}.zkey`;
      const zkey = new Uint8Array(readFileSync(await saved("Save the key", next)));
      const file = await saved("Save your attestation", `${next}.attestation.json`);
      const attestation = parseAttestation(readFileSync(file, "utf8"));
      assert.equal(
        await walker.page.$eval(".words pre", (node) => node.textContent),
        attestationText(attestation),
      );
      assert.equal(attestation.name, person);
      await using ptau = await PtauFile.open(scene.workshop.path("powers.ptau"));
      const { contributions } = await verifyKey({ zkey, r1cs: CIRCUIT, ptau }, scene.workshop.vectors);
      assert.equal(contributions.length, position);
      assert.equal(contributions.at(-1)!.hash, attestation.hash);
      assert.equal(contributions.at(-1)!.name, person);
      return zkey;
    };

    it("leads by keyboard from a ceremony's link to what is to be published", async () => {
      const { page } = walker;
      assert.equal(await page.$("progress"), null);
      await walker.choose("I have the organiser’s link");
      await walker.tabTo("Link to the ceremony");
      await page.keyboard.type(`${scene.origin}/hosted/right`);
      await look("ceremony");
      await walker.press("Continue");
      await walker.sees("About you");
      await walker.tabTo("Your name");
      await page.keyboard.type("Ada");
      await walker.tabTo("Type anything");
      await page.keyboard.type("3 1 6 4 2 2 5");
      await look("you");
      await walker.press("Continue");
      await walker.sees("Check and add your part");
      await walker.says("Number 2");
      assert.equal(await page.$(".warning"), null);
      await look("add");
      await guards(false);
      await walker.press(GO);
      await walker.sees("Your part is added");
      await page.waitForFunction(() => document.activeElement?.textContent === "Your part is added");
      assert.equal(await page.$(".warning"), null);
      assert.deepEqual(
        await page.$$eval("details:first-of-type li", (items) => items.map(({ textContent }) => textContent)),
        [
          "key-0001.zkey is the file that the organiser listed.",
          "Everything in the key follows from circuit.r1cs and powers.ptau, and from the earlier parts.",
          "Of 1 earlier parts, 1 are as their contributors published them; 1 of these are signed.",
        ],
      );
      assert.match((await page.$eval("details ol", (node) => node.textContent))!, /Bea/);
      await look("publish");
      await guards(true);
      const zkey = await takeNext(2, "Ada");
      await guards(true);
      const { files } = parseListing(readFileSync(await saved("Save the new list", "ceremony.json"), "utf8"));
      assert.deepEqual(
        files.filter(({ name }) => name.startsWith("key-0002")).map(({ name }) => name),
        ["key-0002.zkey", "key-0002.zkey.attestation.json"],
      );
      assert.equal(files.find(({ name }) => name === "key-0002.zkey")!.size, zkey.length);
      await guards(false);
      await walker.press("Copy the words");
      await walker.says("Copied");
      await look("saved", { sizes: ["phone"] });
      assert.deepEqual(complaints, []);
    });

    it("has the focus on a screen's heading before a key can be pressed there", async () => {
      // What watches the page is told of a change before its next event: none can come between.
      await walker.page.evaluate(() => {
        const late: string[] = [];
        let known = document.querySelector("h1")?.textContent;
        new MutationObserver(() => {
          const heading = document.querySelector("h1");
          if (!heading || heading.textContent === known) return;
          known = heading.textContent;
          if (document.activeElement !== heading) late.push(`${known}: ${document.activeElement?.tagName}`);
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
        Object.assign(globalThis, { late });
      });
      await giveLink(`${scene.origin}/hosted/right`);
      await walker.sees("About you");
      assert.deepEqual(await walker.page.evaluate("globalThis.late"), []);
    });

    it("shows one bar, that never goes back and comes to its end", async () => {
      await giveLink(`${scene.origin}/hosted/right`);
      await introduce("Ada");
      await add();
      const bars = (await walker.page.evaluate("globalThis.bars")) as number[];
      assert.ok(new Set(bars).size >= 5, bars.join(" "));
      assert.deepEqual(
        bars,
        [...bars].sort((a, b) => a - b),
      );
      assert.ok(bars.at(-1)! > 0.95, bars.join(" "));
    });

    it("takes a whole ceremony's files", async () => {
      const names = ["ceremony.json", "key-0001.zkey", ATTESTATION, "circuit.r1cs", "powers.ptau"];
      await giveFiles(...names.map((file) => join("hosted/right", file)));
      await introduce("Ada");
      assert.equal(await walker.page.$(".warning"), null);
      await add();
      assert.equal(await walker.page.$(".warning"), null);
      await takeNext(2, "Ada");
      assert.deepEqual(complaints, []);
    });

    it("warns before and after it adds to a key alone, of which little can be checked", async () => {
      await giveFiles("hosted/right/key-0001.zkey");
      await introduce("Ada");
      for (const words of [NOT_LISTED, NOT_ATTESTED, NOT_MADE_FOR])
        assert.ok((await warned()).includes(words));
      await look("add-lacking");
      await add();
      for (const words of [NOT_LISTED, NOT_ATTESTED, NOT_MADE_FOR])
        assert.ok((await warned()).includes(words));
      await look("publish-unchecked");
      assert.ok(!(await walker.text()).includes("Save the new list"));
      await takeNext(2, "Ada");
    });

    it("uses what was chosen of link and files, and keeps the other", async () => {
      await walker.click("I have the files on this device");
      const field = (await walker.page.waitForSelector("#files"))!;
      await (field as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(
        at("hosted/right/circuit.r1cs"),
      );
      await giveLink(`${scene.origin}/hosted/right`);
      await walker.sees("About you");
      await walker.click("Back");
      await walker.sees(START);
      assert.equal(await typedIn("#address"), `${scene.origin}/hosted/right`);
      await walker.click("I have the files on this device");
      await walker.says("1 file is chosen.");
      await walker.click("Continue");
      await refused("There is no key among these files.", "contribute/no-key");
    });

    it("adds once, however often the button is pressed, and offers no second time", async () => {
      await giveLink(`${scene.origin}/hosted/right`);
      await introduce("Ada");
      await walker.page.evaluate((words) => {
        const button = [...document.querySelectorAll("button")].find((one) => one.textContent === words)!;
        for (let i = 0; i < 3; i++) button.click();
      }, GO);
      await walker.sees("Your part is added");
      const words = await walker.page.$eval(".words pre", (node) => node.textContent);
      await sleep(1000);
      assert.equal(await walker.page.$eval(".words pre", (node) => node.textContent), words);
      const buttons = await walker.page.$$eval("main button", (all) =>
        all.map((one) => one.textContent!.trim()),
      );
      assert.deepEqual(buttons, [
        "Save the key with your part",
        "Save your attestation",
        "Save the new list of files",
        "Copy the words",
      ]);
      await takeNext(2, "Ada");
    });

    it("stops when it is told to, and adds later", async () => {
      await giveLink(`${scene.origin}/hosted/right`);
      await introduce("Ada");
      await walker.page.evaluate((words) => {
        [...document.querySelectorAll("button")].find((one) => one.textContent === words)!.click();
      }, GO);
      await walker.click("Stop. Nothing has been added");
      await walker.says("Your place");
      await guards(false);
      await add();
      await takeNext(2, "Ada");
    });

    it("refuses a name of spaces and one that cannot be seen", async () => {
      await giveLink(`${scene.origin}/hosted/right`);
      await walker.sees("About you");
      for (const [bad, words] of [
        ["   ", "Write your name"],
        ["Ada\u200b", "without ones that cannot be seen"],
        ["A".repeat(65), "at most 64"],
      ] as const) {
        await fill("#name", bad);
        await walker.click("Continue");
        await walker.says(words);
        await walker.page.click(".error-summary a");
        assert.equal(await walker.page.evaluate(() => document.activeElement?.id), "name");
      }
      await look("name-wrong", { sizes: ["phone"] });
      await introduce("  Ada  ");
      await add();
      await takeNext(2, "Ada");
    });

    it("says why it got nothing, each time with what to do, and keeps what was typed", async () => {
      await walker.click("Continue");
      await walker.says("Choose where the files are");
      const cases: [address: string, words: string, code: string][] = [
        ["example", "This is not a link to a ceremony", "setup/ceremony-url"],
        ["http://example.org/ceremony", "begins with http://", "contribute/http"],
        [`${scene.origin}/hosted/right/key-0001.zkey`, "leads to one file", "contribute/address"],
        [`${scene.origin}/hosted/nowhere`, "has no such file", "contribute/missing"],
        [scene.moody("down"), "does not answer", "contribute/unreachable"],
      ];
      for (const [address, words, code] of cases) {
        await giveLink(address);
        await refused(words, code);
        assert.equal(await typedIn("#address"), address);
      }
      await look("unreachable");
      await giveLink(scene.moody("error"));
      await refused("answers with an error", "contribute/answer");
      await giveLink(scene.moody("breaks"));
      await introduce("Ada");
      await walker.click(GO);
      await refused("The connection broke off.", "contribute/broken-off");
      await look("broken-off", { sizes: ["phone"] });
      await walker.click("Back");
      await walker.sees("About you");
      assert.equal(await typedIn("#name"), "Ada");
      assert.equal(await typedIn("#typed"), "3 1 6 4 2 2 5");
      await walker.click("Continue");
      scene.moody("well");
      await walker.sees("Check and add your part");
      await add();
      await takeNext(2, "Ada");
    });

    it("adds to nothing that is not what it is said to be", async () => {
      for (const [spoiled, code, words, change] of SPOILED) {
        await walker.page.reload();
        await giveLink(scene.copied(spoiled, change));
        await introduce("Ada");
        await walker.click(GO);
        await refused(words, code);
        await walker.says("Nothing was added");
        await guards(false);
      }
    });

    it("speaks Arabic from right to left", async () => {
      await walker.page.select(".language select", "ar");
      await walker.sees("ساعد في جعل التصويت آمنًا");
      assert.equal(await walker.page.evaluate(() => document.documentElement.dir), "rtl");
      await look("arabic", { sizes: ["phone"] });
    });

    if (name === "chromium")
      it("has the browser ask before a reload loses the contribution", async () => {
        await giveLink(`${scene.origin}/hosted/right`);
        await introduce("Ada");
        await add();
        const dialog = new Promise<Dialog>((resolve) => walker.page.once("dialog", resolve));
        const reload = walker.page.reload().catch(() => {});
        const asked = await dialog;
        assert.equal(asked.type(), "beforeunload");
        await asked.dismiss();
        await Promise.race([reload, sleep(500)]);
        await walker.sees("Your part is added");
      });
  });
