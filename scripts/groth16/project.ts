/** The projects that psephos-groth16 is installed in: test/environments/, each in a folder of its own, with a small circuit and its key. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDevelopmentKey } from "../../src/setup/index.js";
import { compile, TINY } from "../../test/groth16/support/circuit.js";
import { install, ROOT } from "../package/tarball.js";

/** What the scenario of test/environments/shared prints when it has passed. */
export const PROVED = "ok 116,42,195";

/** Writes the circuit's files: c.wasm, c.zkey, c.vkey.json. */
export async function makeCircuit(folder: string): Promise<void> {
  const { wasm, r1cs } = await compile(TINY);
  const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
  mkdirSync(folder);
  writeFileSync(join(folder, "c.wasm"), wasm);
  writeFileSync(join(folder, "c.zkey"), zkey);
  writeFileSync(join(folder, "c.vkey.json"), JSON.stringify(verificationKey));
}

/** Makes projects in `scratch` with the package and whatever else each needs. */
export const projectsIn =
  (scratch: string, circuit: string) =>
  (name: string, tarball: string, ...dependencies: readonly string[]): string => {
    const folder = join(scratch, name);
    cpSync(join(ROOT, "test", "environments"), folder, { recursive: true });
    install(folder, tarball, ...dependencies);
    cpSync(circuit, join(folder, "circuit"), { recursive: true });
    cpSync(join(folder, "shared"), folder, { recursive: true });
    return folder;
  };
