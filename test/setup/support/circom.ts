/** Circuits of a test's own, compiled as the project's are. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Compiles a source with `--O2`; `sym` are the names of its wires. */
export async function compileWithNames(source: string) {
  const folder = mkdtempSync(join(tmpdir(), "psephos-circom-"));
  try {
    writeFileSync(join(folder, "c.circom"), source);
    const cli = createRequire(import.meta.url).resolve("circom2/cli.js");
    execFileSync(process.execPath, [cli, "c.circom", "--r1cs", "--wasm", "--sym", "--O2"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const read = (...path: string[]) => new Uint8Array(readFileSync(join(folder, ...path)));
    return {
      wasm: read("c_js", "c.wasm"),
      r1cs: read("c.r1cs"),
      sym: readFileSync(join(folder, "c.sym"), "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
