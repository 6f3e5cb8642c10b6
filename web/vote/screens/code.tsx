/** The screens of codes that are made or registered here. */
import { CODE } from "../code/words.js";
import { lazily } from "./lazily.js";

export const Code = lazily(() => import("../code/code-screens.js"), CODE);
