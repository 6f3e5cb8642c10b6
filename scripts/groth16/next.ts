/** The Next.js app of test/environments/next. */
import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { run } from "../package/checks.js";

/** Builds the app in a project's folder, and serves it while something is done. */
export async function withNext(
  folder: string,
  circuit: string,
  work: (base: string) => unknown,
): Promise<void> {
  const app = join(folder, "next");
  cpSync(circuit, join(app, "public", "circuit"), { recursive: true });
  run("npx", ["next", "build"], app);
  const server = spawn("npx", ["next", "start", "--port", "0", "--hostname", "127.0.0.1"], {
    cwd: app,
    env: { ...process.env, CIRCUIT: circuit },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    let printed = "";
    let address: string | undefined;
    for await (const chunk of server.stdout) {
      printed += chunk;
      address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (address !== undefined && /Ready/.test(printed)) break;
    }
    await work(`${address}`);
  } finally {
    process.kill(-server.pid!, "SIGKILL"); // on others it waits for our connections
  }
}
