/** The words of a part of one's weight in Catalan. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./weight-en.js";

export const ca: Translation<typeof en> = {
  "weight-title": "Quina part del teu pes vols fer servir?",
  "weight-hint": "De 1 a {all}. Un pes que tenen moltes persones t’amaga més bé.",
  "weight-label": "Pes",
  "weight-wrong": "Escriu un nombre enter de 1 a {all}",
};
