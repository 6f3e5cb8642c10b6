import type { Group, Unnamed } from "../command.js";
import { cast } from "./cast.js";

export default {
  examples: ["psephos vote 1,0 --process process.json     (the same as vote cast)"],
  commands: [cast],
} satisfies Unnamed<Group>;
