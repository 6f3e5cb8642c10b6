import type { Group, Unnamed } from "../command.js";
import { status } from "./status.js";

export default {
  notes: `Every other word is of the program \`psephos-node\`, which runs a node: \`psephos node start\` is \`psephos-node start\`.
It is a package of its own, so that voters need no database and no web server: npm install psephos-node.`,
  examples: [
    "psephos node status --node https://node.example",
    "psephos node start --home chain     (of psephos-node)",
    "psephos node --version              (of psephos-node)",
  ],
  commands: [status],
} satisfies Unnamed<Group>;
