/** The words of relays, which the voter's page loads with their screens. */
import type { OwnMessages } from "../../shared/i18n.js";
import type { en } from "./messages/network-en.js";

export type NetworkKey = keyof typeof en;

export const NETWORK: OwnMessages<NetworkKey> = {
  en: async () => (await import("./messages/network-en.js")).en,
  ca: async () => (await import("./messages/network-ca.js")).ca,
  es: async () => (await import("./messages/network-es.js")).es,
  ar: async () => (await import("./messages/network-ar.js")).ar,
};
