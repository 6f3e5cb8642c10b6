/** The words of the observer's page: the shared ones, and its own. */
import { useWords } from "../shared/components.js";
import type { OwnMessages } from "../shared/i18n.js";
import type { TallyKey } from "../shared/tally/words.js";
import type { en } from "./messages/en.js";

export const OWN: OwnMessages = {
  en: async () => (await import("./messages/en.js")).en,
  ca: async () => (await import("./messages/ca.js")).ca,
  es: async () => (await import("./messages/es.js")).es,
  ar: async () => (await import("./messages/ar.js")).ar,
};

/** `startPage` loads all of them. */
export const useOwnWords = () => useWords<keyof typeof en | TallyKey>();
