/** A person at a page: the keyboard, what is to be seen, axe, and screenshots. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENSHOTS = fileURLToPath(new URL("../../build/screenshots", import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;
const LOOKS = ["light", "dark"] as const;
/** How many presses of Tab a person would make before giving up. */
const MOST_TABS = 60;

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

export class Walker {
  readonly page: Page;
  readonly #folder: string;
  #shots = 0;

  /** @param name of the walk: the folder of its screenshots */
  constructor(page: Page, name: string) {
    this.page = page;
    this.#folder = join(SCREENSHOTS, name);
    mkdirSync(this.#folder, { recursive: true });
    page.setDefaultTimeout(120_000);
  }

  /** Waits for a heading that has these words. */
  async sees(words: string): Promise<void> {
    try {
      await this.page.waitForFunction(
        (text) => document.querySelector("h1")?.textContent?.includes(text),
        {},
        words,
      );
    } catch (error) {
      throw new Error(`no heading "${words}", but: ${await this.text()}`, { cause: error });
    }
  }

  /** Waits until the page says something. */
  async says(words: string): Promise<void> {
    try {
      await this.page.waitForFunction((text) => document.body.innerText.includes(text), {}, words);
    } catch (error) {
      throw new Error(`not "${words}", but: ${await this.text()}`, { cause: error });
    }
  }

  text = (): Promise<string> => this.page.evaluate(() => document.body.innerText);

  /** What has the focus: its label or its text. */
  #focused = (): Promise<string> =>
    this.page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      const label = element?.labels?.[0]?.textContent;
      return `${label ?? element?.textContent ?? ""}`.trim();
    });

  /** Presses Tab until the focus is on what has these words. */
  async tabTo(words: string): Promise<void> {
    for (let i = 0; i < MOST_TABS; i++) {
      await this.page.keyboard.press("Tab");
      if ((await this.#focused()).startsWith(words)) return;
    }
    throw new Error(`the keyboard does not reach "${words}": ${await this.text()}`);
  }

  /** Presses what has these words, by keyboard. */
  async press(words: string): Promise<void> {
    await this.tabTo(words);
    await this.page.keyboard.press("Enter");
  }

  /** Writes into a field, reached by keyboard, in place of what it has. */
  async type(label: string, text: string): Promise<void> {
    await this.tabTo(label);
    await this.page.keyboard.sendCharacter(text);
  }

  /** Chooses a radio button or a checkbox: Tab to its group, arrows in it, space. */
  async choose(words: string): Promise<void> {
    for (let i = 0; i < MOST_TABS; i++) {
      if ((await this.#focused()).startsWith(words)) {
        await this.page.keyboard.press(" ");
        return;
      }
      const inGroup = await this.page.evaluate(
        () => (document.activeElement as HTMLInputElement)?.type === "radio",
      );
      await this.page.keyboard.press(inGroup ? "ArrowDown" : "Tab");
    }
    throw new Error(`the keyboard does not reach "${words}": ${await this.text()}`);
  }

  /** Clicks what has exactly these words. */
  async click(words: string): Promise<void> {
    await this.page.waitForFunction(
      (text) =>
        [...document.querySelectorAll<HTMLButtonElement>("button, summary, a, label")].some(
          (one) => one.innerText.trim() === text && !one.disabled,
        ),
      {},
      words,
    );
    await this.page.evaluate((text) => {
      [...document.querySelectorAll<HTMLElement>("button, summary, a, label")]
        .find((one) => one.innerText.trim() === text)!
        .click();
    }, words);
  }

  /** Gives a file to the page's field. */
  async upload(path: string): Promise<void> {
    const input = (await this.page.waitForSelector("input[type=file]"))!;
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  }

  /** Nothing that axe finds. */
  async axe(): Promise<void> {
    await this.page.evaluate(`typeof axe === "object" || (() => { ${AXE} })()`);
    const { violations } = (await this.page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] })",
    )) as AxeResults;
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`),
      [],
    );
  }

  /** Whether the page fits at 320 px with text at 200 %: nothing has to be scrolled sideways. */
  async fits(): Promise<void> {
    await this.page.setViewport({ width: 320, height: 600 });
    await this.page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await this.page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
    assert.ok(wide <= 0, `${wide} px too wide: ${await this.text()}`);
  }

  /** A screenshot in each size and look, each looked at by axe. */
  async shoot(
    name: string,
    { sizes = ["phone", "desktop"] }: { sizes?: readonly (keyof typeof SIZES)[] } = {},
  ): Promise<void> {
    const number = `${++this.#shots}`.padStart(2, "0");
    for (const size of sizes) {
      await this.page.setViewport(SIZES[size]);
      for (const look of LOOKS) {
        await this.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look }]);
        const path = join(this.#folder, `${number}-${name}-${size}-${look}.png`) as `${string}.png`;
        await this.page.screenshot({ path, fullPage: true });
        if (size === "phone") await this.axe();
      }
    }
    await this.fits();
    await this.page.setViewport(SIZES.phone);
  }
}
