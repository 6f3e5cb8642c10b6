/** Debian's Chromium and Firefox, driven without a window. */
import { existsSync } from "node:fs";
import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core";

export const BROWSERS = {
  chromium: {
    binary: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
  firefox: { binary: "/usr/bin/firefox-esr", args: [] },
} as const;

/** Milliseconds for a browser to start, answer or load a page, on a busy machine too. */
export const PATIENCE = 180_000;

export type BrowserName = keyof typeof BROWSERS;

/** Starts a fresh browser with an empty profile. */
export async function launch(name: BrowserName, options: LaunchOptions = {}): Promise<Browser> {
  const { binary, args } = BROWSERS[name];
  if (!existsSync(binary))
    throw new Error(`${binary} is not installed: apt-get install chromium firefox-esr`);
  return await puppeteer.launch({
    browser: name === "chromium" ? "chrome" : "firefox",
    executablePath: binary,
    headless: true,
    args: [...args],
    timeout: PATIENCE,
    protocolTimeout: 600_000, // a whole suite is one call
    ...options,
  });
}
