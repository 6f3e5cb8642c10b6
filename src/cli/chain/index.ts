import type { Group, Unnamed } from "../command.js";
import { dev } from "./dev.js";
import { verifier } from "./verifier.js";

export default {
  commands: [verifier, dev],
} satisfies Unnamed<Group>;
