import type { Group, Unnamed } from "../command.js";
import { count } from "./count.js";
import { report } from "./report.js";
import { showCommand } from "./show.js";

export default {
  examples: [
    "psephos results votes.jsonl --process process.json     (the same as results count)",
    "psephos results chain.jsonl --process process.json     (of a voting chain's log)",
    "psephos results --node https://node.example --process-id 0x… --watch",
    "psephos results report 0x… results.json --votes 24 --contract 0x… --key dev-keys/oracle-1.key",
  ],
  commands: [count, report, showCommand],
} satisfies Unnamed<Group>;
