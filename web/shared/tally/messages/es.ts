/** Turnout and results in Spanish. */
import type { Translation } from "../../message.js";
import type { en } from "./en.js";

export const es: Translation<typeof en> = {
  "turnout-title": "Participación",
  "turnout-of": {
    one: "Ha votado {n} de {all} personas ({share}).",
    other: "Han votado {n} de {all} personas ({share}).",
  },
  "turnout-votes": {
    one: "Hay {n} voto en el registro, contando los que se cambiaron después.",
    other: "Hay {n} votos en el registro, contando los que se cambiaron después.",
  },
  "results-title": "Resultados",
  "results-signed":
    "Un validador de la cadena de votación ha firmado estos números. Para comprobar tú cada voto, revisa más abajo el paquete de la elección.",
  "results-answer": "Respuesta",
  "results-votes": "Votos",
  "results-points": "Puntos",
  "results-share": "Porcentaje",
  "results-invalid": "No válidos",
};
