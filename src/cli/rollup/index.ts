import type { Group, Unnamed } from "../command.js";
import { challenge } from "./challenge.js";
import { check } from "./check.js";
import { include } from "./include.js";
import { open } from "./open.js";
import { post } from "./post.js";
import { prove } from "./prove.js";
import { settle } from "./settle.js";
import { sign } from "./sign.js";
import { status } from "./status.js";
import { watch } from "./watch.js";
import { withdraw } from "./withdraw.js";

export default {
  commands: [open, status, settle, withdraw, prove, sign, post, check, include, challenge, watch],
} satisfies Unnamed<Group>;
