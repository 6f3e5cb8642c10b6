import type { Group, Unnamed } from "../command.js";

export default {
  notes: `All words go to \`psephos-node relay\`: npm install psephos-node. A relay sees who sends, and a node what is sent.
\`psephos vote --relay URL\` sends through one.`,
  examples: ["psephos relay start --gateway https://one.example     (of psephos-node)"],
  commands: [],
} satisfies Unnamed<Group>;
