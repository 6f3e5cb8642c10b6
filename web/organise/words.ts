/** The words of the organiser's page: the shared ones, and its own. */
import { useWords } from "../shared/components.js";
import type { MessageKey, OwnMessages, Words } from "../shared/i18n.js";
import type { ErrorShown } from "../shared/rpc.js";
import type { TallyKey } from "../shared/tally/words.js";
import type { en } from "./messages/en.js";

export type OwnKey = keyof typeof en;

export const OWN: OwnMessages = {
  en: async () => (await import("./messages/en.js")).en,
  ca: async () => (await import("./messages/ca.js")).ca,
  es: async () => (await import("./messages/es.js")).es,
  ar: async () => (await import("./messages/ar.js")).ar,
};

/** `startPage` loads all of them. */
export const useOwnWords = () => useWords<OwnKey | TallyKey>();

const ERRORS: Readonly<Record<string, OwnKey>> = {
  "api/too-large": "fault-node",
  "csv/empty": "csv-empty",
  "csv/extra-columns": "csv-header",
  "csv/header": "csv-header",
  "csv/header-missing": "csv-header",
  "csv/no-voters": "csv-empty",
  "csv/quoted-separator": "csv-form",
  "csv/semicolons": "csv-form",
  "csv/size": "csv-form",
  "csv/syntax": "csv-form",
  "csv/tabs": "csv-form",
  "csv/utf-16": "csv-form",
  "csv/utf-8": "csv-form",
  "csv/zip": "csv-form",
  "evm/no-event": "fault-contract",
  "evm/no-receipt": "fault-no-receipt",
  "evm/not-processes": "fault-contract",
  "evm/refused": "fault-refused",
  "evm/reverted": "fault-reverted",
  "ledger/no-keykeepers": "fault-no-keykeepers",
  "ledger/no-process": "fault-not-yet",
  "ledger/unknown-key": "fault-other-chain",
  "organise/bad-rows": "fault-rows",
  "organise/draft": "fault-draft",
  "organise/funds": "fault-funds",
  "organise/image": "fault-image",
  "organise/no-registration-time": "fault-no-registration-time",
  "organise/no-voters": "fault-no-voters",
  "organise/not-prepared": "fault-unchecked",
  "organise/other-chain": "fault-other-chain",
  "organise/other-list": "fault-other-list",
  "organise/start-past": "fault-start-past",
  "organise/too-many-voters": "fault-too-many",
  "organise/unchecked": "fault-unchecked",
  "process/metadata": "fault-texts",
  "process/metadata-params": "fault-fit",
  "service/no-content": "fault-unpublished",
  "service/unknown-content": "fault-not-yet",
  "shared/storage": "fault-storage",
};

/** This page's own sentence for an error: an organiser does other things about it than a voter. */
export const ownError =
  ({ t }: Words<MessageKey | OwnKey>) =>
  ({ code }: ErrorShown): string | undefined => {
    const key = ERRORS[code];
    return key && t(key);
  };
