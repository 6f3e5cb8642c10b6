/** The programs of Go that are built here: the consensus engine, and a node of IPFS for tests. */
import { join } from "node:path";
import { ROOT } from "../rebuild/hashes.js";
import type { GoProgram } from "./program.js";

export const COMETBFT: GoProgram = {
  module: join(ROOT, "tools", "cometbft"),
  package: "github.com/cometbft/cometbft/cmd/cometbft",
  file: join(ROOT, "build", "cometbft", "cometbft"),
  instead: "A cometbft that you have serves as well: psephos-node takes it from the PATH, or by --engine.",
};

export const KUBO: GoProgram = {
  module: join(ROOT, "tools", "kubo"),
  package: "github.com/ipfs/kubo/cmd/ipfs",
  file: join(ROOT, "build", "kubo", "ipfs"),
  instead: "It is needed for `npm run test:kubo` alone.",
};
