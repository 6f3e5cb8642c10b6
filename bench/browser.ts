/**
 * A fresh Chromium page, local server → proof: census-7 with Psephos and either kernel, Semaphore depth 20 with snarkjs; and
 * the bytes that each downloads, gzipped. The browser and its driver are those of test/browser.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { semaphoreInput } from "../test/groth16/support/semaphore.js";
import { exampleCensusInput, inputToJson } from "./support/census-input.js";
import { type ColdFiles, prepareCold } from "./support/cold.js";
import { installDriver } from "./support/driver.js";
import { median } from "./support/measure.js";
import { type BenchResult, PLAIN } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const ROUNDS = 5;

interface Candidate {
  readonly page: string;
  /** The file that the page imports, and others that it loads. */
  readonly library: { readonly path: string; readonly file: string; readonly more: readonly string[] };
  readonly files: ColdFiles;
  readonly input: object;
}

export default async function browser(): Promise<BenchResult> {
  installDriver();
  const { ours, theirs } = await prepareCold();
  const bundle = join(ROOT, "dist", "bundle", "groth16.js");
  const peer = join(ROOT, "node_modules", "snarkjs", "build", "snarkjs.min.js");
  // Beside ours, of which it loads one.
  const kernelFile = (name: string): string[] =>
    readdirSync(dirname(bundle))
      .filter((file) => file.startsWith(name))
      .map((file) => join(dirname(bundle), file));
  const mine = (page: string, more: readonly string[]): Candidate => ({
    page,
    library: { path: "/psephos", file: bundle, more },
    files: ours,
    input: exampleCensusInput(),
  });
  const candidates = {
    fast: mine("ours.html", kernelFile("fast-kernel.generated")),
    plain: mine("ours.html?kernel=plain", kernelFile("kernel.generated")),
    theirs: {
      page: "peer.html",
      library: { path: "/snarkjs", file: peer, more: [] },
      files: theirs,
      input: semaphoreInput(20),
    },
  } satisfies Record<string, Candidate>;
  const times = { fast: [] as number[], plain: [] as number[], theirs: [] as number[] };
  let version = "";
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ["fast", "plain", "theirs"] as const) {
      const run = await coldPage(candidates[name]);
      version = run.version;
      if (round > 0) times[name].push(run.ms);
    }
  }
  const theirBytes = downloaded(candidates.theirs);
  const compare = (kernel: "fast" | "plain", suffix: string): Pick<BenchResult, "ratios" | "figures"> => {
    const bytes = downloaded(candidates[kernel]);
    return {
      ratios: {
        [`time${suffix}`]: median(times.theirs.map((ms, i) => ms / times[kernel][i]!)),
        [`bytes${suffix}`]: theirBytes / bytes,
      },
      figures: {
        [`fresh page, census-7: Psephos, ms${suffix}`]: median(times[kernel]),
        [`fresh page, Semaphore depth 20: snarkjs, ms${suffix}`]: median(times.theirs),
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

const downloaded = ({ library, files }: Candidate): number =>
  [library.file, ...library.more, files.wasm, files.zkey].reduce(
    (sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length,
    0,
  );

/** One page in a new browser with an empty profile; the time from navigation to proof, by the page's own clock; and the browser's version. */
async function coldPage({
  page: name,
  library,
  files,
  input,
}: Candidate): Promise<{ ms: number; version: string }> {
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
    return {
      ms: (await page.evaluate("globalThis.outcome.ms")) as number,
      version: (await browser.version()).replace("/", " "),
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
