import type { Group, Unnamed } from "../command.js";
import { replay } from "./replay.js";

export default { commands: [replay] } satisfies Unnamed<Group>;
