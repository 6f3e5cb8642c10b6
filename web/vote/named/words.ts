/** The words of votes by name, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/named-en.js";

export type NamedKey = keyof typeof en;

export const NAMED: OwnMessages<NamedKey> = {
  en: async () => (await import("./messages/named-en.js")).en,
  ca: async () => (await import("./messages/named-ca.js")).ca,
  es: async () => (await import("./messages/named-es.js")).es,
  ar: async () => (await import("./messages/named-ar.js")).ar,
};
