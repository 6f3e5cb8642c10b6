/**
 * A fresh Chromium page, local server → proof: census-7 with Psephos, Semaphore depth 20 with snarkjs; and the bytes
 * that each downloads, gzipped. The browser and its driver are those of test/browser.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { semaphoreInput } from "../test/groth16/support/semaphore.js";
import { exampleCensusInput, inputToJson } from "./support/census-input.js";
import { type ColdFiles, prepareCold } from "./support/cold.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const DRIVER = join(ROOT, "test", "browser");
const ROUNDS = 5;

interface Candidate {
  readonly page: string;
  readonly library: { readonly path: string; readonly file: string };
  readonly files: ColdFiles;
  readonly input: object;
}

export default async function browser(): Promise<BenchResult> {
  if (!existsSync(join(DRIVER, "node_modules"))) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: DRIVER,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const { ours, theirs } = await prepareCold();
  const bundle = join(ROOT, "dist", "bundle", "groth16.js");
  const peer = join(ROOT, "node_modules", "snarkjs", "build", "snarkjs.min.js");
  const candidates = {
    ours: {
      page: "ours.html",
      library: { path: "/psephos", file: bundle },
      files: ours,
      input: exampleCensusInput(),
    },
    theirs: {
      page: "peer.html",
      library: { path: "/snarkjs", file: peer },
      files: theirs,
      input: semaphoreInput(20),
    },
  } satisfies Record<string, Candidate>;
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ["ours", "theirs"] as const) {
      const ms = await coldPage(candidates[name]);
      if (round > 0) times[name].push(ms);
    }
  }
  const bytes = { ours: downloaded(candidates.ours), theirs: downloaded(candidates.theirs) };
  return {
    name: "browser",
    ratios: {
      time: median(times.theirs.map((ms, i) => ms / times.ours[i]!)),
      bytes: bytes.theirs / bytes.ours,
    },
    figures: {
      "fresh page, census-7: Psephos, ms": median(times.ours),
      "fresh page, Semaphore depth 20: snarkjs, ms": median(times.theirs),
      "downloaded, gzipped: Psephos, KB": bytes.ours / 1000,
      "downloaded, gzipped: snarkjs, KB": bytes.theirs / 1000,
    },
  };
}

const downloaded = ({ library, files }: Candidate): number =>
  [
    library.file,
    // Chromium has relaxed SIMD, and loads the fast kernel from beside ours.
    ...readdirSync(join(library.file, ".."))
      .filter((name) => name.startsWith("fast-kernel.generated"))
      .map((name) => join(library.file, "..", name)),
    files.wasm,
    files.zkey,
  ].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);

/** One page in a new browser with an empty profile; the time from navigation to proof, by the page's own clock. */
async function coldPage({ page: name, library, files, input }: Candidate): Promise<number> {
  const { launch } = await import("../test/browser/browsers.js");
  const { serve } = await import("../test/browser/serve.js");
  const folder = mkdtempSync(join(tmpdir(), "psephos-page-"));
  mkdirSync(join(folder, "files"));
  cpSync(files.wasm, join(folder, "files", "circuit.wasm"));
  cpSync(files.zkey, join(folder, "files", "circuit.zkey"));
  writeFileSync(join(folder, "files", "input.json"), inputToJson(input));
  const server = await serve(
    {
      "/": join(ROOT, "bench", "browser"),
      "/files": join(folder, "files"),
      [library.path]: join(library.file, ".."),
    },
    false,
    "default-src * 'unsafe-inline' 'unsafe-eval' data: blob:", // snarkjs makes its worker from a data: URL
  );
  const browser = await launch("chromium");
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/${name}`);
    await page.waitForFunction("globalThis.outcome !== undefined", { timeout: 60_000 });
    return (await page.evaluate("globalThis.outcome.ms")) as number;
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
