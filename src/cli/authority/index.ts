import type { Group, Unnamed } from "../command.js";
import { create } from "./new.js";
import { finish, request } from "./request.js";
import { sign } from "./sign.js";

export default {
  notes: `An authority of kind ecdsa sees whom it certifies: new, then sign for each voter.
One of kind blind does not: the voter makes a request, the authority signs it, the
voter finishes. Its key is for one process alone.`,
  commands: [create, sign, request, finish],
} satisfies Unnamed<Group>;
