/** The words of votes in files, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/file-en.js";

export type FileKey = keyof typeof en;

export const FILE: OwnMessages<FileKey> = {
  en: async () => (await import("./messages/file-en.js")).en,
  ca: async () => (await import("./messages/file-ca.js")).ca,
  es: async () => (await import("./messages/file-es.js")).es,
  ar: async () => (await import("./messages/file-ar.js")).ar,
};
