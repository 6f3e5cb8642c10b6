/** The words of the contributor's page: the shared ones, and its own. */
import { useWords } from "../shared/components.js";
import type { MessageKey, OwnMessages, Words } from "../shared/i18n.js";
import type { ErrorShown } from "../shared/rpc.js";
import type { en } from "./messages/en.js";

export type OwnKey = keyof typeof en;
export type ContributeWords = Words<MessageKey | OwnKey>;

export const OWN: OwnMessages = {
  en: async () => (await import("./messages/en.js")).en,
  ca: async () => (await import("./messages/ca.js")).ca,
  es: async () => (await import("./messages/es.js")).es,
  ar: async () => (await import("./messages/ar.js")).ar,
};

/** `startPage` loads both. */
export const useOwnWords = () => useWords<OwnKey>();

const ERRORS: Readonly<Record<string, OwnKey>> = {
  "artifacts/memory": "fault-memory",
  "contribute/address": "fault-file-link",
  "contribute/answer": "fault-answer",
  "contribute/broken-off": "fault-broken-off",
  "contribute/http": "fault-http",
  "contribute/missing": "fault-missing",
  "contribute/no-key": "fault-no-key",
  "contribute/phase": "fault-phase",
  "contribute/too-large": "fault-too-large",
  "contribute/unreachable": "fault-unreachable",
  "engine/no-webassembly": "fault-wasm",
  "engine/out-of-memory": "fault-memory",
  "groth16/file-truncated": "fault-cut",
  "setup/attestation-other": "fault-attestation",
  "setup/attestation-signature": "fault-attestation",
  "setup/ceremony-ambiguous": "fault-two",
  "setup/ceremony-closed": "fault-closed",
  "setup/ceremony-empty": "fault-no-key",
  "setup/ceremony-file": "fault-other-file",
  "setup/ceremony-html": "fault-html",
  "setup/ceremony-listing": "fault-listing",
  "setup/ceremony-url": "fault-address",
  "setup/contribution-name": "name-wrong",
  "setup/key-final": "fault-closed",
  "shared/worker": "fault-worker",
};

/** By the room, where a code has no sentence of its own. */
const ROOMS: Readonly<Record<string, OwnKey>> = { groth16: "fault-files", setup: "fault-files" };

/** This page's own sentence for an error. */
export const ownError =
  ({ t }: ContributeWords) =>
  ({ code }: ErrorShown): string =>
    t(ERRORS[code] ?? ROOMS[code.split("/")[0]!] ?? "fault-unexpected");
