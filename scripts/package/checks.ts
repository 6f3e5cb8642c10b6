/** Checks of a packed package: each is run and told, whatever came before. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./tarball.js";

const failures: string[] = [];

/** Runs a check and remembers that it failed, so that one run tells everything. */
export async function check(what: string, run: () => unknown): Promise<void> {
  console.log(`\n${what}`);
  try {
    await run();
  } catch (error) {
    failures.push(what);
    console.error(error instanceof Error ? error.message : error);
  }
}

export function fail(message: string): never {
  throw new Error(message);
}

export const run = (command: string, args: readonly string[], cwd = ROOT): void => {
  execFileSync(command, args, { cwd, stdio: "inherit" });
};

/** Runs a tool of tools/. */
export const tool = (name: string, ...args: readonly string[]): void =>
  run("node", [join(ROOT, "scripts", "tool.mjs"), name, ...args]);

/** Compiles the TypeScript in a folder under both ways to find modules. */
export async function compiles(folder: string): Promise<void> {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  for (const [module, resolution] of [
    ["NodeNext", "NodeNext"],
    ["ESNext", "Bundler"],
  ] as const)
    await check(`strict TypeScript, no types of Node, module resolution ${resolution}`, () =>
      run("node", [tsc, "-p", ".", "--module", module, "--moduleResolution", resolution], folder),
    );
}

/** Says how it went, by the exit code too. */
export function finish(): void {
  if (failures.length > 0) {
    console.error(`\nfailed: ${failures.join("; ")}`);
    process.exitCode = 1;
  } else console.log("\nthe package is as its users need it");
}
