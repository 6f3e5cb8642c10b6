/**
 * The consensus engine of a voting chain with several validators: CometBFT, built from tools/cometbft into build/cometbft.
 *
 *   npm run build:cometbft               build the program; say whether it has the committed hash
 *   npm run build:cometbft -- --check    fail if it has not, or if the committed codec is not that of the engine's .proto files
 *   npm run build:cometbft -- --write    commit the hash and the codec
 *
 * It needs Go 1.21 or later, which fetches the compiler that tools/cometbft/build.json names.
 */
import { ensure } from "../src/errors/index.js";
import { buildCodec } from "./cometbft/codec.js";
import { buildEngine, ENGINE, readEngineHashes, writeEngineHash } from "./cometbft/engine.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison } from "./rebuild/hashes.js";

const UPDATE = "after a wanted change: npm run build:cometbft -- --write";

await runScript((args) => {
  const { flags } = readArguments(args, ["check", "write"]);
  const started = performance.now();
  const built = buildEngine();
  const committed = readEngineHashes();
  const expected = committed.sha256[built.platform];
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${ENGINE}: ${(built.bytes / 1e6).toFixed(1)} MB in ${seconds} s`);
  console.log(`SHA-256 ${built.sha256} (${committed.go}, ${built.platform})`);
  if (flags.write) writeEngineHash(built.platform, built.sha256);
  else if (expected === undefined) console.log("no hash is committed for this platform");
  else console.log(comparison(built.sha256, expected));
  if (flags.check)
    ensure(built.sha256 === expected, "build/hash", "the engine does not have the committed hash", UPDATE);
  if (!flags.check && !flags.write) return;
  const differ = buildCodec(flags.write);
  if (flags.write) console.log(`codec: ${differ.length} files written`);
  else
    ensure(
      differ.length === 0,
      "build/hash",
      () => `the committed codec is not that of the engine: ${differ.join(", ")}`,
      UPDATE,
    );
});
