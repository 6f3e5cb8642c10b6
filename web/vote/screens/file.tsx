/** The screens of votes in files. */
import { FILE } from "../file/words.js";
import { lazily } from "./lazily.js";

export const File = lazily(() => import("../file/file-screens.js"), FILE);
