import type { Group, Unnamed } from "../command.js";
import { cast } from "./cast.js";
import { explainCommand } from "./explain.js";
import { send } from "./send.js";

export default {
  examples: [
    "psephos vote 1,0 --process process.json     (the same as vote cast)",
    "psephos vote yes --node https://node.example --process-id 0x… --genesis-hash 0x…",
    "psephos vote send vote.json --node https://node.example",
    "psephos vote explain vote.json --process process.json",
  ],
  commands: [cast, send, explainCommand],
} satisfies Unnamed<Group>;
