/** The words of turnout and results, for the pages that show them. */
import { useWords } from "../components.js";
import type { OwnMessages } from "../i18n.js";
import type { en } from "./messages/en.js";

export type TallyKey = keyof typeof en;

export const TALLY: OwnMessages = {
  en: async () => (await import("./messages/en.js")).en,
  ca: async () => (await import("./messages/ca.js")).ca,
  es: async () => (await import("./messages/es.js")).es,
  ar: async () => (await import("./messages/ar.js")).ar,
};

/** `startPage` loads both. */
export const useTallyWords = () => useWords<TallyKey>();
