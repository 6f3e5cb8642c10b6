/**
 * The voter's page in Chromium, with the node, the keykeepers and the EVM of `npm start` on the same machine: from the link to the recorded vote. The voter of
 * `page/voter.js` reads nothing. A first visit is one of an empty profile, a second one is in the same profile, by another voter. With the processor
 * slowed down, the worker's part runs on the page's own thread, and only there, because throttling does not reach workers. A block is made every
 * PAGE_BLOCK_TIME milliseconds (1,000 unless told).
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { installDriver } from "./support/driver.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const BLOCK_TIME = Number(process.env.PAGE_BLOCK_TIME ?? 1000);
const ROUNDS = Number(process.env.PAGE_ROUNDS ?? 4);
const SLOWED_ROUNDS = Math.ceil(ROUNDS / 2);
/** How many times slower the processor is. */
const SLOWED = [1, 4, 6] as const;
/** Milliseconds for which a voter looks at the review: the proof is there by then. */
const READING = 3000;
const VOTERS = 24;
const PATIENCE = 90_000;

type Launch = typeof import("../test/browser/browsers.js").launch;
type Browser = Awaited<ReturnType<Launch>>;
type Context = Awaited<ReturnType<Browser["createBrowserContext"]>>;

/** Milliseconds since navigation. */
interface Marks {
  /** The election is shown and the voter can start. */
  readonly shown: number;
  readonly review: number;
  readonly sent: number;
  readonly recorded: number;
}

const script = (name: string): string => readFileSync(join(import.meta.dirname, "page", name), "utf8");

interface Visit {
  readonly url: string;
  /** Each voter votes once: a second vote is another way through the page. */
  readonly identity: string;
  readonly reading?: number;
  /** Runs everything on the page's thread, so many times slower. */
  readonly slowed?: number;
}

async function visit(context: Context, { url, identity, reading = 0, slowed }: Visit): Promise<Marks> {
  const page = await context.newPage();
  const given = JSON.stringify({ identity, choice: "Old mill", reading });
  await page.evaluateOnNewDocument(`globalThis.visit = ${given};`);
  await page.evaluateOnNewDocument(script("voter.js"));
  if (slowed !== undefined) {
    await page.evaluateOnNewDocument(script("main-thread.js"));
    const session = await page.createCDPSession();
    await session.send("Emulation.setHardwareConcurrencyOverride", { hardwareConcurrency: 1 });
    await page.emulateCPUThrottling(slowed);
  }
  await page.goto(url);
  try {
    await page.waitForFunction("globalThis.outcome !== undefined", { timeout: PATIENCE, polling: 200 });
  } catch (cause) {
    const text = await page.evaluate(() => document.body.innerText);
    throw new Error(`the vote was not recorded: ${text}`, { cause });
  }
  const marks = (await page.evaluate("globalThis.outcome")) as Marks;
  await page.evaluate("navigator.serviceWorker.ready");
  await page.close();
  return marks;
}

/** Runs visits in a profile of their own. */
async function inProfile<T>(browser: Browser, visits: (context: Context) => Promise<T>): Promise<T> {
  const context = await browser.createBrowserContext();
  try {
    return await visits(context);
  } finally {
    await context.close();
  }
}

/** Bytes of a first and a second visit, as a host that compresses sends them: bodies, without headers. */
async function downloaded(launch: Launch, first: Visit, second: Visit): Promise<readonly [number, number]> {
  const { openLoggingProxy } = await import("../test/browser/logging-proxy.js");
  const proxy = await openLoggingProxy();
  const { origin } = new URL(first.url);
  let bytes = 0;
  proxy.answered = (asked, body) => {
    if (asked.includes(origin) || asked.includes("/v1/"))
      bytes += Math.min(gzipSync(body).length, body.length);
  };
  const browser = await launch("chromium", { proxy: proxy.port });
  const settled = async (one: Visit): Promise<number> => {
    bytes = 0;
    await visit(browser.defaultBrowserContext(), one);
    return bytes;
  };
  try {
    return [await settled(first), await settled(second)];
  } finally {
    await browser.close();
    await proxy.close();
  }
}

const seconds = (ms: readonly number[]): number => median(ms) / 1000;
const recorded = (all: readonly Marks[]) => seconds(all.map(({ recorded }) => recorded));
const sending = (all: readonly Marks[]) => median(all.map(({ sent, recorded }) => recorded - sent));

export default async function page(): Promise<BenchResult> {
  installDriver();
  execFileSync("npm", ["run", "build:web"], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const { launch } = await import("../test/browser/browsers.js");
  const { startDemonstration } = await import("../test/browser/demonstration.js");
  const demonstration = await startDemonstration({ blockTime: BLOCK_TIME });
  const { url } = demonstration;
  let voter = 0;
  const next = (): Visit => {
    if (voter === VOTERS) throw new Error(`there are ${VOTERS} voters: ask for fewer rounds`);
    return { url, identity: readFileSync(demonstration.voter(++voter), "utf8") };
  };
  const browser = await launch("chromium");
  const first: Marks[] = [];
  const second: Marks[] = [];
  const slowed = new Map<number, Marks[]>(SLOWED.map((times) => [times, []]));
  try {
    for (let round = 0; round < ROUNDS; round++)
      await inProfile(browser, async (context) => {
        first.push(await visit(context, next()));
        second.push(await visit(context, { ...next(), reading: READING }));
      });
    for (let round = 0; round < SLOWED_ROUNDS; round++)
      for (const [times, marks] of slowed)
        marks.push(await inProfile(browser, (context) => visit(context, { ...next(), slowed: times })));
    const [atFirst, again] = await downloaded(launch, next(), next());
    return {
      name: "page",
      ratios: {},
      figures: {
        "first visit: link → election shown, s": seconds(first.map(({ shown }) => shown)),
        "first visit: link → vote recorded, s": recorded(first),
        "second visit: link → vote recorded, without the 3 s for reading, s":
          recorded(second) - READING / 1000,
        "“send” → receipt, proof made while the voter read, ms": sending(second),
        "“send” → receipt, sent at once, ms": sending(first),
        "blocks, ms": BLOCK_TIME,
        ...Object.fromEntries(
          [...slowed].map(([times, marks]) => [
            `first visit, all on one thread, ${times === 1 ? "full speed" : `processor ${times} times slower`}: link → recorded, s`,
            recorded(marks),
          ]),
        ),
        "first visit: downloaded, gzipped, KB": atFirst / 1000,
        "second visit: downloaded, gzipped, KB": again / 1000,
      },
    };
  } finally {
    await browser.close();
    await demonstration.close();
  }
}
