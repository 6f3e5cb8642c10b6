/** The contributor's page: a key goes in, the next comes out, and it verifies here. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import {
  attestationText,
  createInitialKey,
  PtauFile,
  parseAttestation,
  verifyKey,
} from "../../src/setup/index.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../setup/support/ceremony.js";
import { r1csFile } from "../setup/support/random-circuit.js";
import { launch } from "./browsers.js";
import { type StaticServer, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("the contributor's page in Chromium", function () {
  this.timeout(120_000);
  let folder: string;
  let workshop: Workshop;
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const r1cs = r1csFile(squares(6));
  const at = (name: string): string => join(folder, name);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos page "));
    execFileSync(process.execPath, ["--import", "tsx", "scripts/build-contribute.ts", at("site")], {
      cwd: ROOT,
    });
    workshop = await openWorkshop();
    await using ptau = await PtauFile.open(await smallPowers(workshop, "powers", 3, "one"));
    const { zkey } = await createInitialKey({ r1cs, ptau }, workshop.vectors);
    writeFileSync(at("key-0000.zkey"), zkey);
    mkdirSync(at("keys"));
    writeFileSync(at("keys/cut.zkey"), zkey.subarray(0, zkey.length - 1));
    server = await serve({ "/": at("site"), "/keys": at("keys") }, false);
    browser = await launch("chromium");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await workshop?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    await page.goto(server.origin);
    await page.type("#name", "Ada");
    await page.type("#typed", "3 1 6 4 2 2 5");
  });
  afterEach(() => page.close());

  const finished = async (): Promise<string> => {
    await page.click("#go");
    await page.waitForFunction("/^(Done|Refused)/.test(document.getElementById('status').textContent)");
    return String(await page.$eval("#status", (node) => node.textContent));
  };
  const downloaded = async (link: string): Promise<string> => {
    const name = String(await page.$eval(link, (node) => node.textContent));
    await page.click(link);
    for (let tries = 0; !existsSync(at(name)) && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return at(name);
  };

  it("shows no progress and no result before there is any", async () => {
    for (const id of ["#bar", "#result"])
      assert.equal(await page.$eval(id, (node) => getComputedStyle(node).display), "none", id);
  });

  it("adds to a file, twice, and gives back what verifies", async () => {
    for (const [given, position] of [
      ["key-0000.zkey", 1],
      ["key-0001.zkey", 2],
    ] as const) {
      const input = (await page.$("input[type=file]"))!;
      await input.uploadFile(at(given));
      assert.match(await finished(), /^Done/);
      const zkey = new Uint8Array(readFileSync(await downloaded("#key-link")));
      const attestation = parseAttestation(readFileSync(await downloaded("#attestation-link"), "utf8"));
      const words = await page.$eval("#words", (node) => node.textContent);
      assert.equal(words, attestationText(attestation));
      assert.equal(await page.$eval("#typed", (node) => (node as HTMLTextAreaElement).value), "");
      await using ptau = await PtauFile.open(workshop.path("powers.ptau"));
      const { contributions } = await verifyKey({ zkey, r1cs, ptau }, workshop.vectors);
      assert.equal(contributions.length, position);
      assert.equal(contributions.at(-1)!.hash, attestation.hash);
    }
    assert.deepEqual(complaints, []);
  });

  it("takes an address, and says what is wrong with what it gets", async () => {
    copyFileSync(at("key-0000.zkey"), at("keys/right.zkey"));
    const give = (path: string) =>
      page.$eval("#address", (node, url) => node.setAttribute("value", url), server.origin + path);
    await give("/keys/right.zkey");
    assert.match(await finished(), /^Done/);
    await give("/keys/cut.zkey");
    assert.match(await finished(), /^Refused: .*\[groth16\/file-truncated\]/);
    await give("/index.html");
    assert.match(await finished(), /^Refused: .*web page/);
    await give("/keys/none.zkey");
    assert.match(await finished(), /^Refused: .*404/);
  });
});
