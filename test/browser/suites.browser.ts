import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BROWSERS, type BrowserName, launch, PATIENCE } from "./browsers.js";
import { serve } from "./serve.js";
import { bundleSuites } from "./suites.js";

interface Outcome {
  readonly passes: number;
  readonly failures: readonly string[];
}

describe("the unit suites of the engine, the formats and the ledger in real browsers", function () {
  this.timeout(600_000);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos suites "));
    await bundleSuites(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of Object.keys(BROWSERS) as BrowserName[]) {
    it(`pass in ${name}`, async () => {
      // snarkjs's curve, one of the references, starts its workers from data: URLs.
      const server = await serve(
        { "/": folder },
        false,
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
      );
      const browser = await launch(name);
      try {
        const page = await browser.newPage();
        page.setDefaultTimeout(PATIENCE);
        await page.goto(`${server.origin}/index.html`);
        await page.waitForFunction("globalThis.outcome !== undefined", { timeout: 580_000 });
        const { passes, failures } = (await page.evaluate("globalThis.outcome")) as Outcome;
        assert.deepEqual(failures, []);
        assert.ok(passes > 150, `only ${passes} tests ran`);
      } finally {
        await browser.close();
        await server.close();
      }
    });
  }
});
