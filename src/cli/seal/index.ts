import type { Group, Unnamed } from "../command.js";
import { begin } from "./begin.js";
import { key } from "./key.js";
import { complain, confirm, deal, share } from "./messages.js";
import { status } from "./status.js";

export default {
  notes: `A ceremony by hand, with files in a folder that the keykeepers share:
key, begin, deal (each), complain (each), confirm (each), and after the end share
(each). status checks all of it at any time.`,
  commands: [key, begin, deal, complain, confirm, share, status],
} satisfies Unnamed<Group>;
