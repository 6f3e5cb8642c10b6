// Voting on pages that a real Kubo serves, by path and by subdomain, and on pages opened as files. By hand: npm run test:kubo.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "puppeteer-core";
import { publishFiles } from "../../packages/node/src/network/index.js";
import { formatLink } from "../../web/shared/link.js";
import { ADD_WAYS, type RunningKubo, startKubo } from "../support/kubo.js";
import { type BrowserName, launch } from "./browsers.js";
import { type Demonstration, startDemonstration } from "./demonstration.js";
import { castVote, identify } from "./voter-steps.js";
import { Walker } from "./walker.js";

const PAGES = fileURLToPath(new URL("../../build/web", import.meta.url));
const QUESTION = "Where should the new library stand?";
const SHARED = "others can read what it keeps on your device";

describe("pages from a real Kubo, and from files", () => {
  let folder: string;
  let demonstration: Demonstration;
  let kubo: RunningKubo;
  let cid: string;
  const browsers = new Map<BrowserName, Browser>();
  const browser = async (name: BrowserName): Promise<Browser> => {
    const open = browsers.get(name) ?? (await launch(name));
    browsers.set(name, open);
    return open;
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-from-ipfs-"));
    [demonstration, kubo] = await Promise.all([startDemonstration(), startKubo()]);
    const site = join(folder, "site");
    cpSync(PAGES, site, { recursive: true });
    cpSync(join(dirname(dirname(demonstration.voter(1))), "proofs"), join(site, "proofs"), {
      recursive: true,
    });
    const [added] = await publishFiles([site], { profile: "unixfs-v1-2025", kubo: { url: kubo.api } });
    ({ cid } = added!);
    assert.equal(cid, kubo.ipfs("add", "-Q", "-r", "--only-hash", ...ADD_WAYS["unixfs-v1-2025"], site));
  });
  after(async () => {
    for (const open of browsers.values()) await open.close();
    await kubo?.close();
    await demonstration?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The voter's page at an address, with the proving files of the Kubo. */
  const linkAt = (page: string): string => {
    const proofs = [`http://127.0.0.1:${kubo.port}/ipfs/${cid}/proofs/`];
    return page + formatLink({ ...demonstration.link, proofs });
  };
  async function vote(name: BrowserName, page: string, number: number, shot?: string): Promise<Walker> {
    const context = await (await browser(name)).createBrowserContext();
    const walker = new Walker(await context.newPage(), "ipfs");
    await walker.page.goto(linkAt(page));
    await walker.says("Everything is ready on this device.");
    if (shot) await walker.shoot(shot);
    await identify(walker, {
      file: demonstration.voter(number),
      keep: "No, forget it when I close this page",
      question: QUESTION,
    });
    await castVote(walker, "Market");
    return walker;
  }

  it("takes a vote on a page of the gateway's path, and warns of what the address shares", async () => {
    const walker = await vote("chromium", `http://127.0.0.1:${kubo.port}/ipfs/${cid}/vote/`, 1, "shared");
    assert.ok((await walker.text()).includes(SHARED));
  });

  it("takes a vote on a page of the gateway's subdomain, which is an origin of its own", async () => {
    const walker = await vote("chromium", `http://${cid}.ipfs.localhost:${kubo.port}/vote/`, 2);
    assert.ok(!(await walker.text()).includes(SHARED));
    const kept = await walker.page.evaluate(() =>
      navigator.serviceWorker.getRegistrations().then((all) => all.length),
    );
    assert.equal(kept, 1, "a later visit works without the gateway");
  });

  for (const [i, name] of (["firefox", "chromium"] as const).entries())
    it(`takes a vote on a page that is a file, in ${name}, and its receipt is checked by another one`, async () => {
      const walker = await vote(name, pathToFileURL(join(folder, "site", "vote", "index.html")).href, 3 + i);
      assert.ok((await walker.text()).includes(SHARED));
      const link = await walker.page.$$eval(
        "a",
        (all) => all.find(({ href }) => href.includes("/check/"))!.href,
      );
      await walker.page.goto(link);
      await walker.says("The receipt is right");
      if (name === "chromium") await walker.shoot("file");
    });
});
