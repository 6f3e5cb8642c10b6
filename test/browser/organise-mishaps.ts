/** What goes wrong while an organiser puts an election together: a list with bad rows, and a page that is closed while its declaration is on the way. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { createTestClient, http } from "viem";
import { foundry } from "viem/chains";
import { WALLET_NAME } from "../../scripts/start/wallet.js";
import type { Draft } from "../../web/organise/draft.js";
import type { Demonstration } from "./demonstration.js";
import { Walker } from "./walker.js";

export interface Scene {
  readonly browser: Browser;
  readonly demonstration: Demonstration;
  /** For files. */
  readonly folder: string;
  /** Loads a draft into a page, and has it checked. */
  load(walker: Walker, draft: Draft): Promise<void>;
  /** An election that can be declared. */
  readonly draft: Draft;
}

/** The tests, inside a suite that has a scene. */
export function mishaps(scene: () => Scene): void {
  const walk = async (name: string): Promise<Walker> =>
    new Walker(await (await scene().browser.createBrowserContext()).newPage(), name);

  it("shows the rows of a list that are wrong, and goes on with no such list", async () => {
    const { demonstration, folder } = scene();
    const file = join(folder, "bad.csv");
    writeFileSync(file, `address,weight\n0x${"11".repeat(20)},1\n0x12,1\n0x${"22".repeat(20)},no\n`);
    const walker = await walk("organise-bad-rows");
    await walker.page.goto(demonstration.organise);
    await walker.click("Who may vote");
    await walker.sees("Who may vote");
    await walker.click("I have a list");
    await walker.upload(file);
    await walker.says("2 rows are wrong. Correct them and choose the file again.");
    await walker.says("0x12");
    await walker.shoot("rows", { sizes: ["phone"] });
    await walker.click("Save and continue");
    await walker.says("There is a problem");
    await walker.sees("Who may vote");
    await walker.page.close();
  });

  it("looks a declaration up that was on the way when the page was closed, and makes no second one", async () => {
    const { demonstration, load, draft } = scene();
    const evm = createTestClient({ mode: "anvil", chain: foundry, transport: http(demonstration.rpc) });
    const walker = await walk("organise-resumed");
    await load(walker, draft);
    await walker.click("Go on to the declaration");
    await walker.click("I have checked the questions and the list of voters");
    await evm.setAutomine(false);
    try {
      await walker.click(`Declare with ${WALLET_NAME}`);
      await walker.says("Sent. Waiting until the declaration is in a block.");
      await walker.page.reload();
      await walker.sees("A declaration was sent from this device");
      await walker.shoot("resume", { sizes: ["phone"] });
      await walker.click(`Look it up with ${WALLET_NAME}`);
      await evm.mine({ blocks: 1 });
    } finally {
      await evm.setAutomine(true);
    }
    await walker.sees("The election is declared");
    await walker.page.close();
  });
}
