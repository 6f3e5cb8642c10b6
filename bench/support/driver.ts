/** The browsers' driver, which has a package of its own: test/browser. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const DRIVER = join(import.meta.dirname, "..", "..", "test", "browser");

/** Installs it the first time. What imports test/browser is loaded after that. */
export function installDriver(): void {
  if (existsSync(join(DRIVER, "node_modules"))) return;
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: DRIVER,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
