/** The commands, each in a folder of its own, in the order of the help. */
import type { Group, Leaf, Unnamed } from "./command.js";

/** A folder is loaded only if its command is run. */
interface Folder {
  readonly description: string;
  readonly load: () => Promise<{ readonly default: Unnamed<Leaf> | Unnamed<Group> }>;
  /** The program that gets all words that are not one of the folder's own commands. */
  readonly program?: () => Promise<OtherProgram>;
}

/** Runs another program with these words. @returns its exit code */
export type OtherProgram = (words: readonly string[]) => Promise<number>;

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
    description: "prove an anonymous vote, send it to a node, or explain one",
    load: () => import("./vote/index.js"),
  },
  verify: {
    description: "check whether a vote would be accepted",
    load: () => import("./verify/index.js"),
  },
  receipt: {
    description: "check that a vote is recorded",
    load: () => import("./receipt/index.js"),
  },
  results: {
    description: "count votes, watch a node count them, report the count, show settled results",
    load: () => import("./results/index.js"),
  },
  election: {
    description: "run a whole anonymous election on this machine, with attacks, count and an EVM check",
    load: () => import("./election/index.js"),
  },
  setup: {
    description: "make proving keys in a ceremony of many people, and check them",
    load: () => import("./setup/index.js"),
  },
  compact: {
    description: "make the smaller files that voters' devices download",
    load: () => import("./compact/index.js"),
  },
  metadata: {
    description: "check and hash the file with a process's questions",
    load: () => import("./metadata/index.js"),
  },
  chain: {
    description:
      "run the contracts on a local chain; with psephos-node, a voting chain of several validators",
    load: () => import("./chain/index.js"),
    program: async () => {
      const { runNodeProgram } = await import("./node/program.js");
      return (words) => runNodeProgram(["chain", ...words]);
    },
  },
  process: {
    description: "voting processes on chain",
    load: () => import("./process/index.js"),
  },
  rollup: {
    description: "count off chain and prove the result on chain",
    load: () => import("./rollup/index.js"),
  },
  register: {
    description: "register for an anonymous vote, with an account that may vote",
    load: () => import("./register/index.js"),
  },
  petition: {
    description: "make and sign a petition",
    load: () => import("./petition/index.js"),
  },
  ledger: {
    description: "a voting chain: replay its blocks and compare its state roots",
    load: () => import("./ledger/index.js"),
  },
  bundle: {
    description: "put everything about an election into one file, for strangers to check",
    load: () => import("./bundle/index.js"),
  },
  audit: {
    description: "check everything in a bundle: keys, census, proofs, rules, count",
    load: () => import("./audit/index.js"),
  },
  node: {
    description: "a node of a voting chain: show its state, or run one with psephos-node",
    load: () => import("./node/index.js"),
    program: async () => (await import("./node/program.js")).runNodeProgram,
  },
  publish: {
    description: "put files on IPFS, with psephos-node: their CIDs, content URIs, a CAR file, pins",
    load: () => import("./publish/index.js"),
    program: async () => {
      const { runNodeProgram } = await import("./node/program.js");
      return (words) => runNodeProgram(["publish", ...words]);
    },
  },
  relay: {
    description: "carry voters' sealed requests to nodes, with psephos-node",
    load: () => import("./relay/index.js"),
    program: async () => {
      const { runNodeProgram } = await import("./node/program.js");
      return (words) => runNodeProgram(["relay", ...words]);
    },
  },
  seal: {
    description: "the key of sealed ballots: several keykeepers make it and open the ballots together",
    load: () => import("./seal/index.js"),
  },
  authority: {
    description: "an authority that certifies voters, with or without seeing their accounts",
    load: () => import("./authority/index.js"),
  },
  token: {
    description: "tokens whose holders vote",
    load: () => import("./token/index.js"),
  },
};
