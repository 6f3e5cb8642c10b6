/** Bundles the unit suites that need nothing of Node but `assert` into a page that runs them with mocha. */
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** What is left out reads files or starts processes. */
const SUITES = [
  ...[
    "bulk-poseidon",
    "curve",
    "fast-kernel",
    "field",
    "fixed",
    "kernel-choice",
    "msm",
    "ntt",
    "pairing",
    "quotient",
    "scale",
    "tower",
  ].map((name) => `engine/${name}`),
  "bytes/scalar",
  "engine/verifying",
  ...["points", "proof", "formats/sections", "proving/blinding", "proving/compact"].map(
    (name) => `groth16/${name}`,
  ),
  "groth16/proving/schedule",
  ...[
    "authority",
    "cases",
    "ceremony-attacks",
    "included",
    "layered-attacks",
    "model/histories",
    "named",
    "proofs",
    "registrations",
    "sealed",
    "vectors",
  ].map((name) => `ledger/${name}`),
];

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Unit suites</title>
<div id="mocha"></div>
<script src="mocha.js"></script>
<script>
  mocha.setup({ ui: "bdd", timeout: 500000, reporter: class { constructor() {} } });
</script>
<script type="module">
  const failures = [];
  let passes = 0;
  try {
    await import("./suites.js");
    mocha
      .run(() => { globalThis.outcome = { passes, failures }; })
      .on("pass", () => { passes += 1; })
      .on("fail", (test, error) => { failures.push(test.fullTitle() + ": " + error.message); });
  } catch (error) {
    globalThis.outcome = { passes, failures: [String(error?.stack ?? error)] };
  }
</script>
`;

/** The shared vectors, which Node's suites read from files, as modules of the bundle. */
const vectorsInside: Plugin = {
  name: "vectors",
  setup({ onLoad }) {
    const folder = join(ROOT, "test", "vectors");
    const names = readdirSync(folder).filter((name) => name.endsWith(".json") && !name.startsWith("package"));
    onLoad({ filter: /test\/support\/vectors\.ts$/ }, () => ({
      resolveDir: folder,
      contents: [
        ...names.map((name, i) => `import v${i} from "./${name}";`),
        'import chain from "./ledger/chain.jsonl";',
        'import cases from "./ledger/cases.json";',
        'export const vectorLines = (name) => ({ "ledger/chain": chain })[name].trimEnd().split("\\n");',
        `const all = { "ledger/cases": cases, ${names.map((name, i) => `"${name.slice(0, -5)}": v${i}`).join(", ")} };`,
        "export const vectors = (name) => structuredClone(all[name]);",
        "export const integers = (values) => values.map(BigInt);",
      ].join("\n"),
    }));
  },
};

/** Writes index.html, mocha.js and suites.js into `folder`. */
export async function bundleSuites(folder: string): Promise<void> {
  await build({
    stdin: {
      contents: SUITES.map((suite) => `import "./test/${suite}.test.ts";`).join("\n"),
      resolveDir: ROOT,
    },
    outfile: join(folder, "suites.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    loader: { ".jsonl": "text" },
    target: "es2022",
    logLevel: "error",
    ignoreAnnotations: true, // the package says that its modules have no side effects; tests have
    define: { "process.env.NODE_DEBUG": "undefined", "process.browser": "true" },
    alias: { "node:assert/strict": join(HERE, "assert-strict.js") },
    plugins: [vectorsInside],
    inject: [join(HERE, "process-shim.js")],
  });
  copyFileSync(join(ROOT, "node_modules", "mocha", "mocha.js"), join(folder, "mocha.js"));
  writeFileSync(join(folder, "index.html"), PAGE);
}
