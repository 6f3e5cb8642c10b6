import type { Group, Unnamed } from "../command.js";
import { check } from "./check.js";
import { hash } from "./hash.js";

export default {
  commands: [check, hash],
} satisfies Unnamed<Group>;
