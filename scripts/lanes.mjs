/**
 * Runs npm scripts in lanes: `node scripts/lanes.mjs "check && build:js" "build:circuits && build:contracts"`.
 *
 * A lane's scripts run one after another, the lanes at the same time. What a script prints is shown when it ends, with its time. The
 * first failure stops all lanes, with exit code 1.
 */
import { spawn } from "node:child_process";

const abort = new AbortController();

/** Runs `npm run <script>`; what follows the script's name goes to it. */
function run(script) {
  const { promise, resolve, reject } = deferred();
  const started = performance.now();
  let printed = "";
  const child = spawn("npm", ["run", "--silent", ...script.split(" ")], {
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    signal: abort.signal,
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
  child.once("error", reject);
  child.once("close", (code) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${printed}-- ${script}: ${code === 0 ? "" : "failed after "}${seconds} s\n`);
    if (code === 0) resolve();
    else reject(new Error(script));
  });
  return promise;
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

async function runLane(lane) {
  for (const script of lane.split(" && ")) await run(script);
}

try {
  await Promise.all(process.argv.slice(2).map(runLane));
} catch {
  process.exitCode = 1;
  abort.abort();
}
