/**
 * A node of IPFS, Kubo, for the tests that compare with it: built from tools/kubo into build/kubo.
 *
 *   npm run build:kubo               build the program; say whether it has the committed hash
 *   npm run build:kubo -- --check    fail if it has not
 *   npm run build:kubo -- --write    commit the hash
 *
 * It needs Go 1.21 or later, which fetches the compiler that tools/kubo/build.json names.
 */
import { buildAndCompare } from "./go/command.js";
import { KUBO } from "./go/programs.js";
import { readArguments, runScript } from "./rebuild/command.js";

await runScript((args) =>
  buildAndCompare(
    KUBO,
    readArguments(args, ["check", "write"]).flags,
    "after a wanted change: npm run build:kubo -- --write",
  ),
);
