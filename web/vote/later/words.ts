/** The words of votes that wait, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/later-en.js";

export type LaterKey = keyof typeof en;

export const LATER: OwnMessages<LaterKey> = {
  en: async () => (await import("./messages/later-en.js")).en,
  ca: async () => (await import("./messages/later-ca.js")).ca,
  es: async () => (await import("./messages/later-es.js")).es,
  ar: async () => (await import("./messages/later-ar.js")).ar,
};
