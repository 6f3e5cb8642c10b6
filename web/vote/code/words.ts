/** The words of codes that are made or registered here, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/code-en.js";

export type CodeKey = keyof typeof en;

export const CODE: OwnMessages<CodeKey> = {
  en: async () => (await import("./messages/code-en.js")).en,
  ca: async () => (await import("./messages/code-ca.js")).ca,
  es: async () => (await import("./messages/code-es.js")).es,
  ar: async () => (await import("./messages/code-ar.js")).ar,
};
