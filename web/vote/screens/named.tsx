/** The screens of votes by name. */
import { NAMED } from "../named/words.js";
import { lazily } from "./lazily.js";

export const Named = lazily(() => import("../named/named-screens.js"), NAMED);
