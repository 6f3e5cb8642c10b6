import type { Group, Unnamed } from "../command.js";
import { key } from "./key.js";
import { witness } from "./witness.js";

export default {
  notes: "The result depends on the given files only: anyone can make it again and compare.",
  examples: [
    "psephos compact key census-7.zkey --out census-7.pkey",
    "psephos compact witness census-7.r1cs --sym census-7.sym --out census-7.pwit",
  ],
  commands: [key, witness],
} satisfies Unnamed<Group>;
