import type { Group, Unnamed } from "../command.js";
import { fetchCommand } from "./fetch.js";
import { replay } from "./replay.js";

export default { commands: [replay, fetchCommand] } satisfies Unnamed<Group>;
