// npm run lint:contracts [-- --install-slither]
// solhint by .solhintrc.yaml, no warning let through; and slither, if it is installed or can be.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PsephosError } from "../src/errors/index.js";
import { ROOT } from "./contracts/compile.js";
import { checkWithSlither } from "./contracts/slither.js";

const tool = join(ROOT, "scripts", "tool.mjs");
const solhint = ["solhint", "-c", ".solhintrc.yaml", "--disc", "--max-warnings", "0", "contracts/**/*.sol"];
const { status } = spawnSync(process.execPath, [tool, ...solhint], { cwd: ROOT, stdio: "inherit" });
if (status !== 0) process.exit(1);
console.log("solhint: no finding");

try {
  console.log(checkWithSlither(process.argv.includes("--install-slither")));
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
