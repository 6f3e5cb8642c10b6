/**
 * A fresh Chromium page, local server → proof: census-7 with Psephos and either kernel, Semaphore depth 20 with snarkjs; and
 * the bytes that each downloads, gzipped. Each page asks for its files at once, in its head. The browser has an empty profile and has rested for some
 * seconds: a voter's browser runs already. The browser and its driver are those of test/browser.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { semaphoreInput } from "../test/groth16/support/semaphore.js";
import { exampleCensusInput, inputToJson } from "./support/census-input.js";
import { prepareCold } from "./support/cold.js";
import { installDriver } from "./support/driver.js";
import { median } from "./support/measure.js";
import { serveMemory } from "./support/memory-server.js";
import { type BenchResult, PLAIN } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const ROUNDS = 5;
/** After this time a browser that was just started does nothing of its own. */
const REST_MS = 3000;
/** snarkjs makes its worker from a data: URL. */
const POLICY = "default-src * 'unsafe-inline' 'unsafe-eval' data: blob:";

type Files = Record<string, Uint8Array | string>;

/** What each page shows and downloads, by path. */
async function candidates() {
  const { ours, theirs } = await prepareCold();
  const bundle = join(ROOT, "dist", "bundle", "groth16.js");
  const page = (name: string): string => readFileSync(join(ROOT, "bench", "browser", name), "utf8");
  /** The kernel is a file beside the bundle, of which a page loads one. */
  const mine = (kernel: "fast" | "plain"): { page: string; files: Files } => {
    const begins = kernel === "fast" ? "fast-kernel.generated" : "kernel.generated";
    const file = readdirSync(dirname(bundle)).find((name) => name.startsWith(begins))!;
    return {
      page: page("ours.html").replace("KERNEL_FILE", file).replace("KERNEL_NAME", kernel),
      files: {
        "/psephos/groth16.js": readFileSync(bundle),
        [`/psephos/${file}`]: readFileSync(join(dirname(bundle), file)),
        "/ours/circuit.pwit": readFileSync(ours.wasm),
        "/ours/circuit.pkey": readFileSync(ours.zkey),
        "/ours/input.json": inputToJson(exampleCensusInput()),
      },
    };
  };
  return {
    fast: mine("fast"),
    plain: mine("plain"),
    theirs: {
      page: page("peer.html"),
      files: {
        "/snarkjs/snarkjs.min.js": readFileSync(
          join(ROOT, "node_modules", "snarkjs", "build", "snarkjs.min.js"),
        ),
        "/theirs/circuit.wasm": readFileSync(theirs.wasm),
        "/theirs/circuit.zkey": readFileSync(theirs.zkey),
        "/theirs/input.json": inputToJson(semaphoreInput(20)),
      } as Files,
    },
    empty: { page: page("empty.html"), files: {} as Files },
  };
}

export default async function browser(): Promise<BenchResult> {
  installDriver();
  const pages = await candidates();
  const names = ["fast", "plain", "theirs", "empty"] as const;
  const all: Files = {};
  for (const name of names) Object.assign(all, pages[name].files, { [`/${name}.html`]: pages[name].page });
  await using server = await serveMemory(all, POLICY);
  const times = { fast: [], plain: [], theirs: [], empty: [] } as Record<(typeof names)[number], number[]>;
  let version = "";
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      const run = await coldPage(`${server.origin}/${name}.html`);
      version = run.version;
      if (round > 0) times[name].push(run.ms);
    }
  }
  const downloaded = (name: (typeof names)[number]): number =>
    Object.entries(pages[name].files).reduce(
      (sum, [path, file]) => sum + (path.endsWith("input.json") ? 0 : gzipSync(file, { level: 9 }).length),
      0,
    );
  const theirBytes = downloaded("theirs");
  const compare = (kernel: "fast" | "plain", suffix: string): Pick<BenchResult, "ratios" | "figures"> => {
    const bytes = downloaded(kernel);
    return {
      ratios: {
        [`time${suffix}`]: median(times.theirs.map((ms, i) => ms / times[kernel][i]!)),
        [`bytes${suffix}`]: theirBytes / bytes,
      },
      figures: {
        [`fresh page, census-7: Psephos, ms${suffix}`]: median(times[kernel]),
        [`fresh page, Semaphore depth 20: snarkjs, ms${suffix}`]: median(times.theirs),
        [`fresh page that does nothing, ms${suffix}`]: median(times.empty),
        [`downloaded, gzipped: Psephos, KB${suffix}`]: bytes / 1000,
        [`downloaded, gzipped: snarkjs, KB${suffix}`]: theirBytes / 1000,
      },
    };
  };
  const [fast, plain] = [compare("fast", ""), compare("plain", PLAIN)];
  return {
    name: "browser",
    ratios: { ...fast.ratios, ...plain.ratios },
    figures: { ...fast.figures, ...plain.figures },
    engines: [`${version}, fast kernel`, `${version}, plain kernel`],
  };
}

/** One page in a new browser with an empty profile; the time from navigation to proof, by the page's own clock; and the browser's version. */
async function coldPage(address: string): Promise<{ ms: number; version: string }> {
  const { launch } = await import("../test/browser/browsers.js");
  const chromium = await launch("chromium");
  try {
    const page = await chromium.newPage();
    await setTimeout(REST_MS);
    await page.goto(address);
    await page.waitForFunction("globalThis.outcome !== undefined", { timeout: 60_000 });
    return {
      ms: (await page.evaluate("globalThis.outcome.ms")) as number,
      version: (await chromium.version()).replace("/", " "),
    };
  } finally {
    await chromium.close();
  }
}
