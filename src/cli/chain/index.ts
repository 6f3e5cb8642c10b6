import type { Group, Unnamed } from "../command.js";
import { dev } from "./dev.js";
import { mine } from "./mine.js";
import { verifier } from "./verifier.js";

export default {
  notes: `init, join, show, start, status and testnet are of the program \`psephos-node\`: a voting chain that several validators order.
It is a package of its own: npm install psephos-node.`,
  commands: [verifier, dev, mine],
} satisfies Unnamed<Group>;
