/** A circuit's files for the commands: its program and its key, made for development where there is none. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensure } from "../errors.js";
import type { VerificationKeyJson } from "../groth16/index.js";
import { DEVELOPMENT_KEY_WARNING, isDevelopmentKey, prepareDevelopmentKey } from "../setup/index.js";
import { readBytes, readJson } from "./files.js";
import type { Output } from "./output.js";

export interface Circuit {
  readonly name: string;
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
  readonly verificationKey: VerificationKeyJson;
  /** Which kind of key this is, for people. */
  readonly label: string;
}

/** Where `npm run build:circuits` puts its files. */
const BUILD = fileURLToPath(new URL("../../build", import.meta.url));
const BUILD_HINT = "Run `npm run build:circuits`, or name the folder with --artifacts.";

/**
 * Reads a circuit's program and key. A ceremony's key (`NAME.zkey`, `NAME.vkey.json`) goes before a development
 * key, which is made if there is neither, and made anew when the circuit has changed.
 * @throws PsephosError `cli/read`, `cli/key`, and what key making throws
 */
export async function loadCircuit(
  name: string,
  output: Output,
  signal: AbortSignal,
  artifacts = BUILD,
): Promise<Circuit> {
  const folder = join(artifacts, name);
  const file = (suffix: string) => join(folder, `${name}${suffix}`);
  const wasm = await readBytes(file(".wasm"), BUILD_HINT);
  if (existsSync(file(".zkey"))) {
    const verificationKey = (await readJson(file(".vkey.json"))) as VerificationKeyJson;
    ensure(
      !isDevelopmentKey(verificationKey),
      "cli/key",
      `${file(".vkey.json")} is a development key under a ceremony key's name`,
      "Remove it and the .zkey beside it; a development key is made anew under its own name.",
    );
    return { name, wasm, zkey: await readBytes(file(".zkey")), verificationKey, label: "ceremony key" };
  }
  const r1cs = await readBytes(file(".r1cs"), BUILD_HINT);
  const { zkey, verificationKey } = await output.step(`Loading the development key of ${name}`, (progress) =>
    prepareDevelopmentKey(
      { folder, name, r1cs },
      {
        signal,
        onProgress: ({ done, total }) => progress(`making it: ${Math.floor((100 * done) / total)} %`),
      },
    ),
  );
  output.warn(DEVELOPMENT_KEY_WARNING);
  return { name, wasm, zkey, verificationKey, label: "development key, INSECURE" };
}
