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
import { buildAndCompare } from "./go/command.js";
import { COMETBFT } from "./go/programs.js";
import { readArguments, runScript } from "./rebuild/command.js";

const UPDATE = "after a wanted change: npm run build:cometbft -- --write";

await runScript((args) => {
  const { flags } = readArguments(args, ["check", "write"]);
  buildAndCompare(COMETBFT, flags, UPDATE);
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
