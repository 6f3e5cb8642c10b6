/** The words of a part of one's weight, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/weight-en.js";

export type WeightKey = keyof typeof en;

export const WEIGHT: OwnMessages<WeightKey> = {
  en: async () => (await import("./messages/weight-en.js")).en,
  ca: async () => (await import("./messages/weight-ca.js")).ca,
  es: async () => (await import("./messages/weight-es.js")).es,
  ar: async () => (await import("./messages/weight-ar.js")).ar,
};
