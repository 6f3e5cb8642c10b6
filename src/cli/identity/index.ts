import type { Group, Unnamed } from "../command.js";
import { commitment } from "./commitment.js";
import { message } from "./message.js";
import { create } from "./new.js";

export default {
  commands: [create, commitment, message],
} satisfies Unnamed<Group>;
