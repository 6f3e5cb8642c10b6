/** The words of votes in files in Catalan. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./file-en.js";

export const ca: Translation<typeof en> = {
  "send-file-title": "Envia un vot desat en un fitxer",
  "send-file-label": "Tria el fitxer",
  "send-file-hint": "El va desar aquesta pàgina o el programa psephos.",
  "send-file-missing": "Tria el fitxer del vot",
  "saved-title": "El teu vot està desat en un fitxer",
  "saved-text":
    "Encara no està emès. Obre aquest enllaç en un altre dispositiu, tria «Envia un vot que vaig desar en un fitxer» i envia’l abans que s’acabi la votació.",
};
