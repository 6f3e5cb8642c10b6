/**
 * Bundles `psephos/groth16` to a file that a page imports without a bundler: dist/bundle/groth16.js, and the kernels beside it. Part of
 * `npm run build`. Prints its size and fails above the budget.
 */
import { join } from "node:path";
import { bundle } from "./package/bundle.js";
import { ROOT } from "./package/tarball.js";

const within = await bundle({
  name: "psephos/groth16",
  entry: join(ROOT, "src", "groth16", "index.ts"),
  outfile: join(ROOT, "dist", "bundle", "groth16.js"),
  budget: 64_000,
});
if (!within) process.exitCode = 1;
