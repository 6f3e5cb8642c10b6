import type { Group, Unnamed } from "../command.js";
import { build } from "./build.js";
import { info } from "./info.js";
import { proof } from "./proof.js";

export default {
  commands: [build, info, proof],
} satisfies Unnamed<Group>;
