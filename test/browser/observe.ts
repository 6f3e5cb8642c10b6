/** The observer's page after the count: results under a signed root, and the audit of a bundle that the command made. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {} from "../../src/cli/codes.js";
import { psephosJson } from "../support/cli.js";
import { launch } from "./browsers.js";
import type { Demonstration } from "./demonstration.js";
import { Walker } from "./walker.js";

export interface ObserverScene {
  readonly demonstration: Demonstration;
  /** For files. */
  readonly folder: string;
}

/** The test, inside a suite whose election is counted. @param counts of the question's choices */
export function observing(scene: () => ObserverScene, counts: readonly string[]): void {
  it("shows an observer the results, and audits the election's bundle", async () => {
    const { demonstration, folder } = scene();
    const { processId, genesisHash, nodes } = demonstration.link;
    const bundle = join(folder, "bundle.zip");
    const made = await psephosJson(
      [
        ...["bundle", "make", processId, "--node", nodes[0]!, "--genesis-hash", genesisHash],
        ...["--out", bundle],
      ],
      folder,
    );
    assert.equal(made.code, 0, made.stderr);
    const broken = join(folder, "broken.zip");
    const bytes = readFileSync(bundle);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(broken, bytes);
    const browser = await launch("chromium");
    try {
      const walker = new Walker(await browser.newPage(), "observe");
      const { page } = walker;
      await page.goto(demonstration.url.replace("/vote/", "/observe/"));
      await walker.sees("The new library");
      await walker.says("5 of 24 people have voted (20.8%).");
      const shown = await page.$$eval("tbody td:first-of-type", (cells) =>
        cells.map((cell) => cell.textContent),
      );
      assert.deepEqual(shown, counts);
      await walker.shoot("results");
      const audit = async (file: string, verdict: string): Promise<void> => {
        const field = (await page.$("#bundle"))!;
        await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
        await walker.click("Check the bundle");
        await walker.says(verdict);
      };
      await walker.click("This was a trial");
      await audit(bundle, "Nothing is wrong");
      await walker.shoot("audited");
      await audit(broken, "Something is wrong.");
      await walker.shoot("wrong", { sizes: ["phone"] });
    } finally {
      await browser.close();
    }
  });
}
