import assert from "node:assert/strict";
import type { Browser } from "puppeteer-core";
import { createVerifier } from "../../src/groth16/index.js";
import { BROWSERS, type BrowserName, launch, PATIENCE } from "./browsers.js";
import { serve } from "./serve.js";
import { makeSite, type Site, verificationKey } from "./site.js";

const PAGES = {
  "a plain page": "/plain.html",
  "a module worker": "/worker.html",
  "a module worker with its page's threads": "/borrow.html",
  "a Vite app": "/vite/index.html",
};

describe("psephos/groth16 in real browsers", () => {
  let site: Site;
  before(async function () {
    this.timeout(900_000); // packs, installs and bundles, and is not tried again
    site = await makeSite();
  });
  after(() => site?.remove());

  for (const name of Object.keys(BROWSERS) as BrowserName[]) {
    describe(name, () => {
      let browser: Browser;
      before(async () => {
        browser = await launch(name);
      });
      after(() => browser?.close());

      for (const [kind, path] of Object.entries(PAGES)) {
        for (const isolated of [false, true]) {
          it(`proves and verifies in ${kind}, ${isolated ? "with" : "without"} cross-origin isolation`, async () => {
            const server = await serve(site.folders, isolated);
            const page = await browser.newPage();
            page.setDefaultTimeout(PATIENCE);
            const complaints: string[] = [];
            page.on("pageerror", (error) => complaints.push(String(error)));
            page.on("console", (message) => complaints.push(message.text()));
            try {
              await page.goto(`${server.origin}${path}`);
              await page.waitForFunction("globalThis.outcome !== undefined");
              const outcome = await page.evaluate("globalThis.outcome");
              const { value, error } = outcome as { value?: Outcome; error?: string };
              assert.equal(error, undefined);
              await check(value!, isolated);
              assert.deepEqual(complaints, []);
            } finally {
              await page.close();
              await server.close();
            }
          });
        }
      }
    });
  }

  interface Outcome {
    claim: Parameters<Awaited<ReturnType<typeof createVerifier>>["verify"]>[0];
    second: Outcome["claim"];
    accepted: boolean[];
    altered: boolean;
    code: string;
    isolated: boolean;
  }

  /** Verifies here what was proved there. */
  async function check(value: Outcome, isolated: boolean): Promise<void> {
    assert.deepEqual(value.accepted, [true, true, true]);
    assert.equal(value.altered, false);
    assert.equal(value.code, "groth16/signal-count");
    assert.equal(value.isolated, isolated);
    assert.notDeepEqual(
      value.claim.proof,
      value.second.proof,
      "two proofs of one input share their blinding",
    );
    await using verifier = await createVerifier(verificationKey(site));
    assert.equal(await verifier.verify(value.claim), true);
    assert.equal(await verifier.verify(value.second), true);
  }
});
