/** The screen of a part of one's weight. */
import { WEIGHT } from "../weight/words.js";
import { lazily } from "./lazily.js";

export const Weight = lazily(() => import("../weight/weight-screens.js"), WEIGHT);
