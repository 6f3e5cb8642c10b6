import type { Group, Unnamed } from "../command.js";
import { find } from "./find.js";
import { register } from "./register.js";

export default {
  commands: [find, register],
} satisfies Unnamed<Group>;
