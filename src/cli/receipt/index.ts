import type { Group, Unnamed } from "../command.js";
import { check } from "./check.js";

export default {
  examples: [
    "psephos receipt check receipt.json --genesis genesis.json",
    "psephos receipt check receipt.json --genesis genesis.json --node https://node.example",
  ],
  commands: [check],
} satisfies Unnamed<Group>;
