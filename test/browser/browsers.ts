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

/** How a browser is told to ask everything through a proxy, this machine's addresses too: Chromium by its arguments, Firefox by its settings. */
const proxyArguments = (port: number) => [
  `--proxy-server=http://127.0.0.1:${port}`,
  "--proxy-bypass-list=<-loopback>",
];
const proxySettings = (port: number) => ({
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": port,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": port,
  "network.proxy.no_proxies_on": "",
  "network.proxy.allow_hijacking_localhost": true,
  "network.proxy.testing_localhost_is_secure_when_hijacked": true,
});

export interface BrowserOptions extends LaunchOptions {
  /** The port of a proxy on this machine that sees every request. */
  readonly proxy?: number;
}

/** Starts a fresh browser with an empty profile. */
export async function launch(
  name: BrowserName,
  { proxy, args = [], ...options }: BrowserOptions = {},
): Promise<Browser> {
  const { binary, args: own } = BROWSERS[name];
  if (!existsSync(binary))
    throw new Error(`${binary} is not installed: apt-get install chromium firefox-esr`);
  const chromium = name === "chromium";
  return await puppeteer.launch({
    browser: chromium ? "chrome" : "firefox",
    executablePath: binary,
    headless: true,
    args: [...own, ...args, ...(chromium && proxy !== undefined ? proxyArguments(proxy) : [])],
    ...(chromium || proxy === undefined ? {} : { extraPrefsFirefox: proxySettings(proxy) }),
    timeout: PATIENCE,
    protocolTimeout: 600_000, // a whole suite is one call
    ...options,
  });
}
