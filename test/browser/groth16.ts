/** psephos-groth16 where only a browser can try it. scripts/check-groth16.ts loads this file when the driver is installed. */
import type { Browser } from "puppeteer-core";
import { type BrowserName, launch, PATIENCE } from "./browsers.js";
import { serve } from "./serve.js";

/** Content security policies of a page, and what the page of test/environments/page says under each. */
export const POLICIES = {
  "wasm-unsafe-eval and workers allowed":
    "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:",
  "no workers": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'none'",
  "no wasm-unsafe-eval": "script-src 'self' 'unsafe-inline'; worker-src blob:",
} as const;

async function outcomeAt(browser: Browser, url: string): Promise<string> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  await page.waitForFunction(
    "!['proving', undefined].includes(document.querySelector('#outcome')?.textContent)",
  );
  const outcome = await page.evaluate("document.querySelector('#outcome').textContent");
  await page.close();
  return String(outcome);
}

/** What the page of a project says under each policy. */
export async function policyOutcomes(name: BrowserName, folder: string): Promise<Record<string, string>> {
  const browser = await launch(name);
  try {
    const outcomes: Record<string, string> = {};
    for (const [what, policy] of Object.entries(POLICIES)) {
      const server = await serve({ "/": folder }, false, policy);
      outcomes[what] = await outcomeAt(browser, `${server.origin}/page/index.html`);
      await server.close();
    }
    return outcomes;
  } finally {
    await browser.close();
  }
}

/** What a page says that somebody else serves. */
export async function pageOutcome(name: BrowserName, url: string): Promise<string> {
  const browser = await launch(name);
  try {
    return await outcomeAt(browser, url);
  } finally {
    await browser.close();
  }
}

/** What the service worker of an unpacked Chrome extension says. */
export async function extensionOutcome(folder: string): Promise<string> {
  const browser = await launch("chromium", { enableExtensions: [folder], pipe: true });
  try {
    const target = await browser.waitForTarget((target) => target.type() === "service_worker", {
      timeout: PATIENCE,
    });
    const worker = await target.worker();
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      const outcome = await worker!.evaluate("globalThis.outcome");
      if (outcome !== undefined) return String(outcome);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return "the service worker says nothing";
  } finally {
    await browser.close();
  }
}
