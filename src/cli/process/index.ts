import type { Group, Unnamed } from "../command.js";
import { census } from "./census.js";
import { create } from "./create.js";
import { nextQuestion } from "./next-question.js";
import { publishCommand } from "./publish.js";
import { show } from "./show.js";
import { status } from "./status.js";

export default {
  commands: [create, show, status, census, nextQuestion, publishCommand],
} satisfies Unnamed<Group>;
