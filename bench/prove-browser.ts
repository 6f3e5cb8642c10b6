/**
 * `prove` in real browsers: Semaphore v4 at depth 20, the same key, warm, on one thread and on two; Psephos with the kernel
 * that the browser gets and with the plain one, against snarkjs's browser build. From the witness, as in `prove`, and from the
 * input, where both run circom's witness program. Each side has a browser of its own; they prove in turns, and a page's own clock
 * measures. Afterwards each side verifies the other's proofs.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createVerifier,
  createWitnessCalculator,
  formatWtns,
  type ProofResult,
  type VerificationKeyJson,
} from "../src/groth16/index.js";
import { semaphore, semaphoreInput } from "../test/groth16/support/semaphore.js";
import { inputToJson } from "./support/census-input.js";
import { installDriver } from "./support/driver.js";
import { median, ratio, type Timing } from "./support/measure.js";
import { type BenchResult, PLAIN } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

const ROOT = join(import.meta.dirname, "..");
const DEPTH = 20;
const ROUNDS = 7;
const WARMUP = 3;
const BROWSERS = ["chromium", "firefox"] as const;
/** What a proof starts from. */
const STARTS = ["witness", "input"] as const;
const PAGES = { ours: "ours.html?", plain: "ours.html?kernel=plain&", theirs: "peer.html?" } as const;
const SIDES = ["ours", "plain", "theirs"] as const;

type Side = (typeof SIDES)[number];
type Start = (typeof STARTS)[number];
type Launch = typeof import("../test/browser/browsers.js").launch;
type Browser = Awaited<ReturnType<Launch>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;
type Measured = ProofResult & { readonly ms: number };

/** A page that has its files and its curve. */
async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(url);
  await page.waitForFunction("globalThis.ready !== undefined", { timeout: 60_000 });
  return page;
}

/** All proofs of each side, made in turns. */
async function takeTurns(pages: Record<Side, Page>, start: Start): Promise<Record<Side, Measured[]>> {
  const made: Record<Side, Measured[]> = { ours: [], plain: [], theirs: [] };
  for (let round = 0; round < WARMUP + ROUNDS; round++)
    for (const side of SIDES)
      made[side].push((await pages[side].evaluate(`globalThis.prove("${start}")`)) as Measured);
  return made;
}

const timing = (made: readonly Measured[]): Timing => {
  const rounds = made.slice(WARMUP).map(({ ms }) => ms);
  return { ms: median(rounds), rounds };
};

/** Each side's proofs are held to the other's verifier, and state the same. */
async function verify(key: VerificationKeyJson, made: Record<Side, Measured[]>): Promise<void> {
  await using verifier = await createVerifier(key);
  await withSnarkjs("all", async () => {
    for (const side of SIDES)
      for (const { proof, publicSignals } of made[side]) {
        const holds =
          side === "theirs"
            ? await verifier.verify({ proof, publicSignals })
            : await snarkjs.groth16.verify(key, publicSignals, proof as never);
        if (!holds || `${publicSignals}` !== `${made.theirs[0]!.publicSignals}`)
          throw new Error(`a proof of ${side} does not hold`);
      }
  });
}

/** One browser's part of the answer. */
async function measure(
  launch: Launch,
  name: (typeof BROWSERS)[number],
  origin: string,
  key: VerificationKeyJson,
): Promise<Pick<BenchResult, "ratios" | "figures">> {
  const ratios: Record<string, number> = {};
  const figures: Record<string, number | string> = {};
  const browsers: Browser[] = [];
  try {
    for (const _ of SIDES) browsers.push(await launch(name));
    figures[`${name}: version`] = (await browsers[0]!.version()).replace("/", " ");
    for (const threads of [1, 2]) {
      const opened = await Promise.all(
        SIDES.map((side, i) => open(browsers[i]!, `${origin}/${PAGES[side]}threads=${threads}`)),
      );
      const pages: Record<Side, Page> = { ours: opened[0]!, plain: opened[1]!, theirs: opened[2]! };
      const used = await pages.theirs.evaluate("ready.threads");
      if (used !== threads) throw new Error(`snarkjs runs on ${used} threads, not on ${threads}`);
      figures[`${name}: kernel`] = (await pages.ours.evaluate("ready.kernel")) as string;
      figures[`${name}: kernel${PLAIN}`] = (await pages.plain.evaluate("ready.kernel")) as string;
      for (const start of STARTS) {
        const made = await takeTurns(pages, start);
        await verify(key, made);
        const what = `${name}, from the ${start}, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
        const theirs = timing(made.theirs);
        for (const [side, suffix] of [
          ["ours", ""],
          ["plain", PLAIN],
        ] as const) {
          ratios[`${what}${suffix}`] = ratio(theirs, timing(made[side]));
          figures[`${what}: Psephos, ms${suffix}`] = timing(made[side]).ms;
          figures[`${what}: snarkjs, ms${suffix}`] = theirs.ms;
        }
      }
      for (const page of opened) await page.close();
    }
    return { ratios, figures };
  } finally {
    for (const browser of browsers) await browser.close();
  }
}

export default async function proveBrowser(): Promise<BenchResult> {
  installDriver();
  execFileSync("npm", ["run", "--silent", "build:bundle"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { launch } = await import("../test/browser/browsers.js");
  const { serve } = await import("../test/browser/serve.js");
  const { wasm, zkey, verificationKey } = await semaphore(DEPTH);
  const input = semaphoreInput(DEPTH);
  const folder = mkdtempSync(join(tmpdir(), "psephos-prove-"));
  mkdirSync(join(folder, "files"));
  const files = {
    "circuit.wasm": wasm,
    "circuit.zkey": zkey,
    "witness.wtns": formatWtns(await (await createWitnessCalculator(wasm)).calculate(input)),
    "input.json": inputToJson(input),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, "files", name), content);
  const server = await serve(
    {
      "/": join(ROOT, "bench", "prove-browser"),
      "/files": join(folder, "files"),
      "/psephos": join(ROOT, "dist", "bundle"),
      "/snarkjs": join(ROOT, "node_modules", "snarkjs", "build"),
    },
    false,
    "default-src * 'unsafe-inline' 'unsafe-eval' data: blob:", // snarkjs makes its workers from a data: URL
  );
  const ratios: Record<string, number> = {};
  const figures: Record<string, number | string> = {};
  try {
    for (const name of BROWSERS) {
      const answer = await measure(launch, name, server.origin, verificationKey);
      Object.assign(ratios, answer.ratios);
      Object.assign(figures, answer.figures);
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { name: "prove-browser", ratios, figures, engines: ["the browser's own choice", "plain kernel"] };
}
