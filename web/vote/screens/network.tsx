/** The screens of relays: who sees what, and what to do if none works. */
import { NETWORK } from "../network/words.js";
import { lazily } from "./lazily.js";

export const Network = lazily(() => import("../network/network-screens.js"), NETWORK);
