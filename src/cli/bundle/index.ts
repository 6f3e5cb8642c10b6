import type { Group, Unnamed } from "../command.js";
import { make } from "./make.js";

export default { commands: [make] } satisfies Unnamed<Group>;
