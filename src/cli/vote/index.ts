import type { Group, Unnamed } from "../command.js";
import { cast } from "./cast.js";
import { explainCommand } from "./explain.js";

export default {
  examples: [
    "psephos vote 1,0 --process process.json     (the same as vote cast)",
    "psephos vote explain vote.json --process process.json",
  ],
  commands: [cast, explainCommand],
} satisfies Unnamed<Group>;
