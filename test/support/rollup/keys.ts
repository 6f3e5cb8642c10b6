// Circuits of build/ with their development keys, made when they are not there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VerificationKeyJson } from "../../../src/groth16/index.js";
import type { TallyArtifacts } from "../../../src/rollup/index.js";
import { prepareDevelopmentKey } from "../../../src/setup/index.js";

const BUILD = join(import.meta.dirname, "..", "..", "..", "build");

export interface TallyCircuit extends TallyArtifacts {
  readonly verificationKey: VerificationKeyJson;
}

/** The same with the compact key and the straight-line witness program: what commands read for circuits that have them. */
export async function compactTallyCircuit(name: string): Promise<TallyCircuit> {
  const read = (suffix: string) => readFileSync(join(BUILD, name, `${name}.${suffix}`));
  const verificationKey = JSON.parse(read("dev-INSECURE.vkey.json").toString());
  return { wasm: read("pwit"), zkey: read("dev-INSECURE.pkey"), verificationKey };
}

export async function tallyCircuit(name: string): Promise<TallyCircuit> {
  const folder = join(BUILD, name);
  const read = (extension: string) => readFileSync(join(folder, `${name}.${extension}`));
  const { zkey, verificationKey } = await prepareDevelopmentKey({ folder, name, r1cs: read("r1cs") });
  return { wasm: read("wasm"), zkey, verificationKey };
}
