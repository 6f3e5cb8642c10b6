import type { Group, Unnamed } from "../command.js";

export default {
  notes: `All words go to \`psephos-node publish\`, which brings what IPFS needs: npm install psephos-node.
\`psephos-node publish --help\` has its options.`,
  examples: [
    "psephos publish metadata.json census.psc --car content.car     (of psephos-node)",
    "psephos publish metadata.json --kubo http://127.0.0.1:5001     (of psephos-node)",
  ],
  commands: [],
} satisfies Unnamed<Group>;
