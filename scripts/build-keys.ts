// npm run build:keys [-- instance…] [--update]
// Makes the development keys (INSECURE) of the circuits in build/<name>/ and holds them against
// build-hashes.json (`--update` rewrites it). Does nothing for a key that is there already.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensure, PsephosError } from "../src/errors.js";
import {
  DEVELOPMENT_KEY_WARNING,
  type DevelopmentTranscript,
  prepareDevelopmentKey,
} from "../src/setup/index.js";
import { loadInstances } from "./circuits/instances.js";

const ROOT = join(import.meta.dirname, "..");
const HASHES = join(ROOT, "build-hashes.json");

interface KeyHashes {
  readonly zkey: string;
  readonly verificationKey: string;
}

const readHashes = (): { developmentKeys?: Record<string, KeyHashes> } =>
  JSON.parse(readFileSync(HASHES, "utf8"));

function updateHashes(name: string, hashes: KeyHashes): void {
  const all = readHashes();
  all.developmentKeys = { ...all.developmentKeys, [name]: hashes };
  writeFileSync(`${HASHES}.new`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${HASHES}.new`, HASHES);
}

function checkHashes(name: string, { zkey, verificationKey }: KeyHashes): void {
  const committed = readHashes().developmentKeys?.[name];
  ensure(
    committed?.zkey === zkey && committed.verificationKey === verificationKey,
    "build/hash",
    `the development key of ${name} is not the one whose hashes are in build-hashes.json`,
    "after a wanted change of a circuit: npm run build:keys -- --update",
  );
}

async function buildKey(name: string, update: boolean): Promise<void> {
  const folder = join(ROOT, "build", name);
  const r1cs = join(folder, `${name}.r1cs`);
  ensure(existsSync(r1cs), "build/no-circuit", `${name} is not built`, "npm run build:circuits");
  const start = performance.now();
  const { transcript, made } = await prepareDevelopmentKey({ folder, name, r1cs: readFileSync(r1cs) });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${name.padEnd(12)} development key, INSECURE, ${made ? `made in ${seconds} s` : "up to date"}`,
  );
  const hashes = hashesOf(transcript);
  if (update) updateHashes(name, hashes);
  checkHashes(name, hashes);
}

const hashesOf = ({ zkeySha256, verificationKeySha256 }: DevelopmentTranscript): KeyHashes => ({
  zkey: zkeySha256,
  verificationKey: verificationKeySha256,
});

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== "--update");
  for (const { name } of loadInstances(names)) await buildKey(name, args.includes("--update"));
  console.log(DEVELOPMENT_KEY_WARNING);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
});
