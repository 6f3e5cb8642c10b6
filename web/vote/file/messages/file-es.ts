/** The words of votes in files in Spanish. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./file-en.js";

export const es: Translation<typeof en> = {
  "send-file-title": "Enviar un voto guardado en un archivo",
  "send-file-label": "Elige el archivo",
  "send-file-hint": "Lo guardó esta página o el programa psephos.",
  "send-file-missing": "Elige el archivo del voto",
  "saved-title": "Tu voto está guardado en un archivo",
  "saved-text":
    "Todavía no está emitido. Abre este enlace en otro dispositivo, elige «Enviar un voto que guardé en un archivo» y envíalo antes de que termine la votación.",
};
