// npm run build:keys [-- instance…] [--update]
// Makes the development keys (INSECURE) of the circuits in build/<name>/ and holds them against
// build-hashes.json (`--update` rewrites it). Does nothing for a key that is there already.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensure, PsephosError } from "../src/errors/index.js";
import { compactKey } from "../src/groth16/index.js";
import {
  DEVELOPMENT_KEY_WARNING,
  type DevelopmentTranscript,
  prepareDevelopmentKey,
} from "../src/setup/index.js";
import { type Instance, loadInstances } from "./circuits/instances.js";

const ROOT = join(import.meta.dirname, "..");
const HASHES = join(ROOT, "build-hashes.json");

interface KeyHashes {
  readonly zkey: string;
  readonly verificationKey: string;
  /** Of the compact form for voters, where there is one. */
  readonly pkey?: string;
}

const readHashes = (): { developmentKeys?: Record<string, KeyHashes> } =>
  JSON.parse(readFileSync(HASHES, "utf8"));

function updateHashes(name: string, hashes: KeyHashes): void {
  const all = readHashes();
  all.developmentKeys = { ...all.developmentKeys, [name]: hashes };
  writeFileSync(`${HASHES}.new`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${HASHES}.new`, HASHES);
}

function checkHashes(name: string, { zkey, verificationKey, pkey }: KeyHashes): void {
  const committed = readHashes().developmentKeys?.[name];
  ensure(
    committed?.zkey === zkey && committed.verificationKey === verificationKey && committed.pkey === pkey,
    "build/hash",
    `the development key of ${name} is not the one whose hashes are in build-hashes.json`,
    "after a wanted change of a circuit: npm run build:keys -- --update",
  );
}

/** Writes the compact form beside a key, for a circuit that voters prove; returns its hash. */
async function writeCompactKey(zkey: Uint8Array, path: string): Promise<string> {
  const bytes = await compactKey(zkey);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
  return createHash("sha256").update(bytes).digest("hex");
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
  console.log(
    `${name.padEnd(12)} development key, INSECURE, ${made ? `made in ${seconds} s` : "up to date"}`,
  );
  const pkey = witnessProgram && (await writeCompactKey(zkey, paths.zkey.replace(/zkey$/, "pkey")));
  const hashes = { ...hashesOf(transcript), ...(pkey && { pkey }) };
  if (update) updateHashes(name, hashes);
  checkHashes(name, hashes);
}

const hashesOf = ({ zkeySha256, verificationKeySha256 }: DevelopmentTranscript): KeyHashes => ({
  zkey: zkeySha256,
  verificationKey: verificationKeySha256,
});

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== "--update");
  for (const instance of loadInstances(names)) {
    // An unsimplified instance is there for its constraints to be read, not for proofs.
    if (instance.simplification === undefined) await buildKey(instance, args.includes("--update"));
  }
  console.log(DEVELOPMENT_KEY_WARNING);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
});
