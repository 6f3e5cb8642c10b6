/** The commands, each in a folder of its own, in the order of the help. */
import type { Group, Leaf, Unnamed } from "./command.js";

/** A folder is loaded only where its command is run. */
interface Folder {
  readonly description: string;
  readonly load: () => Promise<{ readonly default: Unnamed<Leaf> | Unnamed<Group> }>;
}

export const COMMANDS: Readonly<Record<string, Folder>> = {
  identity: {
    description: "a voter's secret and its public commitment",
    load: () => import("./identity/index.js"),
  },
  census: {
    description: "the list of who may vote, and with what weight",
    load: () => import("./census/index.js"),
  },
  vote: {
    description: "prove and write one anonymous vote; explain one",
    load: () => import("./vote/index.js"),
  },
  verify: {
    description: "say whether a vote would be accepted",
    load: () => import("./verify/index.js"),
  },
  results: {
    description: "count votes, report the count, show what is settled",
    load: () => import("./results/index.js"),
  },
  election: {
    description: "run a whole anonymous election on this machine, with attacks, count and an EVM check",
    load: () => import("./election/index.js"),
  },
  setup: {
    description: "keys that many make together, and that anyone can check",
    load: () => import("./setup/index.js"),
  },
  compact: {
    description: "make the small files that a voter's device downloads",
    load: () => import("./compact/index.js"),
  },
  metadata: {
    description: "the questions of a process, as a file",
    load: () => import("./metadata/index.js"),
  },
  chain: {
    description: "the process contracts on a chain of your own",
    load: () => import("./chain/index.js"),
  },
  process: {
    description: "voting processes on chain",
    load: () => import("./process/index.js"),
  },
  rollup: {
    description: "results counted off chain and proved on chain",
    load: () => import("./rollup/index.js"),
  },
  seal: {
    description: "the key of sealed ballots, which several keykeepers make and open together",
    load: () => import("./seal/index.js"),
  },
  token: {
    description: "tokens whose holders vote",
    load: () => import("./token/index.js"),
  },
};
