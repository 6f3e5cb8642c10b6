// The voter's page of docs/library.md (examples/browser), built against the packed package and used in real browsers.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "puppeteer-core";
import { decodeEnvelope, Tally, VotingProcess, voteOfEnvelope } from "../../src/ballot/index.js";
import { createVerifier } from "../../src/groth16/index.js";
import { checkVotes } from "../../src/rollup/index.js";
import { BROWSERS, type BrowserName, launch, PATIENCE } from "./browsers.js";
import { npm, packedPackage } from "./packed.js";
import { type StaticServer, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("the example of a voter's page in real browsers", function () {
  this.retries(1); // as pages.browser.ts
  let folder: string;
  let server: StaticServer;
  before(async function () {
    this.timeout(900_000); // packs, installs and bundles, and is not tried again
    folder = mkdtempSync(join(tmpdir(), "psephos-example-"));
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache") };
    const example = join(folder, "example");
    cpSync(join(ROOT, "examples", "browser"), example, { recursive: true });
    npm(["install", "--no-audit", "--no-fund", packedPackage()], example);
    npm(["run", "build"], example, env);
    server = await serve({ "/": join(example, "public") }, false);
  });
  after(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const published = (name: string): string => readFileSync(join(folder, "example", "public", name), "utf8");

  for (const name of Object.keys(BROWSERS) as BrowserName[])
    describe(name, () => {
      let browser: Browser;
      before(async () => {
        browser = await launch(name);
      });
      after(() => browser?.close());

      it("makes a vote that counts", async () => {
        const page = await browser.newPage();
        page.setDefaultTimeout(PATIENCE);
        try {
          await page.goto(`${server.origin}/`);
          await page.click('input[value="1"]');
          const file = await page.$("input[type=file]");
          await (file as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(
            join(folder, "example", "identity.json"),
          );
          await page.click("button");
          await page.waitForFunction(
            "/Done|fail|refused|not|answers/.test(document.querySelector('[role=status]').textContent)",
          );
          const status = await page.evaluate("document.querySelector('[role=status]').textContent");
          assert.equal(status, "Done: hidden among 30 voters");
          const envelope = (await page.evaluate("document.querySelector('pre').textContent")) as string;
          const { censusRoot, ...rest } = JSON.parse(published("process.json"));
          await using verifier = await createVerifier(JSON.parse(published("release/census-7.vkey.json")));
          const process = new VotingProcess({ ...rest, censusRoot: BigInt(censusRoot) });
          const vote = voteOfEnvelope(process, decodeEnvelope(envelope));
          const { counted } = await checkVotes(process, [vote], verifier, { insecure: true });
          const tally = new Tally(process.ballot);
          for (const one of counted) tally.add(one);
          const counts = tally.results().questions[0]!.results.map(({ count }) => count);
          assert.deepEqual(counts, ["0", "1", "0"]);
        } finally {
          await page.close();
        }
      });
    });
});
