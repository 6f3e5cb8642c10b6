import type { Group, Unnamed } from "../command.js";
import { create } from "./new.js";
import { sign } from "./sign.js";

export default {
  notes: `A petition is a process with one field, whose only value is 1: who signs gives it, and the
result counts them. Votes of a petition have their voters' names.`,
  commands: [create, sign],
} satisfies Unnamed<Group>;
