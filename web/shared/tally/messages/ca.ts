/** Turnout and results in Catalan. */
import type { Translation } from "../../message.js";
import type { en } from "./en.js";

export const ca: Translation<typeof en> = {
  "turnout-title": "Participació",
  "turnout-of": {
    one: "Ha votat {n} de {all} persones ({share}).",
    other: "Han votat {n} de {all} persones ({share}).",
  },
  "turnout-votes": {
    one: "Hi ha {n} vot al registre, comptant els que es van canviar després.",
    other: "Hi ha {n} vots al registre, comptant els que es van canviar després.",
  },
  "results-title": "Resultats",
  "results-signed":
    "Un validador de la cadena de votació ha signat aquests números. Per comprovar tu cada vot, revisa més avall el paquet de l’elecció.",
  "results-answer": "Resposta",
  "results-votes": "Nombre de vots",
  "results-points": "Punts",
  "results-share": "Percentatge",
  "results-invalid": "No vàlids",
};
