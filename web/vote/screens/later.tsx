/** The screens of votes that wait for a random moment. */
import { LATER } from "../later/words.js";
import { lazily } from "./lazily.js";

export const Later = lazily(() => import("../later/later-screens.js"), LATER);
