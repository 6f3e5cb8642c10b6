/** The words of a part of one's weight in Spanish. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./weight-en.js";

export const es: Translation<typeof en> = {
  "weight-title": "¿Cuánto de tu peso quieres usar?",
  "weight-hint": "De 1 a {all}. Un peso que tienen muchas personas te oculta mejor.",
  "weight-label": "Peso",
  "weight-wrong": "Escribe un número entero de 1 a {all}",
};
