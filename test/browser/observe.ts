/** The observer's page after the count: results under a signed root, and the audit of a bundle that the command made. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {} from "../../src/cli/codes.js";
import type { ElectionLink } from "../../web/shared/link.js";
import { psephosJson } from "../support/cli.js";
import { launch } from "./browsers.js";
import type { Demonstration } from "./demonstration.js";
import { Walker } from "./walker.js";

export interface ObserverScene {
  readonly demonstration: Demonstration;
  /** For files. */
  readonly folder: string;
}

/** The bundle of a counted election, as the command makes it. @returns its path */
export async function makeBundle(
  { processId, genesisHash, nodes }: ElectionLink,
  folder: string,
): Promise<string> {
  const bundle = join(folder, `${processId}.zip`);
  const made = await psephosJson(
    [
      ...["bundle", "make", processId, "--node", nodes[0]!, "--genesis-hash", genesisHash],
      ...["--out", bundle],
    ],
    folder,
  );
  assert.equal(made.code, 0, made.stderr);
  return bundle;
}

/** Gives a bundle to the observer's page, and waits for what it says of it. */
export async function audit(walker: Walker, file: string, verdict: string): Promise<void> {
  const field = (await walker.page.$("#bundle"))!;
  await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
  await walker.click("Check the bundle");
  await walker.says(verdict);
}

/** The test, inside a suite whose election is counted. @param counts of the question's choices */
export function observing(scene: () => ObserverScene, counts: readonly string[]): void {
  it("shows an observer the results, and audits the election's bundle", async () => {
    const { demonstration, folder } = scene();
    const bundle = await makeBundle(demonstration.link, folder);
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
      const voted = counts.reduce((sum, count) => sum + Number(count), 0);
      const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
      await walker.says(`${voted} of 24 people have voted (${share.format(voted / 24)}).`);
      const shown = await page.$$eval("tbody td:first-of-type", (cells) =>
        cells.map((cell) => cell.textContent),
      );
      assert.deepEqual(shown, counts);
      await walker.shoot("results");
      await walker.click("This was a trial");
      await audit(walker, bundle, "Nothing is wrong");
      await walker.shoot("audited");
      await audit(walker, broken, "Something is wrong.");
      await walker.shoot("wrong", { sizes: ["phone"] });
    } finally {
      await browser.close();
    }
  });
}
