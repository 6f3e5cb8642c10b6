/** The audit of a bundle on the observer's page, in Chromium: from the press of its button to the verdict. The pages are built first. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const DRIVER = join(ROOT, "test", "browser");
/** Milliseconds until a page that says nothing is given up. */
const PATIENCE = 600_000;

/** Vite, from the pages' own workspace. */
function buildPages(folder: string): void {
  const require = createRequire(join(ROOT, "web", "package.json"));
  const vite = join(dirname(require.resolve("vite/package.json")), "bin", "vite.js");
  execFileSync(process.execPath, [vite, "build", "web", "--outDir", folder, "--emptyOutDir"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** @returns seconds; undefined where there is no Chromium or its driver is not installed */
export async function auditInBrowser(file: string): Promise<number | undefined> {
  if (!existsSync(join(DRIVER, "node_modules"))) return undefined;
  const { BROWSERS, launch } = await import("../../test/browser/browsers.js");
  if (!existsSync(BROWSERS.chromium.binary)) return undefined;
  const { serve } = await import("../../test/browser/serve.js");
  const folder = mkdtempSync(join(tmpdir(), "psephos-pages-"));
  buildPages(folder);
  const server = await serve({ "/": folder }, false);
  const browser = await launch("chromium");
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${server.origin}/observe/`);
    const field = await page.waitForSelector("#bundle");
    await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await page.click('input[value="trial"]');
    return (await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const began = performance.now();
          new MutationObserver(() => {
            const verdict = document.querySelector(".verdict");
            if (verdict?.classList.contains("good")) resolve((performance.now() - began) / 1000);
            else if (verdict) reject(new Error(document.body.innerText));
          }).observe(document.body, { subtree: true, childList: true });
          document.querySelector<HTMLButtonElement>("section form button[type=submit]")!.click();
        }),
    )) as number;
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
