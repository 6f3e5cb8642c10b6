// npm run build:keys [-- instance…] [--update]
// Makes the development keys (INSECURE) of the circuits in build/<name>/ and compares them with
// build-hashes.json (`--update` rewrites it). Does nothing for a key that is there already.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensure } from "../src/errors/index.js";
import { compactKey } from "../src/groth16/index.js";
import {
  DEVELOPMENT_KEY_WARNING,
  type DevelopmentTranscript,
  prepareDevelopmentKey,
} from "../src/setup/index.js";
import { type Instance, loadInstances } from "./circuits/instances.js";
import { readArguments, runScript } from "./rebuild/command.js";
import {
  comparison,
  ensureCommitted,
  type KeyHashes,
  ROOT,
  readHashes,
  sha256,
  writeHashes,
} from "./rebuild/hashes.js";

/** Writes the compact form beside a key, for a circuit with a witness program; returns its hash. */
async function writeCompactKey(zkey: Uint8Array, path: string): Promise<string> {
  const bytes = await compactKey(zkey);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
  return sha256(bytes);
}

async function buildKey({ name, witnessProgram }: Instance, update: boolean): Promise<void> {
  const folder = join(ROOT, "build", name);
  const r1cs = join(folder, `${name}.r1cs`);
  ensure(existsSync(r1cs), "build/no-circuit", `${name} is not built`, "npm run build:circuits");
  const start = performance.now();
  const { transcript, made, zkey, paths } = await prepareDevelopmentKey({
    folder,
    name,
    r1cs: readFileSync(r1cs),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const pkey = witnessProgram && (await writeCompactKey(zkey, paths.zkey.replace(/zkey$/, "pkey")));
  const hashes = { ...hashesOf(transcript), ...(pkey && { pkey }) };
  const same = comparison(hashes, readHashes().developmentKeys[name]);
  const how = made ? `made in ${seconds} s` : "up to date";
  console.log(`${name.padEnd(12)} development key, INSECURE, ${how}, ${same}`);
  if (update) writeHashes("developmentKeys", { ...readHashes().developmentKeys, [name]: hashes });
  const { [name]: committed } = readHashes().developmentKeys;
  ensureCommitted({ [name]: hashes }, { [name]: committed }, "npm run build:keys -- --update");
}

const hashesOf = ({ zkeySha256, verificationKeySha256 }: DevelopmentTranscript): KeyHashes => ({
  zkey: zkeySha256,
  verificationKey: verificationKeySha256,
});

async function main(args: readonly string[]): Promise<void> {
  const { flags, names } = readArguments(args, ["update"]);
  for (const instance of loadInstances(names)) {
    // An unsimplified instance is there for its constraints to be read, not for proofs.
    if (instance.simplification === undefined) await buildKey(instance, flags.update);
  }
  console.log(DEVELOPMENT_KEY_WARNING);
}

await runScript(main);
