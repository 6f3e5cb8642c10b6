import type { Group, Unnamed } from "../command.js";
import { dev } from "./dev.js";
import { mine } from "./mine.js";
import { verifier } from "./verifier.js";

export default {
  commands: [verifier, dev, mine],
} satisfies Unnamed<Group>;
